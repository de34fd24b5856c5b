// Whatever is sent: answered with 4xx (or nothing), and the server goes on.
#include <random>

#include "base/output_file.h"
#include "serve/page.h"
#include "serve_support.h"

namespace rwave::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Hostile : public ::testing::Test {
 protected:
  void SetUp() override {
    write_recording(folder_ / "served", "a");
    write_file(folder_ / "secret.txt", "not to be read");
    serve::ServeOptions options = Served::options_for(folder_ / "served");
    options.front.limits.head_seconds = 0.5;
    options.front.limits.stall_seconds = 0.5;
    options.front.limits.idle_seconds = 2;
    options.front.limits.body_grace_seconds = 0.3;
    options.live_streams = 2;
    served_ = std::make_unique<Served>(options);
    served_->open("a");
  }
  void TearDown() override {
    const auto alive = served_->make_client()->Get("/api/status");
    ASSERT_TRUE(alive) << "the server is gone";
    EXPECT_EQ(alive->status, 200);
  }
  static int status_of(const std::string& answer) {
    return answer.size() > 12 && answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Served> served_;
};

TEST_F(Hostile, NothingBeyondTheFolderIsReached) {
  for (const char* path :
       {"/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/....//secret.txt", "/api/recordings/..",
        "/api/recordings/..%2Fsecret", "/api/recordings/a/../../secret.txt", "//etc/passwd", "/etc/passwd",
        "/api/recordings/a/annotators/..%2F..%2Fsecret.txt/comparison", "/%00", "/api/recordings/%00a",
        "/api/recordings/a/annotators/hea/comparison/../../.."}) {
    const std::string answer = served_->raw(std::string("GET ") + path +
                                            " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_GE(status_of(answer), 400) << path << "\n" << answer;
    EXPECT_LT(status_of(answer), 500) << path;
    EXPECT_THAT(answer, Not(HasSubstr("not to be read"))) << path;
  }
}

TEST_F(Hostile, AFolderOfThePageIsNotLeft) {
  std::filesystem::create_directory(folder_ / "page");
  write_file(folder_ / "page" / "index.html", "the page");
  std::filesystem::create_symlink(folder_ / "secret.txt", folder_ / "page" / "link.html");
  serve::serve_page_from((folder_ / "page").string());
  const std::shared_ptr<void> again(nullptr, [](void*) { serve::serve_page_from(""); });
  EXPECT_EQ(served_->get("/index.html")->body, "the page");
  const std::string secret = (folder_ / "secret.txt").string();
  for (const std::string& path :
       {"/" + secret, secret, std::string("/../secret.txt"), std::string("/link.html")}) {
    const std::string answer =
        served_->raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_GE(status_of(answer), 400) << path;
    EXPECT_THAT(answer, Not(HasSubstr("not to be read"))) << path;
  }
}

TEST_F(Hostile, LinksThatLeadOutAreNotFollowed) {
  write_recording(folder_ / "outside", "b");
  std::filesystem::create_directory_symlink(folder_ / "outside", folder_ / "served" / "link");
  std::filesystem::create_symlink(folder_ / "outside" / "b.hea", folder_ / "served" / "b.hea");
  std::filesystem::create_symlink(folder_ / "secret.txt", folder_ / "served" / "a.secret");
  std::filesystem::copy_file(folder_ / "outside" / "b.hea", folder_ / "served" / "c.hea");
  std::filesystem::create_symlink(folder_ / "outside" / "b.dat", folder_ / "served" / "b.dat");
  const Json list = served_->json("/api/recordings");
  EXPECT_EQ(list["recordings"].size(), 2U) << list;  // a, and c whose signal file is a link outward
  const auto review = served_->server().review("c");
  review->begin();
  review->wait();
  EXPECT_EQ(review->progress().state, serve::ReviewState::failed);
  EXPECT_THAT(review->progress().error, HasSubstr("outside"));
  EXPECT_EQ(served_->get("/api/recordings/a/annotators/secret/comparison")->status, 404);
}

TEST_F(Hostile, HeadsThatAreNoneAreRefused) {
  const std::string end = "\r\n\r\n";
  const std::vector<std::pair<std::string, int>> heads = {
      {"GARBAGE" + end, 400},
      {"GET / HTTP/9.9\r\nHost: localhost" + end, 400},
      {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: localhost" + end, 431},
      {"GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nHost: localhost" + end, 414},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(100000, 'a') + end, 431},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nno colon" + end, 400},
      {"GET / HTTP/1.1\r\nHost: localhost\nX: bare line feed" + end, 400},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6" + end, 400},
      {"POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked" + end,
       400},
      {"POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5" + end, 400},
      {"POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999999" + end, 400},
      {"POST /api/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip" + end, 415},
      {"POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: 0" + end,
       415},
      {"GET /api/status HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + std::string(4000, '0') + end, 431},
      {"DELETE /api/recordings/a HTTP/1.1\r\nHost: localhost" + end, 405},
      {"TRACE / HTTP/1.1\r\nHost: localhost" + end, 405},
      {"GET /api/status HTTP/1.1" + end, 403},
  };
  for (const auto& [head, status] : heads) {
    const std::string answer = served_->raw(head);
    EXPECT_EQ(status_of(answer), status) << head.substr(0, 80) << "\n" << answer.substr(0, 300);
  }
  std::string many = "GET / HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  EXPECT_EQ(status_of(served_->raw(many + "\r\n")), 431);
}

// What the body of one request holds is never read as the next request.
TEST_F(Hostile, BodiesThatNobodyReadsEndTheConnection) {
  const std::string smuggled = "GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string answer = served_->raw("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                                          std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled);
  EXPECT_EQ(answer.find("HTTP/1.1"), answer.rfind("HTTP/1.1")) << answer;
}

TEST_F(Hostile, SlowClientsAreBrokenOff) {
  const double begun =
      std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  const int socket = connect_to(served_->port());
  ASSERT_GE(socket, 0);
  std::string answer;
  for (int i = 0; i < 60 && answer.empty(); ++i) {
    if (::send(socket, "G", 1, MSG_NOSIGNAL) != 1) break;
    std::array<char, 512> block;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const ssize_t got = ::recv(socket, block.data(), block.size(), MSG_DONTWAIT);
    if (got > 0) answer.assign(block.data(), static_cast<std::size_t>(got));
    if (got == 0) break;
  }
  ::close(socket);
  const double taken =
      std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count() - begun;
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 408"));
  EXPECT_LT(taken, 2.5);
}

TEST_F(Hostile, OtherSitesPagesAndNamesAreRefused) {
  auto client = served_->make_client();
  EXPECT_EQ(client->Get("/api/status", {{"Host", "evil.example"}})->status, 403);
  EXPECT_EQ(client->Get("/api/status", {{"Origin", "http://evil.example"}})->status, 403);
  EXPECT_EQ(client->Get("/api/status", {{"Sec-Fetch-Site", "cross-site"}})->status, 403);
  const Json edit = {{"kind", "review"}, {"target", {{"beats", {1}}}}, {"client", "x"}, {"based_on", 0}};
  EXPECT_EQ(
      client->Post("/api/recordings/a/edits", {{"Origin", "null"}}, edit.dump(), "application/json")->status,
      403);
  EXPECT_EQ(client->Post("/api/recordings/a/edits", edit.dump(), "text/plain")->status, 415);
  EXPECT_EQ(served_->json("/api/recordings/a/edits")["revision"], 0);
}

TEST_F(Hostile, EveryReplyKeepsBrowsersFromScriptsOfOthers) {
  for (const char* path : {"/", "/api/status", "/nowhere"}) {
    const auto reply = served_->get(path);
    EXPECT_THAT(reply->get_header_value("Content-Security-Policy"), HasSubstr("script-src 'self'")) << path;
    EXPECT_THAT(reply->get_header_value("Content-Security-Policy"), Not(HasSubstr("unsafe"))) << path;
    EXPECT_EQ(reply->get_header_value("X-Content-Type-Options"), "nosniff") << path;
  }
}

TEST_F(Hostile, JsonThatIsNoEditIsRefused) {
  const std::string base = R"("client":"x","based_on":0)";
  const std::vector<std::string> bodies = {
      "",
      "{",
      "null",
      "[]",
      "3",
      "\"relabel\"",
      "{}",
      "{\"kind\":3}",
      "{" + base + "}",
      R"({"kind":"relabel",)" + base + "}",
      R"({"kind":"relabel","label":"X","target":{"beats":[1]},)" + base + "}",
      R"({"kind":"relabel","label":"V","target":{"beats":[-1]},)" + base + "}",
      R"({"kind":"relabel","label":"V","target":{"beats":[1.5]},)" + base + "}",
      R"({"kind":"relabel","label":"V","target":{"beats":[99999]},)" + base + "}",
      R"({"kind":"relabel","label":"V","target":{"beats":"all"},)" + base + "}",
      R"({"kind":"relabel","label":"V","target":{},)" + base + "}",
      R"({"kind":"relabel","label":"V","target":{"group":999},)" + base + "}",
      R"({"kind":"relabel","label":"V","target":{"first":9,"end":3},)" + base + "}",
      R"({"kind":"insert","label":"V","sample":10000,)" + base + "}",
      R"({"kind":"insert","label":"V","sample":1e300,)" + base + "}",
      R"({"kind":"move","beat":1,"sample":99999999999999999999,)" + base + "}",
      R"({"kind":"rhythm","first":1,"end":5,"rhythm":"unanalyzable",)" + base + "}",
      R"({"kind":"rhythm","first":5,"end":5,"rhythm":"af",)" + base + "}",
      R"({"kind":"undo",)" + base + "}",
      R"({"kind":"redo","edit":7,)" + base + "}",
      R"({"kind":"review","target":{"beats":[1]},"client":"x y","based_on":0})",
      R"({"kind":"review","target":{"beats":[1]},"client":"","based_on":0})",
      R"({"kind":"review","target":{"beats":[1]},"client":"x","based_on":5})",
      R"({"kind":"review","target":{"beats":[1]},"more":1,)" + base + "}",
      R"({"kind":"review","target":{"beats":[1],"more":1},)" + base + "}",
      std::string(100000, '['),
      "{\"kind\":\"\xff\xfe\"}",
      R"({"kind":"review","target":)" + std::string(2000, '{'),
  };
  for (const std::string& body : bodies) {
    const auto reply = served_->client().Post("/api/recordings/a/edits", body, "application/json");
    ASSERT_TRUE(reply) << body.substr(0, 100);
    EXPECT_THAT(reply->status, AnyOf(400, 413, 422)) << body.substr(0, 100) << "\n" << reply->body;
    EXPECT_FALSE(Json::parse(reply->body)["error"]["message"].get<std::string>().empty());
  }
  EXPECT_EQ(served_->json("/api/recordings/a/edits")["revision"], 0);
  const auto large =
      served_->make_client()->Post("/api/recordings/a/edits", std::string(5 << 20, ' '), "application/json");
  if (large) {
    EXPECT_EQ(large->status, 413);
  }
}

TEST_F(Hostile, QueriesOutOfRangeAreRefused) {
  for (const char* query :
       {"overview?cells=0", "overview?cells=99999", "overview?cells=x", "overview?first=-1",
        "beats?first=5&end=5", "beats?first=10000", "beats?format=xml", "beats?first=1&first=2",
        "queue?limit=0", "groups/0/members?limit=501", "export", "export?format=..",
        "annotators/atr/comparison?reference=Z&test=N", "annotators/atr/comparison?limit=0"}) {
    const auto reply = served_->get(std::string("/api/recordings/a/") + query);
    ASSERT_TRUE(reply) << query;
    EXPECT_THAT(reply->status, AnyOf(400, 422)) << query << reply->body.substr(0, 100);
  }
}

// Bytes of sound requests changed at random; RWAVE_MUTATIONS of them (400; the campaign makes 10,000).
TEST_F(Hostile, RandomlyChangedRequestsDoNoHarm) {
  const char* asked = std::getenv("RWAVE_MUTATIONS");
  const int rounds = asked != nullptr ? std::atoi(asked) : 400;
  const std::string edit = R"({"kind":"review","target":{"beats":[1,2,3]},"client":"x","based_on":0})";
  const std::vector<std::string> sound = {
      "GET /api/recordings/a/beats?first=0&end=5000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /api/recordings/a/tiles/0/0/0 HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-99\r\n\r\n",
      "POST /api/recordings/a/edits HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
      "application/json\r\nContent-Length: " +
          std::to_string(edit.size()) + "\r\n\r\n" + edit,
      "POST /api/recordings HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
      "boundary=b\r\nContent-Length: 95\r\n\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.edf\"\r\n\r\nbytes\r\n--b--\r\n",
      "POST /api/live/x/samples?rate=250&leads=1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
      "application/octet-stream\r\n"
      "Transfer-Encoding: chunked\r\n\r\n4\r\n\x01\x02\x03\x04\r\n0\r\n\r\n"};
  std::mt19937 random(11);
  for (int round = 0; round < rounds; ++round) {
    std::string request = sound[random() % sound.size()];
    for (unsigned change = 1 + random() % 4; change > 0; --change) {
      const std::size_t at = random() % request.size();
      switch (random() % 4) {
        case 0:
          request[at] = static_cast<char>(random());
          break;
        case 1:
          request.erase(at, 1 + random() % 8);
          break;
        case 2:
          request.insert(at, std::string(1 + random() % 20, static_cast<char>(random())));
          break;
        default:
          request.insert(at, request.substr(random() % request.size(), random() % 40));
      }
      if (request.empty()) request = "x";
    }
    const std::string answer = served_->raw(request);
    if (answer.empty()) continue;
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 ")) << request;
    EXPECT_LT(status_of(answer), 500) << request << "\n" << answer;
  }
}

}  // namespace
}  // namespace rwave::testing
