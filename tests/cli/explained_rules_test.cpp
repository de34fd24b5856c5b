// `rwave classify --explain` names the rule that had the last word on a label.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/support.h"

namespace rwave::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::vector<int> rules_of(const json& beat) {
  std::vector<int> found;
  for (const json& one : beat.at("decided_by")) found.push_back(one.at("rule"));
  return found;
}

// All beats as --explain tells of them, with the labels that are written.
json explained(const std::filesystem::path& record, const std::string& more = "") {
  const CommandResult result =
      run_command("rwave classify '" + record.string() + "' --json -o - --explain all --against '' " + more);
  EXPECT_EQ(result.status, 0) << result.err;
  const json out = json::parse(result.out);
  const json& beats = out.at("explained");
  EXPECT_EQ(beats.size(), out.at("beats").size());
  for (std::size_t i = 0; i < beats.size(); ++i)
    EXPECT_EQ(beats[i].at("label"), out.at("beats")[i].at("label")) << beats[i];
  return beats;
}

// Whether the beat is as this rule leaves those that it decides.
bool fits(int rule, const json& beat) {
  const std::string label = beat.at("label"), before = beat.at("by_votes");
  switch (rule) {
    case 2:
      return label == "Q" && beat.at("probability") == 0 && beat.at("seen") == false;
    case 6:
      return label == before;
    case 7:
      return label == "/";
    case 10:
      return label == "S";
    case 11:
      return label == "N" && before != "N";
    case 14:
      return label == "Q" && !beat.at("unconfirmed_by").is_null();
    case 15:
      return label == "Q" && before != "Q";
    default:
      return label == "N";  // 8, 9, 12, 13
  }
}

void expect_true(const json& beat) {
  EXPECT_FALSE(rules_of(beat).empty());
  for (const int rule : rules_of(beat)) EXPECT_TRUE(fits(rule, beat)) << beat;
}

// The first beat that these rules decided, where the trees and votes had said `before`; null: none.
json decided(const json& beats, const std::vector<int>& rules, const std::string& before) {
  const auto found = std::ranges::find_if(
      beats, [&](const json& beat) { return rules_of(beat) == rules && beat.at("by_votes") == before; });
  return found == beats.end() ? json() : *found;
}

struct Case {
  const char* record;
  std::vector<int> rules;
  const char* before;
};

TEST(ExplainedRules, OfRealBeats) {
  for (const Case& one :
       {Case{"mitdb/200.hea", {6}, "V"}, Case{"mitdb/102.hea", {7}, "Q"}, Case{"mitdb/124.hea", {8}, "S"},
        Case{"mitdb/201.hea", {9}, "S"}, Case{"mitdb/232.hea", {10}, "S"}, Case{"mitdb/108.hea", {13}, "S"},
        Case{"challenge2015/f440s.hea", {14}, "V"}}) {
    RWAVE_NEED_DATA(record, one.record);
    const json beats = explained(record);
    EXPECT_FALSE(decided(beats, one.rules, one.before).is_null()) << one.record;
    for (const json& beat : beats) expect_true(beat);
  }
}

TEST(ExplainedRules, InWords) {
  RWAVE_NEED_DATA(record, "mitdb/124.hea");
  const json beats = explained(record);
  const TemporaryFolder folder;
  const auto told = [&](const json& beat) {
    return run_command("rwave classify '" + record.string() + "' --explain s" + beat.at("sample").dump() +
                       " -o '" + folder.path().string() + "'")
        .err;
  };
  EXPECT_THAT(told(decided(beats, {8}, "S")),
              HasSubstr("  decided   by rule 8, the patient's own rhythm: S by the trees\n"));
  EXPECT_THAT(told(decided(beats, {6}, "V")), HasSubstr("  decided   by rule 6, trees and votes\n"));
}

// Trees and votes differ in some beats of a recording whose leads do.
TEST(ExplainedRules, VotesOfTheLeads) {
  RWAVE_NEED_DATA(record, "mitdb/106.hea");
  const json beats = explained(record);
  EXPECT_TRUE(std::ranges::any_of(
      beats, [](const json& beat) { return beat.at("by_trees") != beat.at("by_votes"); }));
  for (const json& beat : explained(record, "--one-lead"))
    EXPECT_EQ(beat.at("by_trees"), beat.at("by_votes"));
}

// What is explained is what is written: --unknown-below takes labels away after all rules. The explanation
// told the label of before.
TEST(ExplainedRules, UnknownBelow) {
  const TemporaryFolder folder;
  const std::filesystem::path one = folder / "one";
  ASSERT_EQ(run_command("rwave simulate --seconds 60 --seed 4 -o '" + one.string() + "'").status, 0);
  int unknown = 0, by_trees = 0;
  for (const json& beat : explained(one, "--unknown-below 0.99")) {
    expect_true(beat);
    by_trees += rules_of(beat) == std::vector{6} ? 1 : 0;
    if (rules_of(beat) != std::vector{15}) continue;
    ++unknown;
    EXPECT_LT(beat.at("probability"), 0.99);
  }
  EXPECT_GT(unknown, 0);
  EXPECT_GT(by_trees, 20);
}

}  // namespace
}  // namespace rwave::testing
