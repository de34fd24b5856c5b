// rwave monitor on a terminal, which `script` makes, and as lines into a pipe, as rwave classify has streams.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
  EXPECT_THAT(plain.out, HasSubstr("1:00   "));
  EXPECT_THAT(plain.out, Not(HasSubstr("\x1b"))) << "lines: a dumb terminal does not move its cursor";
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

// A stream's rhythm: pulses of 0.1 s, one every 0.4 s for a minute, are a tachycardia that begins and ends.
TEST(Monitor, StreamsSayEpisodesAsTheyBeginAndEnd) {
  const TemporaryFolder folder;
  {
    std::ofstream out(folder / "fast.txt");
    for (int i = 0; i < 250 * 60; ++i)
      out << (i % 100 < 10 ? (i % 100 < 5 ? i % 100 : 10 - i % 100) * 0.2 : 0.0) << "\n";
  }
  const std::string samples = " --rate 250 < " + (folder / "fast.txt").string();
  const CommandResult csv = run_command("rwave classify -" + samples);
  ASSERT_EQ(csv.status, 0) << csv.err;
  const std::size_t begin = csv.out.find("# begin tachycardia,(ST,"),
                    end = csv.out.find("# end tachycardia,(ST,");
  ASSERT_NE(begin, std::string::npos) << csv.out.substr(0, 2000);
  ASSERT_NE(end, std::string::npos);
  EXPECT_LT(begin, csv.out.rfind("\n1")) << "it is said while beats still come";
  EXPECT_LT(begin, end);
  const CommandResult json = run_command("rwave classify - --json" + samples);
  EXPECT_THAT(json.out, HasSubstr("{\"episode\":\"begin\",\"rhythm\":\"tachycardia\""));
  const CommandResult monitor = run_command("rwave monitor" + samples);
  EXPECT_EQ(monitor.status, 0);
  EXPECT_THAT(monitor.out, HasSubstr("tachycardia begins"));
  // Into a pipe: lines of the state as time passes, without colours and cursor moves.
  EXPECT_THAT(monitor.out, HasSubstr("0:10   "));
  EXPECT_THAT(monitor.out, HasSubstr("1:00   150 per minute   beats 14"));
  EXPECT_EQ(monitor.out.find('\x1b'), std::string::npos);
}

// An idle device: what ends without a sample has shown nothing, and says so.
// In the foreground, `timeout` sends the interrupt alone. Else a SIGCONT follows, and that takes back the
// stop with which the leak checker of a sanitized program, then at its end, attaches to it: both wait for
// ever.
TEST(Monitor, AMonitorInterruptedBeforeTheFirstSampleSaysSo) {
  const CommandResult monitor =
      run_command("sleep 3 | timeout --foreground --preserve-status -s INT 1 rwave monitor --rate 250");
  EXPECT_THAT(monitor.err, HasSubstr("interrupted before the first sample"));
}

// The message of a time that falls recommends it, so every verb that reads tables has it.
TEST(Monitor, AStreamWhoseTimesAreWrongIsReadWithIgnoreTime) {
  const TemporaryFolder folder;
  {
    std::ofstream out(folder / "wrong.csv");
    out << "time,II\n";
    for (int i = 0; i < 250 * 20; ++i)
      out << (i == 3000 ? 1 : i * 0.004) << ","
          << (i % 100 < 10 ? std::min(i % 100, 10 - i % 100) * 0.2 : 0.0) << "\n";
  }
  const std::string file = (folder / "wrong.csv").string();
  for (const std::string verb : {"monitor", "classify -"}) {
    const CommandResult refused = run_command("rwave " + verb + " < " + file);
    EXPECT_EQ(refused.status, 1) << verb;
    EXPECT_THAT(refused.err, HasSubstr("--ignore-time passes over it")) << verb;
    const CommandResult read = run_command("rwave " + verb + " --rate 250 --ignore-time < " + file);
    EXPECT_EQ(read.status, 0) << verb << read.err;
  }
  EXPECT_THAT(run_command("rwave monitor --rate 250 --ignore-time < " + file).out,
              HasSubstr("0:20   150 per minute"));
}

// Times in a column are a rate, as everywhere; a sample that no file takes ends a stream as it ends a file.
TEST(Monitor, AStreamsTimesAreItsRateAndWhatIsNoSampleEndsIt) {
  const TemporaryFolder folder;
  {
    std::ofstream out(folder / "timed.csv");
    out << "time,II\n";
    for (int i = 0; i < 250 * 20; ++i)
      out << i * 0.004 << "," << (i % 100 < 10 ? (i % 100 < 5 ? i % 100 : 10 - i % 100) * 0.2 : 0.0) << "\n";
  }
  const std::string file = (folder / "timed.csv").string();
  const CommandResult monitor = run_command("rwave monitor < " + file);
  EXPECT_EQ(monitor.status, 0) << monitor.err;
  EXPECT_THAT(monitor.out, HasSubstr("0:20   150 per minute"));
  for (const char* value : {"inf", "1e300", "-1e30"}) {
    const std::string line = fmt::format("({{ cat {}; echo '20,{}'; }}", file, value);
    const CommandResult stream = run_command(line + " | rwave classify -)");
    EXPECT_EQ(stream.status, 1) << value;
    EXPECT_THAT(stream.err, HasSubstr("line 5002: ")) << value;
    const CommandResult whole = run_command(line + " > " + (folder / "whole.csv").string() +
                                            ") && rwave info " + (folder / "whole.csv").string());
    EXPECT_EQ(whole.status, 1) << value;
    EXPECT_THAT(whole.err, HasSubstr("line 5002: ")) << value;
  }
}

}  // namespace
}  // namespace rwave::testing
