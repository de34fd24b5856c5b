// Tables on standard input, as a stream: the clock of their times, leads by the names of columns, line ends.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cli/inputs_support.h"

namespace rwave {
namespace {

using rwave::testing::CommandResult;
using rwave::testing::put_file;
using ::testing::HasSubstr;

class StreamInputs : public testing::Inputs {};

TEST_F(StreamInputs, StandardInputIsReadLikeAFile) {
  const std::vector<std::string> values = samples();
  std::string plain = "ecg (mV)\n", timed = "Zeit;EKG (mV)\n", wide = "\xff\xfe";
  for (std::size_t i = 0; i < values.size(); ++i) {
    plain += values[i] + "\n";
    std::string line = std::to_string(static_cast<double>(i) / 250) + ";" + values[i];
    std::ranges::replace(line, '.', ',');
    timed += line + "\n";
  }
  for (const char c : timed) wide += std::string(1, c) + '\0';
  put_file(folder_ / "plain.txt", plain);
  put_file(folder_ / "timed.txt", timed);
  put_file(folder_ / "wide.txt", wide);
  const CommandResult expected = run("rwave classify - --rate 250 < plain.txt");
  ASSERT_EQ(expected.status, 0) << expected.err;
  EXPECT_GT(lines(expected.out), 50);
  EXPECT_EQ(run("rwave classify - < timed.txt").out, expected.out);
  EXPECT_EQ(run("rwave classify - < wide.txt").out, expected.out);
  EXPECT_EQ(run("rwave classify - --rate 500 < timed.txt").status, 2);
}

TEST_F(StreamInputs, AFileOfAnotherKindOnStandardInputIsNamed) {
  ASSERT_EQ(run("rwave simulate --seconds 60 -o sim && rwave convert sim -o x.edf && gzip -k x.edf").status,
            0);
  const CommandResult edf = run("rwave classify - --rate 256 < x.edf");
  EXPECT_EQ(edf.status, 1);
  EXPECT_THAT(edf.err, HasSubstr("standard input: is a file of format EDF"));
  EXPECT_THAT(run("rwave classify - --rate 256 < x.edf.gz").err, HasSubstr("is a gzip archive"));
}

// A stream's clock: samples that its times leave out are missing ones, so that labels behind a gap are at
// their place.
TEST_F(StreamInputs, AGapInTheTimesOfAStreamIsMissingSamples) {
  const std::vector<std::string> values = samples();
  std::string whole = "time,ecg (mV)\n", gap = whole, jump = whole, mac = "ecg (mV)\r", plain = "ecg (mV)\n";
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string time = std::to_string(static_cast<double>(i) / 250) + ",";
    const bool left_out = i >= 8000 && i < 9000;
    whole += time + (left_out ? "NaN" : values[i]) + "\n";
    if (!left_out) gap += time + values[i] + "\n";
    mac += values[i] + "\r";
    plain += values[i] + "\n";
  }
  put_file(folder_ / "whole.csv", whole);
  put_file(folder_ / "gap.csv", gap);
  put_file(folder_ / "jump.csv", gap + "90000,0.1\n");
  put_file(folder_ / "mac.txt", mac);
  put_file(folder_ / "plain.txt", plain);
  const CommandResult expected = run("rwave classify - < whole.csv"),
                      read = run("rwave classify - < gap.csv");
  ASSERT_EQ(read.status, 0) << read.err;
  EXPECT_GT(lines(read.out), 40);
  EXPECT_EQ(read.out, expected.out);
  const CommandResult jumps = run("rwave classify - < jump.csv");
  EXPECT_EQ(jumps.status, 1);
  EXPECT_THAT(jumps.err, HasSubstr("line 14002: the time jumps by more than a day"));
  EXPECT_EQ(run("rwave classify - --rate 250 < mac.txt").out,
            run("rwave classify - --rate 250 < plain.txt").out)
      << "lines of old Macs";
}

// Times that jump all the time tell no gaps; the rows before that had some.
TEST_F(StreamInputs, TimesThatJumpAllTheTimeTellNoGaps) {
  const std::vector<std::string> values = samples();
  std::string late = "time,ecg (mV)\n";
  double behind = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 1000 && i % 5 == 0) behind += .1;
    late += fmt::format("{:.3f},{}\n", static_cast<double>(i) / 250 + behind, values[i]);
  }
  put_file(folder_ / "late.csv", late);
  for (const char* verb : {"monitor --rate 250", "classify -"}) {
    const CommandResult read = run(fmt::format("rwave {} < late.csv", verb));
    EXPECT_EQ(read.status, 0) << read.err;
    EXPECT_THAT(read.err, HasSubstr("too uneven to tell gaps by")) << verb;
    EXPECT_GT(lines(read.out), 5) << verb;
  }
}

TEST_F(StreamInputs, ColumnsOfAStreamAreLeadsByTheirNames) {
  const std::vector<std::string> values = samples();
  std::string twelve = "I,II,V1\n", unnamed;
  for (const std::string& value : values) {
    twelve += "0.01," + value + ",0.02\n";
    unnamed += value + "," + value + "," + value + "\n";
  }
  put_file(folder_ / "twelve.csv", twelve);
  put_file(folder_ / "unnamed.csv", unnamed);
  const CommandResult named = run("rwave classify - --rate 250 < twelve.csv");
  EXPECT_EQ(named.status, 0) << named.err;
  EXPECT_THAT(named.err, HasSubstr("3 columns are ECG leads: II and I are taken"));
  EXPECT_GT(lines(named.out), 50);
  const CommandResult refused = run("rwave classify - --rate 250 < unnamed.csv");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("3 columns may be leads; expected 1 or 2"));
  for (const char* words :
       {"--csv --json", "--one-lead", "--lead II", "-o out", "--shard 1/2", "--explain all"})
    EXPECT_EQ(run(std::string("rwave classify - --rate 250 ") + words + " < twelve.csv").status, 2) << words;
  EXPECT_EQ(run("rwave classify - sim -o out").status, 2);
}

}  // namespace
}  // namespace rwave
