#include "base/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "base/output_file.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ChildProcess, HasItsArgumentsFolderStreamsAndVariables) {
  const testing::TemporaryFolder folder;
  make_folder(folder / "work");
  ChildProcess child({{"sh", "-c", "pwd; echo \"$1 $RWAVE_WORD\"; echo said >&2; cat", "sh", "a b; *"},
                      folder / "work",
                      folder / "out",
                      folder / "err",
                      {{"RWAVE_WORD", "word"}}});
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(read_file(folder / "out"),
            std::filesystem::canonical(folder / "work").string() + "\na b; * word\n");
  EXPECT_EQ(read_file(folder / "err"), "said\n");
}

TEST(ChildProcess, StatusIsTheProgramsOrTheSignals) {
  EXPECT_EQ(ChildProcess({{"sh", "-c", "exit 3"}, {}, {}, {}, {}}).wait(), 3);
  ChildProcess asleep({{"sleep", "60"}, {}, {}, {}, {}});
  EXPECT_FALSE(asleep.poll());
  asleep.signal(SIGINT);
  EXPECT_EQ(asleep.wait(), 128 + SIGINT);
  EXPECT_EQ(asleep.poll(), 128 + SIGINT);
}

TEST(ChildProcess, ProgramThatIsNotThereIsNamed) {
  try {
    ChildProcess({{"rwave-no-such-program", "x"}, {}, {}, {}, {}});
    FAIL() << "no fault";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("rwave-no-such-program"));
    EXPECT_THAT(fault.what(), HasSubstr("No such file or directory"));
  }
}

TEST(LastLines, LeavesOutWhatWasOverwritten) {
  const testing::TemporaryFolder folder;
  write_file(folder / "log", "data\nepoch 1\repoch 1  \repoch 2\n\nrwave: fault\n");
  EXPECT_THAT(last_lines(folder / "log", 2), ElementsAre("epoch 2", "rwave: fault"));
  EXPECT_TRUE(last_lines(folder / "absent", 2).empty());
}

TEST(OutputOf, IsTheOutputOrTheLastMessage) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(output_of({"echo", "one"}, folder.path()), "one\n");
  try {
    output_of({"sh", "-c", "echo first >&2; echo why >&2; exit 1"}, folder.path());
    FAIL() << "no fault";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), ::testing::EndsWith(": why"));
  }
}

}  // namespace
}  // namespace rwave
