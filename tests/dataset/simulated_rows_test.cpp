// Simulated rhythms: what is changed, what is not, and which records' rows come of it.
#include "dataset/simulated_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "beat/aami.h"
#include "dataset/cut_records.h"
#include "dataset/split.h"
#include "rwave/error.h"
#include "support/support.h"
#include "synth/moved_beat.h"
#include "synth/simulated_rhythm.h"

namespace rwave {
namespace {

using ::testing::HasSubstr;

constexpr auto n_class = static_cast<std::uint8_t>(BeatClass::N);
constexpr auto s_class = static_cast<std::uint8_t>(BeatClass::S);
constexpr auto v_class = static_cast<std::uint8_t>(BeatClass::V);

SimulatedRhythm regular(std::size_t beats) {
  SimulatedRhythm rhythm{std::vector<double>(beats, 0.8), std::vector<std::uint8_t>(beats, n_class)};
  rhythm.intervals.front() = 0;
  return rhythm;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(SimulatedRhythm, EarlyBeatsBecomeSupraventricularAndNothingElseChangesItsClass) {
  Random random(1);
  SimulatedRhythm rhythm = regular(4000);
  for (std::size_t i = 50; i < rhythm.classes.size(); i += 50) rhythm.classes[i] = v_class;
  const SimulatedRhythm changed = simulate_rhythm(rhythm, random);
  ASSERT_EQ(changed.intervals.size(), rhythm.intervals.size());
  EXPECT_EQ(changed.intervals.front(), 0);
  std::vector<double> early, others;
  for (std::size_t i = 1; i < changed.classes.size(); ++i) {
    ASSERT_GE(changed.intervals[i], 0.2);
    ASSERT_LE(changed.intervals[i], 3);
    EXPECT_EQ(changed.classes[i] == v_class, rhythm.classes[i] == v_class) << i;
    (changed.classes[i] == s_class ? early : others).push_back(changed.intervals[i]);
  }
  EXPECT_GT(early.size(), 200U);
  EXPECT_GT(others.size(), 1500U);
  EXPECT_LT(mean(early), 0.8 * mean(others));
}

TEST(SimulatedRhythm, ARhythmOfVentricularBeatsIsLeftAlone) {
  Random random(1);
  SimulatedRhythm rhythm = regular(200);
  std::ranges::fill(rhythm.classes, v_class);
  const SimulatedRhythm changed = simulate_rhythm(rhythm, random);
  EXPECT_EQ(changed.classes, rhythm.classes);
  const double factor = changed.intervals[1] / 0.8;  // the whole record at another rate
  for (std::size_t i = 1; i < 200; ++i) EXPECT_NEAR(changed.intervals[i], 0.8 * factor, 1e-12);
}

TEST(SimulatedRhythm, IsAFunctionOfTheSeedAndTakesNoBeatsAndFewBeats) {
  Random a(7), b(7), c(8);
  const SimulatedRhythm one = simulate_rhythm(regular(500), a), same = simulate_rhythm(regular(500), b);
  EXPECT_EQ(one.intervals, same.intervals);
  EXPECT_EQ(one.classes, same.classes);
  EXPECT_NE(one.intervals, simulate_rhythm(regular(500), c).intervals);
  for (const std::size_t beats : {0, 1, 2, 5, 9})
    EXPECT_EQ(
        simulate_rhythm(
            SimulatedRhythm{std::vector<double>(beats, 0.8), std::vector<std::uint8_t>(beats, n_class)}, a)
            .intervals.size(),
        beats);
}

// A beat with a T wave 0.25 to 0.35 s after its R peak, and one without any wave.
TEST(MovedBeat, AnEarlyBeatBeginsOnTheTWaveOfTheOneBefore) {
  const auto place = [](double after_r) {
    return static_cast<std::size_t>(std::lround((after_r + template_rr_before) * template_rr_rate)) +
           template_rr_slack;
  };
  TemplateRrSegment before{}, flat{};
  for (std::size_t k = place(0.25); k <= place(0.35); ++k) before[k] = 1;
  EXPECT_EQ(moved_beat(flat, before, 0.8, 0.8), flat);
  const TemplateRrSegment early = moved_beat(flat, before, 1.0, 0.5);
  EXPECT_EQ(early[place(-0.2)], 1) << "0.3 s after the beat before";
  EXPECT_EQ(early[place(-0.3)], 0);
  EXPECT_EQ(early[place(-0.1)], 0);
  const TemplateRrSegment late = moved_beat(early, before, 0.5, 1.0);
  EXPECT_EQ(late, flat) << "and back";
  const TemplateRrSegment soon = moved_beat(flat, before, 1.0, 0.3);
  EXPECT_EQ(soon[place(0)], 0) << "the QRS complex is its own";
}

// Three DS1 records, of which "201" is held out.
struct Small {
  BeatSet set;
  Split split;
};

Small small_split(const std::filesystem::path& mitdb) {
  Small made{cut_records(mitdb, {"106", "201", "209"}, "template-rr").set,
             {"test", "three records", {}, {}, {}}};
  for (std::uint32_t row = 0; row < made.set.size(); ++row)
    (made.set.record[row] == 1 ? made.split.test : made.split.train).push_back(row);
  return made;
}

TEST(SimulatedRows, JoinTheTrainingRowsOfRecordsThatOnlyTrain) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  Small made = small_split(mitdb);
  const std::size_t before = made.set.size(), trained = made.split.train.size();
  const auto tested = made.split.test;
  add_simulated_rows(made.set, made.split, {mitdb}, 2, 1);
  EXPECT_EQ(made.set.size(), before + 2 * trained) << "two copies of each training row";
  EXPECT_EQ(made.split.train.size(), 3 * trained);
  EXPECT_EQ(made.split.test, tested);
  EXPECT_EQ(made.set.values.size(), made.set.size() * made.set.row_values());
  ASSERT_EQ(made.set.records.size(), 5U);
  EXPECT_EQ(made.set.records[3].record, "106 simulated");
  EXPECT_EQ(made.set.records[3].patient, made.set.records[0].patient);
  EXPECT_EQ(made.set.records[4].record, "209 simulated");
  EXPECT_THAT(made.split.description, HasSubstr("2 training records at simulated times, 2 times"));
  for (std::size_t row = before; row < made.set.size(); ++row)
    ASSERT_THAT(made.set.record[row], ::testing::AnyOf(3U, 4U));
  const auto early = std::count(made.set.labels.begin() + static_cast<std::ptrdiff_t>(before),
                                made.set.labels.end(), s_class);
  EXPECT_GT(early, 1000) << "106 has no S beat of its own";
}

TEST(SimulatedRows, AberratedBeatsTrainNothing) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  BeatSet set = cut_records(mitdb, {"201", "209"}, "template-rr").set;
  Split split{"test", "two records", {}, {}, {}};
  for (std::uint32_t row = 0; row < set.size(); ++row)
    (set.record[row] == 0 ? split.train : split.test).push_back(row);
  const std::size_t of_201 = split.train.size(), all = set.size();
  add_simulated_rows(set, split, {mitdb}, 2, 1);
  const std::size_t kept = of_201 - 97;  // record 201 has 97 beats marked "a"
  EXPECT_EQ(split.train.size(), 3 * kept);
  EXPECT_EQ(set.size(), all + 2 * kept);
  EXPECT_THAT(split.description, HasSubstr("97 aberrated S beats of them train nothing"));
}

TEST(SimulatedRows, AreRefusedWhereRowsOfARecordTestOrHoldNoRhythm) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  Small made = small_split(mitdb);
  made.split.test.push_back(made.split.train.front());
  made.split.test.push_back(made.split.train.back());
  try {
    add_simulated_rows(made.set, made.split, {mitdb}, 1, 1);
    FAIL() << "no error";
  } catch (const UsageError& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("takes records of which every row trains"));
  }
  made.set.recipe = "kaggle";
  EXPECT_THROW(add_simulated_rows(made.set, made.split, {mitdb}, 1, 1), UsageError);
}

}  // namespace
}  // namespace rwave
