// Who is let in: the limit of connections, the password, the address.
#include "rwave/error.h"
#include "serve_support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Guarded, ConnectionsBeyondTheLimitAreTurnedAway) {
  const TemporaryFolder folder;
  serve::ServeOptions options = Served::options_for(folder.path());
  options.front.connections = 4;
  Served served(options);
  std::vector<int> held;
  for (int i = 0; i < 4; ++i) held.push_back(connect_to(served.port()));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_THAT(served.raw("GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n"), StartsWith("HTTP/1.1 503"));
  for (const int socket : held) ::close(socket);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_THAT(served.raw("GET /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 200"));
}

TEST(Guarded, APasswordIsAskedForAndGuessingIsSlow) {
  const TemporaryFolder folder;
  serve::ServeOptions options = Served::options_for(folder.path());
  options.password = "correct horse battery";
  Served served(options);
  EXPECT_EQ(served.get("/api/status")->status, 401);
  auto client = served.make_client();
  const auto status = [&](const std::string& path, const httplib::Headers& headers) {
    const auto reply = client->Get(path, headers);
    return reply ? reply->status : -static_cast<int>(reply.error());
  };
  EXPECT_EQ(status("/api/status", {{"Authorization", "Bearer correct horse battery"}}), 200);
  EXPECT_EQ(status("/api/status", {{"Authorization", "Bearer correct horse batter"}}), 401);
  const auto login =
      client->Post("/api/login", R"({"password":"correct horse battery"})", "application/json");
  ASSERT_TRUE(login);
  ASSERT_EQ(login->status, 204);
  const std::string set = login->get_header_value("Set-Cookie");
  EXPECT_THAT(set, HasSubstr("HttpOnly"));
  EXPECT_THAT(set, HasSubstr("SameSite=Strict"));
  const std::string cookie = set.substr(0, set.find(';'));
  EXPECT_EQ(status("/api/status", {{"Cookie", "other=1; " + cookie}}), 200);
  EXPECT_EQ(status("/api/status", {{"Cookie", cookie + "x"}}), 401);
  const auto by_address = client->Get("/?token=correct%20horse%20battery");
  ASSERT_TRUE(by_address);
  EXPECT_EQ(by_address->status, 303);
  EXPECT_EQ(by_address->get_header_value("Location"), "/");
  EXPECT_FALSE(by_address->get_header_value("Set-Cookie").empty());
  int refused = 0, slowed = 0;
  for (int i = 0; i < 20; ++i) {
    const auto guess = client->Post("/api/login", R"({"password":"guess"})", "application/json");
    ASSERT_TRUE(guess);
    refused += guess->status == 401 ? 1 : 0;
    slowed += guess->status == 429 ? 1 : 0;
  }
  EXPECT_EQ(refused, 9) << "a wrong token was sent before";
  EXPECT_EQ(slowed, 11);
  EXPECT_EQ(status("/api/status", {{"Authorization", "Bearer correct horse battery"}}), 429)
      << "a right answer would tell who guesses";
  EXPECT_EQ(status("/api/status", {{"Cookie", cookie}}), 200) << "who is logged in goes on";
}

// By a header 2,500 passwords a second could be tried, where the page's form took ten a minute.
TEST(Guarded, GuessingByHeaderIsSlowToo) {
  const TemporaryFolder folder;
  serve::ServeOptions options = Served::options_for(folder.path());
  options.password = "12345678";
  Served served(options);
  int slowed = 0;
  for (int i = 0; i < 20; ++i) {
    const auto guess = served.client().Get("/api/status", {{"Authorization", "Bearer guess"}});
    ASSERT_TRUE(guess);
    slowed += guess->status == 429 ? 1 : 0;
  }
  EXPECT_EQ(slowed, 10);
}

// Cookies are sent to all ports of a host.
TEST(Guarded, TwoServersOfOneHostKeepTheirSessions) {
  const TemporaryFolder folder;
  serve::ServeOptions options = Served::options_for(folder.path());
  options.password = "correct horse battery";
  Served first(options), second(options);
  const auto login = [](Served& served) {
    const auto reply =
        served.client().Post("/api/login", R"({"password":"correct horse battery"})", "application/json");
    return reply ? reply->get_header_value("Set-Cookie") : "";
  };
  const auto named = [](const std::string& set) { return set.substr(0, set.find('=')); };
  EXPECT_NE(named(login(first)), named(login(second)));
}

TEST(Guarded, AnAddressThatOthersReachNeedsAPassword) {
  const TemporaryFolder folder;
  serve::ServeOptions options = Served::options_for(folder.path());
  options.front.address = "0.0.0.0";
  try {
    Served served(options);
    FAIL() << "served to all without a password";
  } catch (const UsageError& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("--token"));
  }
}

}  // namespace
}  // namespace rwave::testing
