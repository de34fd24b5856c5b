// What Holter reports say of recordings whose annotations are known: of given beats exactly what these say,
// of rwave's own beats nearly.
#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "beat/aami.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using nlohmann::json;

constexpr std::uint8_t rhythm_change = 28, flutter_wave = 31, flutter_begins = 32, flutter_ends = 33;

// Counted by loops of this test alone, over the reference's annotations.
struct Reference {
  std::vector<std::pair<std::int64_t, std::string>> beats;                   // sample, class
  std::vector<std::pair<std::int64_t, std::int64_t>> fibrillation, flutter,  // (AFIB; [ to ]
      other;                                                                 // no AF, flutter or tachycardia
  std::vector<std::int64_t> waves;                                           // ! of flutter, no beats
  double rate = 0;

  static double seconds(const std::vector<std::pair<std::int64_t, std::int64_t>>& spans, double rate) {
    double sum = 0;
    for (const auto& [first, end] : spans) sum += static_cast<double>(end - first) / rate;
    return sum;
  }
  std::int64_t count(const std::string& label) const {
    return std::ranges::count(beats, label, [](const auto& beat) { return beat.second; });
  }
  // Runs of V that are `from` to `to` beats long; what flutter lies between is no run.
  std::int64_t runs(std::size_t from, std::size_t to) const {
    std::int64_t found = 0;
    std::size_t length = 0;
    for (std::size_t i = 0; i <= beats.size(); ++i) {
      const bool cut = i > 0 && i < beats.size() && std::ranges::any_of(flutter, [&](const auto& span) {
                         return span.first < beats[i].first && span.second > beats[i - 1].first;
                       });
      if (i == beats.size() || beats[i].second != "V" || cut) {
        if (length >= from && length <= to) ++found;
        length = 0;
      }
      if (i < beats.size() && beats[i].second == "V") ++length;
    }
    return found;
  }
};

Reference reference_of(const std::filesystem::path& file, double rate, std::int64_t frames) {
  Reference found;
  found.rate = rate;
  std::int64_t fibrillates = -1, flutters = -1, otherwise = -1;
  for (const Annotation& mark : read_annotations(file, rate, frames)) {
    if (const auto kind = beat_class(mark.code))
      found.beats.emplace_back(mark.sample, beat_class_names[static_cast<std::size_t>(*kind)]);
    if (mark.code == flutter_wave) found.waves.push_back(mark.sample);
    if (mark.code == rhythm_change && mark.text.starts_with("(")) {
      if (fibrillates >= 0) found.fibrillation.emplace_back(fibrillates, mark.sample);
      if (otherwise >= 0) found.other.emplace_back(otherwise, mark.sample);
      fibrillates = mark.text.starts_with("(AFIB") ? mark.sample : -1;
      otherwise = mark.text.starts_with("(AF") || mark.text.starts_with("(VT") ? -1 : mark.sample;
    }
    if (mark.code == flutter_begins) flutters = mark.sample;
    if (mark.code == flutter_ends && flutters >= 0)
      found.flutter.emplace_back(std::exchange(flutters, -1), mark.sample);
  }
  if (fibrillates >= 0) found.fibrillation.emplace_back(fibrillates, frames);
  if (otherwise >= 0) found.other.emplace_back(otherwise, frames);
  if (flutters >= 0) found.flutter.emplace_back(flutters, frames);
  return found;
}

json report(const std::string& arguments) {
  const CommandResult done = run_command("rwave holter " + arguments + " --json");
  EXPECT_EQ(done.status, 0) << done.err;
  return done.status == 0 ? json::parse(done.out) : json();
}

// Seconds of the report's AF that lie within these spans.
double fibrillation_within(const json& said, const std::vector<std::pair<std::int64_t, std::int64_t>>& spans,
                           double rate) {
  double sum = 0;
  for (const json& episode : said["episodes"]) {
    if (episode["rhythm"] != "af") continue;
    const std::int64_t begin = episode["first_sample"], stop = episode["end_sample"];
    for (const auto& [first, end] : spans)
      sum +=
          static_cast<double>(std::max<std::int64_t>(0, std::min(end, stop) - std::max(first, begin))) / rate;
  }
  return sum;
}

double shared_fibrillation(const json& said, const Reference& reference) {
  return fibrillation_within(said, reference.fibrillation, reference.rate);
}

double other_fibrillation(const json& said, const Reference& reference) {
  return fibrillation_within(said, reference.other, reference.rate);
}

struct Expected {
  const char* record;
  double v_share;  // share by which rwave's own V count may differ
};

class HolterFigures : public ::testing::TestWithParam<Expected> {};

