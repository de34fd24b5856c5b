// rwave adapt and rwave classify --explain as a user types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/output_file.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

class AdaptCommand : public ::testing::Test {
 protected:
  AdaptCommand() { run("rwave simulate --seconds 60 --ectopic 0.2 --snr 20 --seed 4 -o one"); }
  CommandResult run(const std::string& line) const {
    return run_command("cd '" + folder_.path().string() + "' && " + line);
  }
  CommandResult refused(const std::string& line, int status, const std::string& words) const {
    CommandResult result = run(line);
    EXPECT_EQ(result.status, status) << line << "\n" << result.err;
    EXPECT_THAT(result.err, HasSubstr(words)) << line;
    return result;
  }

  const TemporaryFolder folder_;
};

TEST_F(AdaptCommand, LabelsOfTheFirstHalfTeachTheSecond) {
  const CommandResult result = run("rwave adapt one --beats atr --until 0:30 -o out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("beats, all of those before 0:30"));
  const auto labelled = read_annotations(folder_ / "out/one.rw");
  const auto reference = read_annotations(folder_ / "one.atr");
  // Before 0:30 the labels are those that were given.
  std::string given, kept;
  for (const Annotation& a : reference)
    if (a.sample < 30 * 360) given += symbol_of(a.code);
  for (const Annotation& a : labelled)
    if (a.sample < 30 * 360 && symbol_of(a.code) != "~") kept += symbol_of(a.code);
  EXPECT_GT(given.size(), 20U);
  EXPECT_EQ(kept.size(), given.size());
}

TEST_F(AdaptCommand, TakesATableOfAFewBeats) {
  const auto reference = read_annotations(folder_ / "one.atr");
  std::string table = "seconds,label\n";
  for (std::size_t i = 3; i < 8; ++i)
    table += std::to_string(static_cast<double>(reference[i].sample) / 360) + ",F\n";
  write_file(folder_ / "mine.csv", table);
  const CommandResult result = run("rwave adapt one --beats mine.csv --json -o -");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  int taught = 0;
  for (const auto& beat : json["beats"]) taught += beat["label"] == "F" && beat["probability"] == 1 ? 1 : 0;
  EXPECT_EQ(taught, 5);
}

TEST_F(AdaptCommand, WhatIsWrongWithLabelsIsSaid) {
  write_file(folder_ / "a.csv", "sample,label\n100,N\n200,K\n");
  refused("rwave adapt one --beats a.csv", 1, "a.csv: line 3: 'K' is no beat's label");
  write_file(folder_ / "b.csv", "sample,label\nten,N\n");
  refused("rwave adapt one --beats b.csv", 1, "b.csv: line 2: 'ten' is no sample number");
  write_file(folder_ / "c.csv", "when,what\n10,N\n");
  refused("rwave adapt one --beats c.csv", 1, "expected the columns sample (or seconds) and label");
  write_file(folder_ / "d.csv", "sample,label\n");
  refused("rwave adapt one --beats d.csv", 1, "nothing to learn from");
  write_file(folder_ / "e.csv", "sample,label\n99999999,N\n");
  refused("rwave adapt one --beats e.csv", 1, "outside of the recording");
  refused("rwave adapt one --beats nothing", 1, "neither a file nor the suffix");
  refused("rwave adapt one --beats atr --until soon", 2, "--until soon: expected a time");
  refused("rwave adapt one --beats atr --until 0:00", 1, "labels no beat before 0:00");
  refused("rwave adapt one", 2, "--beats");
}

// What is doubtful about the labels, the peaks or the recording is said as classify says it.
TEST_F(AdaptCommand, WarningsAreSaidAndStrictMakesThemErrors) {
  ASSERT_EQ(run("head -c -2 one.atr > one.cut && cp one.cut one.peaks").status, 0);
  const CommandResult labels = run("rwave adapt one --beats cut -o out");
  EXPECT_EQ(labels.status, 0) << labels.err;
  EXPECT_THAT(labels.err, ::testing::StartsWith("rwave: one.cut: warning: "));
  refused("rwave adapt one --beats cut --strict -o strict", 1, "one.cut: ");
  EXPECT_THAT(run("rwave adapt one --beats atr --peaks peaks -o out").err,
              HasSubstr("rwave: one.peaks: warning: "));
  ASSERT_EQ(run("head -c 60000 one.dat > cut && mv cut one.dat").status, 0);
  EXPECT_THAT(run("rwave adapt one --beats atr --until 0:20 -o out").err, HasSubstr("rwave: one: warning: "));
}

TEST_F(AdaptCommand, ExplainTellsOfTheNearestBeat) {
  const CommandResult text = run("rwave classify one --explain 0:20 -o out");
  ASSERT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.err, HasSubstr("beat at 0:19."));
  EXPECT_THAT(text.err, HasSubstr("P wave"));
  const CommandResult result = run("rwave classify one --explain s7200 --json -o -");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  ASSERT_EQ(json["explained"].size(), 1U);
  const auto& beat = json["explained"][0];
  EXPECT_NEAR(beat["sample"].get<double>(), 7200, 360);
  double sum = 0;
  for (const auto& probability : beat["trees"]) sum += probability.get<double>();
  EXPECT_NEAR(sum, 1, 1e-3);
  EXPECT_TRUE(beat["timing"].contains("rr_to_40"));
  EXPECT_TRUE(beat["shape"].contains("qrs_correlation"));
  EXPECT_TRUE(beat["p_wave"].contains("p_correlation"));
}

TEST_F(AdaptCommand, ExplainAllTellsOfEveryBeat) {
  const CommandResult result = run("rwave classify one --explain all --json -o -");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["explained"].size(), json["beats"].size());
  for (std::size_t i = 0; i < json["beats"].size(); ++i) {
    EXPECT_EQ(json["explained"][i]["sample"], json["beats"][i]["sample"]);
    EXPECT_EQ(json["explained"][i]["label"], json["beats"][i]["label"]);
  }
}

TEST_F(AdaptCommand, ExplainRefusesWhatItCannotTell) {
  refused("rwave classify one --explain whenever", 2, "--explain whenever: expected a time");
  refused("rwave classify one --live --explain all", 2, "not with --live");
  refused("rwave classify - --rate 360 --explain all </dev/null", 2, "not of standard input");
}

}  // namespace
}  // namespace rwave::testing
