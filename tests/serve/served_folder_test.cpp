// The folder that is served: its list, recordings that do not read, uploads, where edits go.
#include <sys/fsuid.h>

#include <thread>

#include "base/output_file.h"
#include "record/annotation_format.h"
#include "serve/journal.h"
#include "serve_support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
  const TemporaryFolder temporary;
  ::setenv("TMPDIR", temporary.path().c_str(), 1);
  {
    Served served(folder.path());
    served.open("a");
    EXPECT_EQ(served.json("/api/recordings/a")["journal"]["writable"], false);
    const auto refused =
        served.post("/api/recordings/a/edits",
                    {{"kind", "review"}, {"target", {{"beats", {1}}}}, {"client", "x"}, {"based_on", 0}});
    EXPECT_EQ(refused->status, 507) << refused->body;
    EXPECT_FALSE(std::filesystem::is_empty(temporary.path())) << "the pyramid must lie somewhere";
  }
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path())) << "a patient's data do not stay";
  ::unsetenv("TMPDIR");
  ::unsetenv("XDG_STATE_HOME");
}

// What /api/status says of it: of a folder that cannot be written (as for root nothing but the file system
// can make one: /proc), and of one that can.
TEST(Served, TheStatusSaysWhereEditsAreKeptAndWhetherTheyCanBe) {
  const TemporaryFolder folder, state;
  Served writable(folder.path());
  EXPECT_EQ(writable.json("/api/status")["writable"], true);
  EXPECT_THAT(writable.json("/api/status")["store"].get<std::string>(), HasSubstr("next to each recording"));
  std::ofstream(folder / "file") << "";
  const serve::Store store("");
  const std::vector<std::filesystem::path> given = {folder.path(), "/proc/self"};
  ::setenv("XDG_STATE_HOME", state.path().c_str(), 1);
  const serve::StoreState elsewhere = store.state(given, {});
  EXPECT_TRUE(elsewhere.writable);
  EXPECT_THAT(elsewhere.text,
              ::testing::AllOf(HasSubstr(state.path().string()), HasSubstr("/proc/self cannot")));
  ::setenv("XDG_STATE_HOME", (folder / "file").c_str(), 1);
  const serve::StoreState nowhere = store.state(given, {});
  EXPECT_FALSE(nowhere.writable);
  EXPECT_THAT(nowhere.text, HasSubstr("--store"));
  ::unsetenv("XDG_STATE_HOME");
}

// The disk is asked once in some seconds, not with every page that looks; and no folder is made for the
// answer.
TEST(Served, AStatusLeavesNothingInTheFolders) {
  const TemporaryFolder folder, state;
  Served served(folder.path());
  EXPECT_EQ(served.json("/api/status")["writable"], true);
  const auto changed = std::filesystem::last_write_time(folder.path());
  for (int i = 0; i < 20; ++i) served.json("/api/status");
  EXPECT_EQ(std::filesystem::last_write_time(folder.path()), changed);
  ::setenv("XDG_STATE_HOME", state.path().c_str(), 1);
  const serve::StoreState absent = serve::Store("").state({folder / "absent/a"}, {});
  ::unsetenv("XDG_STATE_HOME");
  EXPECT_THAT(absent.text, ::testing::AllOf(HasSubstr(state.path().string()), HasSubstr("absent cannot")));
  EXPECT_FALSE(std::filesystem::exists(folder / "absent"));
  EXPECT_TRUE(std::filesystem::is_empty(state.path()));
}

// In a folder that cannot be written an existing NAME.rwave may be, and edits do go there.
TEST(Served, WhereEachRecordingHasItsPlaceTheFolderNeedNotBeWritable) {
  const TemporaryFolder folder;
  namespace fs = std::filesystem;
  fs::create_directory(folder / "a.rwave");
  fs::permissions(folder / "a.rwave", fs::perms::all);
  fs::permissions(folder.path(), fs::perms(0555));
  const auto entry = [&](const char* name) {
    return serve::LibraryEntry{name, name, folder / name, folder.path(), {}};
  };
  serve::StoreState one, two;
  std::thread([&] {
    // Root may write anywhere: this thread touches files as nobody does.
    ::setfsuid(65534);
    one = serve::Store("").state({folder.path()}, {entry("a")});
    two = serve::Store("").state({folder.path()}, {entry("a"), entry("b")});
  }).join();
  fs::permissions(folder.path(), fs::perms(0755));
  EXPECT_THAT(one.text, HasSubstr("next to each recording"));
  EXPECT_THAT(two.text, HasSubstr("cannot be written"));
}

// No room for the pyramid and the labels: the recording is shown all the same, edits are refused and it is
// said why.
TEST(ServedWithoutRoom, ARecordingIsShownAndEditsAreRefused) {
  const TemporaryFolder folder;
  write_recording(folder.path(), "a");
  // Folders stand where the files would be written: as on a full disk, but for who runs the test as root too.
  std::filesystem::create_directories(folder / "a.rwave" / "pyramid");
  std::filesystem::create_directories(folder / "a.rwave" / "labels");
  Served served(folder.path());
  served.open("a");
  const Json about = served.json("/api/recordings/a");
  EXPECT_EQ(about["journal"]["writable"], false);
  EXPECT_THAT(about["journal"]["error"].get<std::string>(), HasSubstr("--store"));
  EXPECT_THAT(about["warnings"].dump(), HasSubstr("made again at the next start"));
  EXPECT_EQ(served.get("/api/recordings/a/tiles/0/2/0")->status, 200);
  const auto refused =
      served.post("/api/recordings/a/edits",
                  {{"kind", "review"}, {"target", {{"beats", {2}}}}, {"client", "x"}, {"based_on", 0}});
  EXPECT_EQ(refused->status, 507);
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
  const auto unopenable = served.make_client()->Post(
      "/api/recordings", httplib::MultipartFormDataItems{{"file", "no samples", "junk.txt", "text/plain"}});
  EXPECT_EQ(unopenable->status, 422) << "it would stay in the list for ever";
  EXPECT_THAT(unopenable->body, HasSubstr("junk.txt"));
  EXPECT_THAT(unopenable->body, Not(HasSubstr(store.path().string()))) << "where the server keeps files";
  const auto headless =
      served.make_client()->Post("/api/recordings", httplib::MultipartFormDataItems{part("sent.hea")});
  EXPECT_EQ(headless->status, 422) << "its signal file did not come";
  const Json list = served.json("/api/recordings")["recordings"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["name"], "sent") << "the random folder is not shown";
  int folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(store / "uploads"))
    folders += entry.is_directory() ? 1 : 0;
  EXPECT_EQ(folders, 1) << "what was refused left something";
}

TEST(ServedFolder, AStoreThatCannotTakeUploadsIsNamed) {
  const TemporaryFolder folder, store;
  write_file(store / "uploads", "a file");
  serve::ServeOptions options = Served::options_for(folder.path());
  options.store = store.path();
  options.upload_limit = 1'000'000;
  try {
    serve::Server server(options);
    FAIL() << "served";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.file(), (store / "uploads").string());
  }
}

}  // namespace
}  // namespace rwave::testing
