// The list of the recordings that folders hold: what is not in it is said.
#include <sys/fsuid.h>

#include <thread>

#include "serve_support.h"

namespace rwave::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

void write_header(const fs::path& folder, const std::string& name) {
  fs::create_directories(folder);
  std::ofstream(folder / (name + ".hea")) << name << " 1 250 100\n" << name << ".dat 16 200 16 0 0 0 0 II\n";
}

std::vector<std::string> names_in(const serve::LibraryList& list) {
  std::vector<std::string> names;
  for (const serve::LibraryEntry& entry : list.entries) names.push_back(entry.name);
  return names;
}

TEST(ServedLibrary, RecordingsBeyondTheMostAreCountedAndSaid) {
  const TemporaryFolder folder;
  for (const char* name : {"a", "b", "c", "d"}) write_header(folder / "x", name);
  write_header(folder / "y", "e");
  serve::Library library({folder.path()}, {}, 3);
  const auto list = library.list();
  EXPECT_THAT(names_in(*list), ::testing::ElementsAre("x/a", "x/b", "x/c"));
  ASSERT_EQ(list->left_out.size(), 1U);
  EXPECT_THAT(list->left_out[0], HasSubstr("2 more recordings are not listed"));
  EXPECT_TRUE(serve::Library({folder.path()}).list()->left_out.empty());
}

TEST(ServedLibrary, FoldersThatCannotBeReadAndThoseTooDeepAreSaid) {
  const TemporaryFolder folder;
  write_header(folder / "open", "a");
  write_header(folder / "closed", "b");
  write_header(folder / "1/2/3/4", "c");
  write_header(folder / "1/2/3/4/5", "d");
  fs::permissions(folder.path(), fs::perms(0755));
  fs::permissions(folder / "closed", fs::perms(0));
  std::shared_ptr<const serve::LibraryList> list, closed;
  std::thread([&] {
    // Root may read anywhere: this thread touches files as nobody does. For others it changes nothing, and
    // they may not read what they own either.
    ::setfsuid(65534);
    list = serve::Library({folder.path()}).list();
    closed = serve::Library({folder / "closed" / ""}).list();
  }).join();
  fs::permissions(folder / "closed", fs::perms(0700));  // else it could not be removed
  EXPECT_THAT(names_in(*list), ::testing::ElementsAre("1/2/3/4/c", "open/a"));
  ASSERT_EQ(list->left_out.size(), 2U);
  EXPECT_THAT(list->left_out[0],
              AllOf(HasSubstr("1 folder cannot be read"), HasSubstr("closed: Permission")));
  EXPECT_THAT(list->left_out[1], AllOf(HasSubstr("4 levels"), HasSubstr("1/2/3/4/5")));
  ASSERT_EQ(closed->left_out.size(), 1U);
  EXPECT_THAT(closed->left_out[0], HasSubstr("the first is closed: Permission")) << "given with a slash";
}

TEST(ServedLibrary, AFoldersNameIsSaidWithoutControlCharacters) {
  const TemporaryFolder folder;
  write_header(folder / "1/2/3/4/a\x1b[2J\xff", "d");
  const auto list = serve::Library({folder.path()}).list();
  ASSERT_EQ(list->left_out.size(), 1U);
  EXPECT_THAT(list->left_out[0], HasSubstr("1/2/3/4/a [2J\xc3\xbf"));
}

TEST(ServedLibrary, UploadsAreListedBeforeAllElse) {
  const TemporaryFolder folder, uploads;
  write_header(folder.path(), "a");
  write_header(folder.path(), "b");
  write_header(uploads / "u1", "sent");
  write_header(uploads / ".u2", "arriving");
  serve::Library library({folder.path()}, {}, 2);
  library.add_uploads(uploads.path());
  EXPECT_THAT(names_in(*library.list()), ::testing::ElementsAre("a", "sent"));
}

TEST(ServedLibrary, ALinkThatLeadsOutIsPassedOverAndOneWithinIsFollowed) {
  const TemporaryFolder folder, outside;
  write_header(outside.path(), "secret");
  write_header(folder / "in", "a");
  fs::create_symlink(outside.path(), folder / "out");
  fs::create_symlink(outside / "secret.hea", folder / "in/secret.hea");
  fs::create_symlink(folder / "in/a.hea", folder / "b.hea");
  const auto list = serve::Library({folder.path()}).list();
  EXPECT_THAT(names_in(*list), ::testing::ElementsAre("b", "in/a"));
  // A folder of links to a database seemed to be empty.
  EXPECT_THAT(list->left_out,
              ::testing::ElementsAre(HasSubstr("2 links out of the folder are not followed")));
}

TEST(ServedLibrary, TheListSaysWhatIsLeftOutAndIsNotSentAgainUnchanged) {
  const TemporaryFolder folder;
  write_header(folder.path(), "a");
  write_header(folder / "1/2/3/4/5", "d");
  Served served(folder.path());
  const auto first = served.get("/api/recordings");
  ASSERT_EQ(first->status, 200);
  EXPECT_EQ(first->get_header_value("Cache-Control"), "no-store");
  EXPECT_THAT(Json::parse(first->body)["left_out"].dump(), HasSubstr("1/2/3/4/5"));
  const httplib::Headers known = {{"If-None-Match", first->get_header_value("ETag")}};
  EXPECT_EQ(served.client().Get("/api/recordings", known)->status, 304);
  write_header(folder.path(), "b");
  // The list is kept for ten times what its search took, which nobody knows of a busy machine.
  int status = 304;
  for (int tries = 0; status == 304 && tries < 500; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    status = served.client().Get("/api/recordings", known)->status;
  }
  EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace rwave::testing
