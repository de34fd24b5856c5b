// A recording under review by several: restarts, two clients, two servers, files that change meanwhile.
#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include "serve_support.h"

#include "base/output_file.h"
#include "record/annotation_format.h"
#include "serve/journal.h"
#include "served_review.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

// A list of work tells what was begun by the program that ran before.
TEST_F(ServedReview, TheListShowsEditsOfARecordingThatIsNotOpen) {
  served_->edit("a", {{"kind", "review"}, {"target", {{"beats", {1}}}}});
  served_->edit("a", {{"kind", "undo"}});
  served_.reset();
  served_ = std::make_unique<Served>(folder_.path());
  const Json listed = served_->json("/api/recordings")["recordings"][0];
  EXPECT_EQ(listed["state"], "new");
  EXPECT_EQ(listed["edits"], 2);
}

TEST_F(ServedReview, EditsOutliveTheServerAndItsKilling) {
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"group", 0}}}, {"label", "V"}});
  const std::string after = labels();
  const std::string journal = read_file(folder_ / "a.rwave" / "journal");
  start();
  EXPECT_EQ(labels(), after);
  // As if killed while the next edit was written.
  served_.reset();
  write_file(folder_ / "a.rwave" / "journal", journal + "00000040 0123");
  start();
  EXPECT_EQ(labels(), after);
  EXPECT_EQ(served_->json("/api/recordings/a")["journal"]["torn"], 13);
  served_->edit("a", {{"kind", "undo"}});
  start();
  EXPECT_EQ(served_->json("/api/recordings/a")["journal"]["torn"], 0);
  EXPECT_EQ(served_->json("/api/recordings/a")["revision"], 2);
}

TEST_F(ServedReview, TheRecordingsOwnFilesStayAsTheyAre) {
  std::map<std::string, std::string> before;
  for (const char* name : {"a.hea", "a.dat", "a.atr"}) before[name] = read_file(folder_ / name);
  served_->edit("a", {{"kind", "delete"}, {"target", {{"group", 0}}}});
  for (const auto& [name, bytes] : before) EXPECT_EQ(read_file(folder_ / name), bytes) << name;
}

TEST_F(ServedReview, TwoClientsSeeEachOtherAndConflictsAreShown) {
  const auto other = served_->make_client();
  Events events(*other, "/api/recordings/a/events", "event: edit");
  events.wait_for("event: ready");
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {1, 2, 3}}}}, {"label", "V"}}, "one");
  const std::string heard = events.take();
  EXPECT_THAT(heard, HasSubstr("3 beats relabelled V"));
  const Json mine = {{"kind", "relabel"},
                     {"target", {{"beats", {3, 4}}}},
                     {"label", "S"},
                     {"client", "two"},
                     {"based_on", 0}};
  const auto refused = post(mine);
  ASSERT_EQ(refused->status, 409);
  const Json conflict = Json::parse(refused->body);
  EXPECT_EQ(conflict["beats"], Json({3}));
  EXPECT_EQ(conflict["theirs"][0]["client"], "one");
  EXPECT_EQ(conflict["yours"], mine);
  EXPECT_EQ(labels()[3], 'V') << "what was refused was made";
  Json again = mine;
  again["based_on"] = conflict["revision"];
  EXPECT_EQ(post(again)->status, 200);
  EXPECT_EQ(labels()[3], 'S');
  const auto apart = post({{"kind", "relabel"},
                           {"target", {{"beats", {9}}}},
                           {"label", "S"},
                           {"client", "one"},
                           {"based_on", 0}});
  EXPECT_EQ(apart->status, 200) << "edits of different beats do not meet";
}

TEST_F(ServedReview, ManyClientsAtOnceLoseNothing) {
  std::vector<std::thread> clients;
  std::atomic<int> made{0};
  for (int c = 0; c < 6; ++c)
    clients.emplace_back([&, c] {
      const auto client = served_->make_client();
      for (int i = 0; i < 5; ++i) {
        const Json body = {{"kind", "review"},
                           {"target", {{"beats", {c * 5 + i}}}},
                           {"client", "c" + std::to_string(c)},
                           {"based_on", 0}};
        const auto result = client->Post("/api/recordings/a/edits", body.dump(), "application/json");
        if (result && result->status == 200) ++made;
      }
    });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(made, 30);
  EXPECT_EQ(get("edits")["edits"].size(), 30U);
  start();
  EXPECT_EQ(get("queue")["reviewed"], 30);
}

