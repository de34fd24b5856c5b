// `rwave classify --explain` names the rule that had the last word on a label.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/support.h"

namespace rwave::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

// Of the beat at this sample: what --explain says of it.
json explained(const std::filesystem::path& record, int sample, const std::string& more = "") {
  const CommandResult result =
      run_command("rwave classify '" + record.string() + "' --json -o - --explain s" +
                  std::to_string(sample) + " --against '' " + more);
  EXPECT_EQ(result.status, 0) << result.err;
  return json::parse(result.out).at("explained").at(0);
}

std::vector<int> numbers(const json& beat) {
  std::vector<int> found;
  for (const json& one : beat.at("decided_by")) found.push_back(one.at("rule"));
  return found;
}

struct Case {
  const char* record;
  int sample;
  std::vector<int> rules;
  const char *by_votes, *label;
};

TEST(ExplainedRules, OfRealBeats) {
  for (const Case& one :
       {Case{"mitdb/200.hea", 1147, {6}, "V", "V"}, Case{"mitdb/102.hea", 28400, {7}, "N", "/"},
        Case{"mitdb/124.hea", 119705, {8}, "S", "N"}, Case{"mitdb/201.hea", 17539, {9}, "S", "N"},
        Case{"mitdb/232.hea", 27308, {10}, "S", "S"}, Case{"mitdb/232.hea", 244509, {10}, "N", "S"},
        Case{"mitdb/108.hea", 107594, {13}, "S", "N"}, Case{"mitdb/118.hea", 557086, {8, 13}, "S", "N"},
        Case{"challenge2015/v283l.hea", 74763, {14}, "V", "Q"}}) {
    RWAVE_NEED_DATA(record, one.record);
    const json beat = explained(record, one.sample);
    EXPECT_EQ(numbers(beat), one.rules) << one.record << " " << beat;
    EXPECT_EQ(beat.at("by_votes"), one.by_votes) << one.record;
    EXPECT_EQ(beat.at("label"), one.label) << one.record;
  }
}

TEST(ExplainedRules, InWords) {
  RWAVE_NEED_DATA(record, "mitdb/124.hea");
  const TemporaryFolder folder;
  const auto told = [&](const std::string& of, const std::string& sample) {
    return run_command("rwave classify '" + of + "' --explain " + sample + " -o '" + folder.path().string() +
                       "'")
        .err;
  };
  EXPECT_THAT(told(record.string(), "s119705"),
              HasSubstr("  decided   by rule 8, the patient's own rhythm: S by the trees\n"));
  RWAVE_NEED_DATA(outvoted, "mitdb/106.hea");
  EXPECT_THAT(told(outvoted.string(), "s350904"),
              HasSubstr("  decided   by rule 6, trees and votes: N by the trees, S by the votes\n"));
}

// What is explained is what is written: --unknown-below takes labels away after all rules.
TEST(ExplainedRules, OfASimulatedRecording) {
  const TemporaryFolder folder;
  const std::filesystem::path one = folder / "one";
  ASSERT_EQ(run_command("rwave simulate --seconds 60 --seed 4 -o '" + one.string() + "'").status, 0);
  const CommandResult result = run_command("rwave classify '" + one.string() +
                                           "' --json -o - --explain all --unknown-below 0.9 --against ''");
  ASSERT_EQ(result.status, 0) << result.err;
  const json out = json::parse(result.out);
  int unknown = 0, by_trees = 0;
  for (std::size_t i = 0; i < out["beats"].size(); ++i) {
    const json& beat = out["explained"][i];
    EXPECT_EQ(beat["label"], out["beats"][i]["label"]);
    unknown += numbers(beat) == std::vector{15} ? 1 : 0;
    by_trees += numbers(beat) == std::vector{6} ? 1 : 0;
    if (numbers(beat) == std::vector{15}) {
      EXPECT_LT(beat["probability"], 0.9);
      EXPECT_EQ(beat["label"], "Q");
      EXPECT_NE(beat["by_votes"], "Q");
    }
  }
  EXPECT_GT(unknown, 0);
  EXPECT_GT(by_trees, 20);
}

}  // namespace
}  // namespace rwave::testing
