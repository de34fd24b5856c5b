// What Tab offers after rwave in bash: the shipped completion file, run by bash as bash runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/output_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What is offered where the words of a command line have been typed so far; the last one is being completed.
std::string offered(const std::string& words) {
  const CommandResult result = run_command(
      "bash -c 'source \"" RWAVE_SOURCE_DIR "/packaging/completion/rwave\"; COMP_WORDS=(" + words +
      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _rwave; printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
  EXPECT_EQ(result.status, 0) << result.err;
  return result.out;
}

TEST(Completion, OffersTheVerbs) {
  EXPECT_EQ(offered("rwave cl"), "classify\n");
  EXPECT_THAT(offered("rwave \"\""), HasSubstr("holter\n"));
}

TEST(Completion, OffersTheVerbsOptions) {
  EXPECT_EQ(offered("rwave classify --stri"), "--strict\n");
  EXPECT_THAT(offered("rwave classify --"), HasSubstr("--json\n"));
  EXPECT_THAT(offered("rwave info --"), Not(HasSubstr("--explain")));
}

TEST(Completion, OffersRecordsWithoutTheirEnding) {
  const TemporaryFolder folder;
  write_file(folder.path() / "one.hea", "");
  EXPECT_THAT(offered("rwave classify " + (folder.path() / "on").string()),
              HasSubstr((folder.path() / "one").string() + "\n"));
}

}  // namespace
}  // namespace rwave::testing
