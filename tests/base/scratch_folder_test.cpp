// Folders that go away, in whatever state the program is then.
#include "base/scratch_folder.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <new>
#include <optional>
#include <string>

#include "base/output_file.h"
#include "rwave/error.h"
#include "support/support.h"

#ifndef RWAVE_SANITIZED  // sanitizers have allocation functions of their own
namespace {

thread_local bool memory_has_ended = false;

}  // namespace

// The whole test program's: what the standard library allocates counts too.
void* operator new(std::size_t bytes) {
  if (memory_has_ended) throw std::bad_alloc();
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

namespace rwave {
namespace {

namespace fs = std::filesystem;

// TMPDIR while this lives.
class TemporaryFiles {
 public:
  explicit TemporaryFiles(const std::string& folder) {
    if (const char* had = std::getenv("TMPDIR")) had_ = had;
    ::setenv("TMPDIR", folder.c_str(), 1);
  }
  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;
  ~TemporaryFiles() {
    if (had_)
      ::setenv("TMPDIR", had_->c_str(), 1);
    else
      ::unsetenv("TMPDIR");
  }

 private:
  std::optional<std::string> had_;
};

TEST(ScratchFolder, GoesWithAllThatIsInIt) {
  const testing::TemporaryFolder parent;
  const TemporaryFiles there(parent.path().string());
  fs::path one, other;
  {
    const ScratchFolder scratch, second;
    one = scratch.path();
    other = second.path();
    EXPECT_EQ(one.parent_path(), parent.path());
    EXPECT_NE(one, other);
    struct stat about {};
    ASSERT_EQ(::stat(one.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0700U) << "a patient's data are nobody else's";
    make_folder(one / "deep" / "er");
    write_file(one / "deep" / "er" / "file", "text");
  }
  EXPECT_TRUE(fs::is_empty(parent.path()));
}

TEST(ScratchFolder, OfAPathIsMadeAndStaysWhereItIsKept) {
  const testing::TemporaryFolder parent;
  {
    ScratchFolder kept(parent / "a/kept");
    const ScratchFolder gone(parent / "a/gone");
    EXPECT_TRUE(fs::is_directory(parent / "a/gone"));
    kept.keep();
  }
  EXPECT_TRUE(fs::is_directory(parent / "a/kept"));
  EXPECT_FALSE(fs::exists(parent / "a/gone"));
}

TEST(ScratchFolder, ThatCannotBeMadeIsNamed) {
  const testing::TemporaryFolder parent;
  write_file(parent / "file", "");
  EXPECT_THROW(ScratchFolder(parent / "file"), Error);
  const TemporaryFiles nowhere((parent / "absent").string());
  EXPECT_THAT([] { const ScratchFolder scratch; },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr("TMPDIR names none")));
}

TEST(ScratchFolder, ThatIsGoneAlreadyIsNoFault) {
  const testing::TemporaryFolder parent;
  {
    const ScratchFolder scratch(parent / "a");
    fs::remove_all(parent / "a");
  }
  EXPECT_TRUE(fs::is_empty(parent.path()));
}

#ifndef RWAVE_SANITIZED
TEST(ScratchFolder, EndsNoProgramWhoseMemoryHasEnded) {
  const testing::TemporaryFolder parent;
  {
    const ScratchFolder scratch(parent / "a");
    write_file(parent / "a" / "file", "text");
    memory_has_ended = true;
  }
  memory_has_ended = false;
  EXPECT_TRUE(fs::exists(parent / "a")) << "it stays: without memory nothing can be listed";
}
#endif

}  // namespace
}  // namespace rwave