TEST_P(HolterFigures, OfMitdbAreWhatItsAnnotationsSay) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const auto& [record, v_share] = GetParam();
  constexpr double rate = 360;
  constexpr std::int64_t frames = 650000;
  const std::string path = (mitdb / record).string();
  const Reference reference = reference_of(path + ".atr", rate, frames);
  const double af = Reference::seconds(reference.fibrillation, rate);
  const double vf = Reference::seconds(reference.flutter, rate);

  const json given = report(path + " -a atr");
  const json& total = given["total"];
  for (const char* label : {"N", "S", "V", "F"})
    EXPECT_EQ(total["by_class"][label], reference.count(label)) << label;
  EXPECT_EQ(total["v_couplets"], reference.runs(2, 2));
  EXPECT_EQ(total["v_runs"], reference.runs(3, 100000));
  EXPECT_NEAR(total["vf_s"], vf, 0.01);
  // Atrial flutter counts neither way, nor does the tachycardia that interrupts it.
  EXPECT_LE(other_fibrillation(given, reference), 0.2 * 1805);
  EXPECT_GE(shared_fibrillation(given, reference), 0.9 * af);
  std::int64_t pauses = 0;  // beyond 2 s, of intervals that no flutter lies in
  for (std::size_t i = 1; i < reference.beats.size(); ++i) {
    const auto from = reference.beats[i - 1].first, to = reference.beats[i].first;
    if (static_cast<double>(to - from) >= 2 * rate &&
        std::ranges::none_of(reference.flutter,
                             [&](const auto& span) { return span.first < to && span.second > from; }))
      ++pauses;
  }
  // Two of record 207's lie between idioventricular beats, whose broad waves are not quiet.
  EXPECT_LE(total["pauses"], pauses);
  EXPECT_GE(total["pauses"], pauses - 2);
  EXPECT_TRUE(given["pauses"]["longest"].is_null() || given["pauses"]["longest"]["duration_s"] < 10)
      << "what lies between the beats around flutter is no pause";

  const json own = report(path);
  const auto beats = static_cast<double>(reference.beats.size());
  // Flutter that is not found has waves, which are beats to rwave.
  const auto within_own = [&](std::int64_t wave) {
    return std::ranges::any_of(own["episodes"], [&](const json& episode) {
      return (episode["rhythm"] == "vf" || episode["rhythm"] == "vfl") && episode["first_sample"] <= wave &&
             wave < episode["end_sample"];
    });
  };
  const auto waves = std::ranges::count_if(reference.waves, [&](std::int64_t w) { return !within_own(w); });
  EXPECT_GE(own["total"]["beats"], 0.98 * beats);
  EXPECT_LE(own["total"]["beats"], 1.02 * beats + static_cast<double>(waves));
  const auto v = static_cast<double>(reference.count("V"));
  EXPECT_NEAR(own["total"]["by_class"]["V"], v, v_share * v);
  EXPECT_GE(shared_fibrillation(own, reference), 0.9 * af);
  EXPECT_LE(other_fibrillation(own, reference), 0.2 * 1805);
  EXPECT_NEAR(own["total"]["vf_s"], vf, 0.15 * vf + 2);
  EXPECT_LE(own["total"]["pauses"], pauses + 3);
}

INSTANTIATE_TEST_SUITE_P(Records, HolterFigures,
                         ::testing::Values(Expected{"201", 0.05}, Expected{"203", 0.15},
                                           Expected{"207", 0.22}),
                         [](const auto& each) { return "Record" + std::string(each.param.record); });

// A day whose beats are known: 24 rows of hours that add up, and the counts of its annotations.
TEST(HolterFigures, OfASimulatedDayAreWhatItsAnnotationsSay) {
  const TemporaryFolder folder;
  const std::string day = (folder / "day").string();
  ASSERT_EQ(run_command("rwave simulate --hours 24 --rate 100 --leads 1 --seed 5 -o " + day).status, 0);
  const Reference reference = reference_of(day + ".atr", 100, 8640000);
  const json own = report(day + " -o " + (folder / "day.html").string());
  const auto beats = static_cast<double>(reference.beats.size());
  EXPECT_NEAR(own["total"]["beats"], beats, 0.005 * beats);
  // Simulated fusion and unclassified beats are broad: rwave calls them V.
  const auto broad = static_cast<double>(reference.count("V") + reference.count("F") + reference.count("Q"));
  EXPECT_NEAR(own["total"]["by_class"]["V"], broad, 0.1 * broad);
  EXPECT_LT(own["total"]["af_s"], 86400 * 0.001);
  EXPECT_EQ(own["total"]["vf_s"], 0);
  EXPECT_EQ(own["total"]["pauses"], 0);
  EXPECT_NEAR(own["total"]["mean_rate"], 60 * (beats - 1) / 86400, 1);
  ASSERT_EQ(own["hours"].size(), 24U);
  std::int64_t of_hours = 0;
  for (const json& hour : own["hours"]) of_hours += hour["beats"].get<std::int64_t>();
  EXPECT_EQ(of_hours, own["total"]["beats"]);
  const json given = report(day + " -a atr --no-disclosure");
  for (const char* label : {"N", "S", "V", "F", "Q"})
    EXPECT_EQ(given["total"]["by_class"][label], reference.count(label)) << label;
  EXPECT_EQ(given["total"]["v_couplets"], reference.runs(2, 2));
  EXPECT_EQ(given["total"]["v_runs"], reference.runs(3, 100000));
  EXPECT_LT(std::filesystem::file_size(folder / "day.html"), 4U << 20);
}

}  // namespace
}  // namespace rwave::testing
