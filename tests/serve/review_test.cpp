// A recording reviewed over HTTP: edits, undo, two clients, restart, what is exported.
#include "serve_support.h"

#include "base/output_file.h"
#include "record/annotation_format.h"
#include "serve/journal.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

class ServedReview : public ::testing::Test {
 protected:
  void SetUp() override {
    write_recording(folder_.path(), "a");
    start();
  }
  void start() {
    served_.reset();
    served_ = std::make_unique<Served>(folder_.path());
    served_->open("a");
  }
  Json get(const std::string& what) { return served_->json("/api/recordings/a/" + what); }
  std::string labels() { return get("beats")["label"]; }
  httplib::Result post(const Json& body) { return served_->post("/api/recordings/a/edits", body); }

  TemporaryFolder folder_;
  std::unique_ptr<Served> served_;
};

TEST_F(ServedReview, TheRecordingIsWhatItsFileSays) {
  const Json recording = served_->json("/api/recordings/a");
  EXPECT_EQ(recording["state"], "ready");
  EXPECT_EQ(recording["rate"], 250);
  EXPECT_EQ(recording["frames"], 10000);
  EXPECT_EQ(recording["leads"].size(), 2U);
  EXPECT_EQ(recording["annotators"], Json({"atr"}));
  EXPECT_EQ(recording["journal"]["writable"], true);
  const Json groups = get("groups");
  std::int64_t grouped = 0;
  for (const Json& group : groups["groups"]) grouped += group["count"].get<std::int64_t>();
  EXPECT_LE(grouped, recording["beats"].get<std::int64_t>());
  EXPECT_GT(grouped, 30);
  EXPECT_EQ(groups["groups"][0]["template"].size(), groups["leads"].size());
}

TEST_F(ServedReview, EachKindOfEditIsMadeAndUndone) {
  const std::string before = labels();
  const Json beats = get("beats");
  const std::vector<Json> edits = {
      {{"kind", "relabel"}, {"target", {{"beats", {1, 3}}}}, {"label", "F"}},
      {{"kind", "relabel"}, {"target", {{"group", 0}}}, {"label", "V"}},
      {{"kind", "delete"}, {"target", {{"first", 2000}, {"end", 4000}}}},
      {{"kind", "reject"}, {"target", {{"beats", {5}}}}},
      {{"kind", "review"}, {"target", {{"first", 0}, {"end", 10000}}}},
      {{"kind", "move"}, {"beat", 2}, {"sample", beats["sample"][2].get<int>() + 7}},
      {{"kind", "insert"}, {"sample", 5}, {"label", "S"}},
      {{"kind", "unanalyzable"}, {"first", 500}, {"end", 1500}},
      {{"kind", "rhythm"}, {"first", 3000}, {"end", 6000}, {"rhythm", "af"}},
  };
  for (const Json& edit : edits) served_->edit("a", edit);
  EXPECT_NE(labels(), before);
  const Json rhythm = get("rhythm");
  bool stated = false;
  for (const Json& episode : rhythm["episodes"])
    stated = stated || (episode["kind"] == "af" && episode["by"] == "person" && episode["first"] == 3000);
  EXPECT_TRUE(stated) << rhythm["episodes"];
  EXPECT_GT(get("report")["holter"]["total"]["af_s"].get<double>(), 0) << get("report")["holter"]["total"];
  EXPECT_EQ(get("queue")["reviewed"], get("queue")["beats"]);
  for (std::size_t i = edits.size(); i-- > 0;) {
    EXPECT_EQ(get("edits")["undo"], i + 1);
    served_->edit("a", {{"kind", "undo"}});
  }
  EXPECT_EQ(labels(), before);
  EXPECT_EQ(get("edits")["undo"], nullptr);
  for (std::size_t i = 0; i < edits.size(); ++i) served_->edit("a", {{"kind", "redo"}});
  EXPECT_EQ(get("edits")["redo"], nullptr);
  EXPECT_NE(labels(), before);
}

TEST_F(ServedReview, OneEditAmongManyIsUndone) {
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {1}}}}, {"label", "V"}});
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {2}}}}, {"label", "V"}});
  served_->edit("a", {{"kind", "undo"}, {"edit", 1}});
  const Json edits = get("edits");
  EXPECT_EQ(edits["edits"][0]["undone"], true);
  EXPECT_EQ(edits["edits"][1]["undone"], false);
  EXPECT_EQ(labels()[2], 'V');
  const auto again = post({{"kind", "undo"}, {"edit", 1}, {"client", "one"}, {"based_on", 3}});
  EXPECT_EQ(again->status, 422);
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
  std::string heard;
  std::thread listener([&] {
    other->Get("/api/recordings/a/events", [&](const char* data, std::size_t size) {
      heard.append(data, size);
      return heard.find("event: edit") == std::string::npos;
    });
  });
  while (heard.find("event: ready") == std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {1, 2, 3}}}}, {"label", "V"}}, "one");
  listener.join();
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