TEST_F(ServedReview, TilesCanBeAskedForByPartAndAgain) {
  const auto whole = served_->get("/api/recordings/a/tiles/0/0/0");
  ASSERT_EQ(whole->status, 200);
  EXPECT_EQ(whole->body.size(), 16384U);
  httplib::Headers known = {{"If-None-Match", whole->get_header_value("ETag")}};
  EXPECT_EQ(served_->client().Get("/api/recordings/a/tiles/0/0/0", known)->status, 304);
  const auto part = served_->client().Get("/api/recordings/a/tiles/0/0/0", {{"Range", "bytes=100-199"}});
  EXPECT_EQ(part->status, 206);
  EXPECT_EQ(part->body, whole->body.substr(100, 100));
  EXPECT_EQ(served_->client().Get("/api/recordings/a/tiles/0/0/0", {{"Range", "bytes=99999-"}})->status, 416);
  EXPECT_EQ(served_->get("/api/recordings/a/tiles/0/0/1")->body.size(), (10000U - 8192U) * 2);
  for (const char* none :
       {"0/0/2", "2/0/0", "0/9/0", "0/16/0", "0/0/-1", "x/0/0", "0/0/99999999999999999999"})
    EXPECT_EQ(served_->get(std::string("/api/recordings/a/tiles/") + none)->status, 404) << none;
}

TEST_F(ServedReview, ARecordingThatGrowsOrVanishesIsSaidAndEditsStay) {
  std::string heard;
  const auto other = served_->make_client();
  std::thread listener([&] {
    other->Get("/api/recordings/a/events", [&](const char* data, std::size_t size) {
      heard.append(data, size);
      return heard.find("event: changed") == std::string::npos;
    });
  });
  {
    std::ofstream grown(folder_ / "a.dat", std::ios::app | std::ios::binary);
    grown << "more";
  }
  listener.join();
  EXPECT_THAT(heard, HasSubstr("has changed since it was opened"));
  EXPECT_EQ(served_->get("/api/recordings/a/tiles/0/0/0")->status, 410);
  served_->edit("a", {{"kind", "review"}, {"target", {{"beats", {1}}}}});
  std::filesystem::remove(folder_ / "a.dat");
  const auto gone = served_->get("/api/recordings/a/tiles/0/0/0");
  EXPECT_EQ(gone->status, 410);
  EXPECT_THAT(gone->body, HasSubstr("no longer there"));
  EXPECT_EQ(served_->get("/api/recordings/a/beats")->status, 200);
}

TEST_F(ServedReview, TheSameRecordingInTwoServersIsEditedInOneOnly) {
  served_->edit("a", {{"kind", "review"}, {"target", {{"beats", {1}}}}});
  Served second(folder_.path());
  second.open("a");
  EXPECT_EQ(second.json("/api/recordings/a")["journal"]["writable"], false);
  const auto refused =
      second.post("/api/recordings/a/edits",
                  {{"kind", "review"}, {"target", {{"beats", {2}}}}, {"client", "x"}, {"based_on", 1}});
  EXPECT_EQ(refused->status, 507);
  EXPECT_THAT(refused->body, HasSubstr("another rwave serve"));

  // What is edited there is seen here,
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {2}}}}, {"label", "V"}});
  second.server().review("a")->look_for_change();
  EXPECT_EQ(second.json("/api/recordings/a/edits")["revision"], 2);
  EXPECT_EQ(second.json("/api/recordings/a/beats")["label"].get<std::string>()[2], 'V');
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {3}}}}, {"label", "S"}}, "other");
  // and when that one has ended, edits are made here: one that knew nothing of the last is a conflict.
  served_.reset();
  const Json blind = {
      {"kind", "relabel"}, {"target", {{"beats", {3}}}}, {"label", "F"}, {"client", "x"}, {"based_on", 2}};
  EXPECT_EQ(second.post("/api/recordings/a/edits", blind)->status, 409);
  EXPECT_EQ(second.edit("a", {{"kind", "relabel"}, {"target", {{"beats", {3}}}}, {"label", "F"}})["revision"],
            4);
  served_ = std::make_unique<Served>(folder_.path());
}

TEST_F(ServedReview, LabelsThatEditsNameAreNotReplacedInSilence) {
  served_->edit("a", {{"kind", "review"}, {"target", {{"beats", {1}}}}});
  served_.reset();
  std::filesystem::remove(folder_ / "a.rwave" / "labels");
  served_ = std::make_unique<Served>(folder_.path());
  const auto review = served_->server().review("a");
  review->begin();
  review->wait();
  EXPECT_EQ(review->progress().state, serve::ReviewState::failed);
  EXPECT_THAT(review->progress().error, HasSubstr("edits of the journal"));
}

}  // namespace
}  // namespace rwave::testing
