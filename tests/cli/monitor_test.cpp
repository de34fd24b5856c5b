// rwave monitor on a terminal, which `script` makes; lines into a pipe are in holter_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MonitorOnTerminal : public ::testing::Test {
 protected:
  void SetUp() override {
    if (run_command("command -v script").status != 0) GTEST_SKIP() << "no terminal: script is not installed";
  }
  CommandResult monitor(const std::string& words, const std::string& environment = "TERM=xterm") const {
    return run_command("cd '" + folder_.path().string() + "' && env -u NO_COLOR " + environment +
                       " script -qec 'rwave monitor " + words + "' /dev/null");
  }

  const TemporaryFolder folder_;
};

TEST_F(MonitorOnTerminal, ShowsTraceLabelsInColourAndEpisodes) {
  ASSERT_EQ(run_command("cd '" + folder_.path().string() +
                        "' && rwave simulate --seconds 60 --leads 1 --ectopic 0.3 --seed 2 -o demo && rwave "
                        "convert demo -o demo.csv")
                .status,
            0);
  const CommandResult colours = monitor("< demo.csv");
  ASSERT_EQ(colours.status, 0) << colours.out;
  EXPECT_THAT(colours.out, HasSubstr("\x1b[2K1:00   "));
  EXPECT_THAT(colours.out, HasSubstr("\xe2\xa3"))
      << "braille (U+28C0 to U+28FF): a line along the bottom of a row";
  EXPECT_THAT(colours.out, HasSubstr("\x1b[2Kbeats  "));
  EXPECT_THAT(colours.out, HasSubstr("mV\x1b[0m ")) << "an ectopic beat's letter in its colour";
  const CommandResult plain = monitor("< demo.csv", "TERM=dumb");
  EXPECT_THAT(plain.out, HasSubstr(" V "));
  EXPECT_THAT(plain.out, Not(HasSubstr("m\x1b[0m")));
}

// At the pace of the recording there is time for several pictures: each goes over the one before.
TEST_F(MonitorOnTerminal, EachPictureTakesThePlaceOfTheOneBefore) {
  {
    std::ofstream out(folder_ / "short.txt");
    for (int i = 0; i < 300; ++i) {
      if (i > 120 && i < 140)
        out << "NaN\n";  // the line has a gap there
      else
        out << (i % 100 < 10 ? (i % 100 < 5 ? i % 100 : 10 - i % 100) * 0.2 : 0.0) << "\n";
    }
  }
  const CommandResult result = monitor("--rate 250 --real-time < short.txt");
  ASSERT_EQ(result.status, 0) << result.out;
  EXPECT_THAT(result.out, HasSubstr("\x1b[16A\x1b[2K0:01   - per minute"));
  EXPECT_EQ(result.out.rfind("\x1b[2K0:00   ", 0), 0U) << "the first goes over nothing";
}

// A name was "not expected": people type the recording's.
TEST(Monitor, ARecordingIsPlayedAsTheStreamOfItsTable) {
  const TemporaryFolder folder;
  const std::string at = "cd '" + folder.path().string() + "' && ";
  ASSERT_EQ(run_command(at + "rwave simulate --seconds 60 --leads 1 --ectopic 0.3 --seed 2 -o demo && rwave "
                             "convert demo -o demo.csv")
                .status,
            0);
  const CommandResult stream = run_command(at + "rwave monitor < demo.csv");
  ASSERT_THAT(stream.out, HasSubstr("1:00   "));
  for (const char* name : {"demo", "demo.dat", "demo.csv", "- < demo.csv"})
    EXPECT_EQ(run_command(at + "rwave monitor " + name).out, stream.out) << name;
  const CommandResult none = run_command(at + "rwave monitor 100");
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("100: is not there: neither a file of this name nor a WFDB record"));
}

}  // namespace
}  // namespace rwave::testing