TEST_F(ServedReview, ExportsHoldWhatWasEdited) {
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"first", 0}, {"end", 10000}}}, {"label", "V"}});
  served_->edit("a", {{"kind", "reject"}, {"target", {{"beats", {4}}}}});
  const std::string beats = labels();
  const auto wfdb = served_->get("/api/recordings/a/export?format=wfdb");
  ASSERT_EQ(wfdb->status, 200);
  EXPECT_THAT(wfdb->get_header_value("Content-Disposition"), HasSubstr("a.rw"));
  const auto annotations = parse_annotations(
      {reinterpret_cast<const std::uint8_t*>(wfdb->body.data()), wfdb->body.size()}, "a.rw", 250);
  std::size_t v = 0, rejected = 0;
  for (const Annotation& annotation : annotations) {
    v += symbol_of(annotation.code) == "V" ? 1 : 0;
    rejected += symbol_of(annotation.code) == "|" ? 1 : 0;
  }
  EXPECT_EQ(v, beats.size() - 1);
  EXPECT_EQ(rejected, 1U);
  const auto csv = served_->get("/api/recordings/a/export?format=csv");
  EXPECT_EQ(std::count(csv->body.begin(), csv->body.end(), '\n'),
            static_cast<std::ptrdiff_t>(beats.size()) + 1);
  EXPECT_EQ(get("export?format=json")["edits"].size(), 2U);
  const auto page = served_->get("/api/recordings/a/export?format=html");
  EXPECT_THAT(page->body, HasSubstr("corrected in 2 edits"));
  EXPECT_EQ(served_->get("/api/recordings/a/export?format=rhythm")->status, 200);
  EXPECT_EQ(served_->get("/api/recordings/a/export?format=exe")->status, 400);
}

TEST_F(ServedReview, AnotherAnnotatorIsComparedByEc57) {
  const Json against = get("annotators/atr/comparison");
  std::int64_t beats = 0;
  for (std::size_t row = 0; row < 5; ++row)
    for (std::size_t column = 0; column < 7; ++column)
      beats += against["matrix"][row][column].get<std::int64_t>();
  EXPECT_GT(beats, 30);
  // The labels against themselves: nothing off the diagonal.
  const auto own = served_->get("/api/recordings/a/export?format=wfdb");
  const auto sent =
      served_->client().Post("/api/recordings/a/annotators?name=own", own->body, "application/octet-stream");
  ASSERT_EQ(sent->status, 201) << sent->body;
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {7}}}}, {"label", "F"}});
  const Json same = get("annotators/own/comparison");
  std::int64_t off = 0;
  std::string row_of, column_of;
  for (std::size_t row = 0; row < 7; ++row)
    for (std::size_t column = 0; column < 7; ++column) {
      const auto count = same["matrix"][row][column].get<std::int64_t>();
      if (row == column || count == 0) continue;
      off += count;
      row_of = same["labels"][row];
      column_of = same["labels"][column];
    }
  EXPECT_EQ(off, 1);
  const Json cell = get("annotators/own/comparison?reference=" + row_of + "&test=" + column_of);
  ASSERT_EQ(cell["beats"].size(), 1U);
  EXPECT_EQ(cell["beats"][0]["beat"], 7);
  EXPECT_EQ(served_->get("/api/recordings/a/annotators/none/comparison")->status, 404);
  EXPECT_EQ(served_->client()
                .Post("/api/recordings/a/annotators?name=x", std::string(2, 0), "application/octet-stream")
                ->status,
            422);
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

TEST(Served, AFolderWithoutRecordingsIsAnEmptyList) {
  const TemporaryFolder folder;
  Served served(folder.path());
  EXPECT_EQ(served.json("/api/recordings")["recordings"].size(), 0U);
}

TEST(Served, ARecordingThatDoesNotReadFailsWithItsReason) {
  const TemporaryFolder folder;
  std::ofstream(folder / "bad.hea") << "bad 1 250 100\nbad.dat 213 200\n";
  Served served(folder.path());
  const auto review = served.server().review("bad");
  review->begin();
  review->wait();
  const Json recording = served.json("/api/recordings/bad");
  EXPECT_EQ(recording["state"], "failed");
  EXPECT_THAT(recording["error"].get<std::string>(), HasSubstr("213"));
  EXPECT_EQ(served.get("/api/recordings/bad/beats")->status, 422);
}

