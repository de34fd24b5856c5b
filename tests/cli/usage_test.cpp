// The command line as people try it first: help, a slip of the pen, a file's name where a folder is meant.
#include <gmock/gmock.h>

#include <filesystem>

#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::CommandResult;
using rwave::testing::run_command;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Usage, HelpIsAVerbToo) {
  EXPECT_EQ(run_command("rwave help").out, run_command("rwave --help").out);
  const CommandResult one = run_command("rwave help classify");
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(one.out, run_command("rwave classify --help").out);
  EXPECT_EQ(run_command("rwave help nothing").status, 2);
}

TEST(Usage, AVerbThatIsNearIsNamed) {
  const CommandResult slip = run_command("rwave clasify 100");
  EXPECT_EQ(slip.status, 2);
  EXPECT_THAT(slip.err, HasSubstr("no verb 'clasify': did you mean classify?"));
  const CommandResult other = run_command("rwave rhythm 100");
  EXPECT_THAT(other.err, AllOf(HasSubstr("no verb 'rhythm' (known: info"), Not(HasSubstr("did you mean"))));
}

TEST(Usage, AFileIsNoFolderForOutputs) {
  const testing::TemporaryFolder folder;
  const std::string at = "cd " + folder.path().string() + " && ";
  ASSERT_EQ(run_command(at + "rwave simulate --seconds 30 -o a").status, 0);
  for (const char* command :
       {"classify a -o labels.csv --csv", "detect a -o peaks.csv", "classify a -o a.atr"}) {
    const CommandResult result = run_command(at + "rwave " + command);
    EXPECT_EQ(result.status, 2) << command;
    EXPECT_THAT(result.err, HasSubstr("-o names a folder")) << command;
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "labels.csv"));
  EXPECT_EQ(run_command(at + "rwave detect a --csv -o peaks.TSV").status, 2);
  EXPECT_EQ(run_command(at + "mkdir old.csv && rwave detect a -o old.csv").status, 0) << "a folder called so";
}

// "=out" became the folder's name.
TEST(Usage, AnEqualsSignBehindAShortOptionIsNoPartOfItsValue) {
  const testing::TemporaryFolder folder;
  const std::string at = "cd " + folder.path().string() + " && ";
  ASSERT_EQ(run_command(at + "rwave simulate --seconds 30 -o=a && rwave detect a -o=out -a=qrs").status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "out/a.qrs"));
}

TEST(Usage, AnAnnotatorsNameHasNoPointAndIsNoTables) {
  const testing::TemporaryFolder folder;
  const std::string at = "cd " + folder.path().string() + " && ";
  ASSERT_EQ(run_command(at + "rwave simulate --seconds 30 -o a").status, 0);
  for (const char* name : {".rw", "rw.1", "csv", "json", "a/b", "hea"}) {
    const CommandResult result = run_command(at + "rwave detect a -a " + name);
    EXPECT_EQ(result.status, 2) << name;
    EXPECT_THAT(result.err, HasSubstr(std::string("-a ") + name + ": ")) << name;
  }
}

TEST(Usage, ScoreTakesRecordsAsTheOtherVerbsDo) {
  const testing::TemporaryFolder folder;
  const std::string at = "cd " + folder.path().string() + " && ";
  ASSERT_EQ(run_command(at + "rwave simulate --seconds 30 -o a && rwave detect a").status, 0);
  const CommandResult named = run_command(at + "rwave score -r a -a atr qrs -f 0");
  EXPECT_EQ(named.status, 0) << named.err;
  EXPECT_EQ(run_command(at + "rwave score a -a atr qrs -f 0").out, named.out);
}

// -L adds to its files: the command given again counted every record twice, without a word.
TEST(Usage, SumsOfARecordThatStandsTwiceAreSaid) {
  const testing::TemporaryFolder folder;
  const std::string at = "cd " + folder.path().string() + " && ";
  ASSERT_EQ(
      run_command(at +
                  "rwave simulate --seconds 330 -o a && rwave classify a && rwave score a -a atr rw -L b s")
          .status,
      0);
  EXPECT_EQ(run_command(at + "rwave score --sum b").err, "");
  ASSERT_EQ(run_command(at + "rwave score a -a atr rw -L b s").status, 0);
  EXPECT_THAT(run_command(at + "rwave score --sum b").err, HasSubstr("record a stands there twice"));
}

}  // namespace
}  // namespace rwave
