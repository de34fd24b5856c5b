// rwave simulate as a user types it; what it writes is read back as any recording.
#include <gmock/gmock.h>

#include <filesystem>
#include <set>
#include <string>

#include "base/output_file.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class SimulateCommand : public ::testing::Test {
 protected:
  CommandResult simulate(const std::string& options, const std::string& out) const {
    return run_command("rwave simulate " + options + " -o '" + (folder_ / out).string() + "'");
  }

  const TemporaryFolder folder_;
};

TEST_F(SimulateCommand, WritesARecordThatReadsBack) {
  const CommandResult result = simulate("--seconds 60 --leads 3 --rate 250 --seed 5", "a/b/demo");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, (folder_ / "a/b/demo").string() + "\n");
  EXPECT_THAT(result.err, HasSubstr("demo  seed 5, 3 leads, 250 Hz, 60 s  N "));

  const auto recording = open_recording(folder_ / "a/b/demo");
  recording->verify();
  EXPECT_EQ(recording->info().frames, 60 * 250);
  EXPECT_EQ(recording->info().signals.size(), 3U);
  EXPECT_EQ(recording->info().signals[1].name, "V1");
  EXPECT_THAT(recording->info().comments, ::testing::Contains(HasSubstr("not a patient")));
  const auto beats = read_annotations(folder_ / "a/b/demo.atr");
  ASSERT_GT(beats.size(), 40U);
  EXPECT_LT(beats.back().sample, 60 * 250);
}

TEST_F(SimulateCommand, OneSeedIsOneRecording) {
  simulate("--seconds 20 --seed 7", "one");
  simulate("--seconds 20 --seed 7", "two");
  simulate("--seconds 20 --seed 8", "three");
  EXPECT_EQ(read_file(folder_ / "one.dat"), read_file(folder_ / "two.dat"));
  EXPECT_EQ(read_file(folder_ / "one.atr"), read_file(folder_ / "two.atr"));
  EXPECT_NE(read_file(folder_ / "one.dat"), read_file(folder_ / "three.dat"));
}

TEST_F(SimulateCommand, ADatabaseHasEveryClassInEveryRecord) {
  const CommandResult result = simulate("--records 3 --seconds 600", "db");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(read_file(folder_ / "db/RECORDS"), "sim00\nsim01\nsim02\n");
  for (const char* name : {"sim00", "sim01", "sim02"}) {
    std::set<std::string> symbols;
    for (const Annotation& beat : read_annotations(folder_ / "db" / (std::string(name) + ".atr"))) {
      symbols.emplace(symbol_of(beat.code));
    }
    EXPECT_EQ(symbols, (std::set<std::string>{"N", "A", "V", "F", "/"})) << name;
  }
}

TEST_F(SimulateCommand, AFaultLeavesNoFile) {
  const CommandResult result = run_command("ulimit -f 100; trap '' XFSZ; rwave simulate --seconds 600 -o '" +
                                           (folder_ / "full").string() + "'");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("full.dat: cannot be written"));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(SimulateCommand, WrongUseIsStatus2) {
  const CommandResult wide = simulate("--leads 12", "x");
  EXPECT_EQ(wide.status, 2);
  EXPECT_THAT(wide.err, HasSubstr("the number of leads must be 1 to 3, not 12"));
  EXPECT_EQ(run_command("rwave simulate").status, 2);
  EXPECT_EQ(simulate("--seconds 5 --hours 1", "x").status, 2);
  EXPECT_EQ(simulate("--ectopic 1", "x").status, 2);
  EXPECT_EQ(simulate("--records 2 --seconds -1", "x").status, 2);
  EXPECT_EQ(simulate("", "folder/").status, 2);
  const CommandResult folder = simulate("", ".");
  EXPECT_EQ(folder.status, 2);
  EXPECT_THAT(folder.err, HasSubstr("a folder; give DIR/NAME"));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
  EXPECT_THAT(run_command("rwave simulate -o -").err, HasSubstr("-o -: a record is several files"));
  EXPECT_EQ(run_command("rwave simulate --records 2 -o -").status, 2);
  EXPECT_FALSE(fs::exists(folder_ / "x"));
}

}  // namespace
}  // namespace rwave::testing