TEST(Served, EditsGoToTheStoreAndItsFolderMustBeWritable) {
  const TemporaryFolder folder, store;
  write_recording(folder.path(), "a");
  serve::ServeOptions options = Served::options_for(folder.path());
  options.store = store / "edits";
  Served served(options);
  served.open("a");
  served.edit("a", {{"kind", "review"}, {"target", {{"beats", {1}}}}});
  EXPECT_FALSE(std::filesystem::exists(folder / "a.rwave"));
  EXPECT_THAT(served.json("/api/recordings/a")["journal"]["path"].get<std::string>(),
              HasSubstr((store / "edits").string()));
  std::ofstream(store / "file") << "";
  options.store = store / "file";
  EXPECT_THROW(Served{options}, Error);
}

// A folder that cannot be written, as for root nothing but the file system can make one: its name is taken.
TEST(Served, WhereNothingCanBeWrittenNextToTheRecordingEditsGoElsewhereAndItIsSaid) {
  const TemporaryFolder folder, state;
  write_recording(folder.path(), "a");
  std::ofstream(folder / "a.rwave") << "a file where the folder would be";
  ::setenv("XDG_STATE_HOME", state.path().c_str(), 1);
  {
    Served served(folder.path());
    served.open("a");
    const Json recording = served.json("/api/recordings/a");
    EXPECT_THAT(recording["journal"]["path"].get<std::string>(), HasSubstr(state.path().string()));
    EXPECT_THAT(recording["warnings"].dump(), HasSubstr("edits go to"));
    served.edit("a", {{"kind", "review"}, {"target", {{"beats", {1}}}}});
  }
  ::setenv("XDG_STATE_HOME", (folder / "a.rwave").c_str(), 1);
  {
    Served served(folder.path());
    served.open("a");
    EXPECT_EQ(served.json("/api/recordings/a")["journal"]["writable"], false);
    const auto refused =
        served.post("/api/recordings/a/edits",
                    {{"kind", "review"}, {"target", {{"beats", {1}}}}, {"client", "x"}, {"based_on", 0}});
    EXPECT_EQ(refused->status, 507) << refused->body;
  }
  ::unsetenv("XDG_STATE_HOME");
}

TEST(Served, APortThatIsTakenIsSaid) {
  const TemporaryFolder folder;
  Served first(folder.path());
  serve::ServeOptions options = Served::options_for(folder.path());
  options.front.port = first.port();
  try {
    Served second(options);
    FAIL() << "two servers share a port";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("it is taken"));
  }
}

TEST(Served, UploadsBecomeRecordings) {
  const TemporaryFolder folder, store, made;
  write_recording(made.path(), "sent");
  serve::ServeOptions options = Served::options_for(folder.path());
  options.store = store.path();
  options.upload_limit = 100000;
  Served served(options);
  const auto part = [&](const std::string& name) {
    return httplib::MultipartFormData{"file", read_file(made / name), name, "application/octet-stream"};
  };
  const auto sent = served.client().Post("/api/recordings",
                                         httplib::MultipartFormDataItems{part("sent.hea"), part("sent.dat")});
  ASSERT_TRUE(sent);
  ASSERT_EQ(sent->status, 201) << sent->body;
  const std::string id = Json::parse(sent->body)["recordings"][0]["id"];
  served.open(id);
  const auto beyond = served.client().Post(
      "/api/recordings",
      {httplib::MultipartFormData{"file", std::string(200000, 'x'), "x.edf", "application/octet-stream"}});
  EXPECT_EQ(beyond->status, 413);
  const auto none = served.client().Post(
      "/api/recordings",
      httplib::MultipartFormDataItems{{"file", "hello", "x.doc", "application/octet-stream"}});
  EXPECT_EQ(none->status, 422);
  for (const char* name : {"../x.edf", ".x.edf", "a/b.edf", "/etc/x.edf"}) {
    const auto outside = served.make_client()->Post(
        "/api/recordings",
        httplib::MultipartFormDataItems{{"file", "hello", name, "application/octet-stream"}});
    ASSERT_TRUE(outside) << name;
    EXPECT_EQ(outside->status, 400) << name;
  }
  int folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(store / "uploads"))
    folders += entry.is_directory() ? 1 : 0;
  EXPECT_EQ(folders, 1) << "what was refused left something";
}

}  // namespace
}  // namespace rwave::testing
