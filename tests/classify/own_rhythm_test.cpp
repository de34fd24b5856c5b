// When a beat of the patient's own regular rhythm may not be S.
#include "classify/whole/own_rhythm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "classify/whole/timing_features.h"

namespace rwave::whole {
namespace {

std::vector<std::uint8_t> of(const std::vector<double>& intervals) {
  std::vector<double> times = {0};
  for (const double interval : intervals) times.push_back(times.back() + interval);
  FeatureTable table;
  add_timing(Intervals(times), table);
  return own_rhythm(table);
}

TEST(OwnRhythm, ARegularTachycardiaThatFillsTheRecordingIs) {
  const auto own = of(std::vector<double>(200, 0.4));
  EXPECT_EQ(std::ranges::count(own, 1), 201);
}

TEST(OwnRhythm, AnEarlyBeatWithinIsNot) {
  std::vector<double> intervals(200, 0.8);
  intervals[100] = 0.55;
  const auto own = of(intervals);
  EXPECT_EQ(own[101], 0);
  EXPECT_EQ(own[50], 1);
}

TEST(OwnRhythm, ATachycardiaOfAQuarterOfTheBeatsIsNot) {
  std::vector<double> intervals(300, 0.8);
  intervals.insert(intervals.end(), 100, 0.4);
  const auto own = of(intervals);
  EXPECT_EQ(own[350], 0);
  EXPECT_EQ(own[100], 1);
}

// Half the recording at either rate: neither is the patient's own.
TEST(OwnRhythm, TwoRatesHaveNone) {
  std::vector<double> intervals(200, 0.8);
  intervals.insert(intervals.end(), 200, 0.4);
  EXPECT_EQ(std::ranges::count(of(intervals), 1), 0);
}

TEST(OwnRhythm, FibrillationHasNone) {
  std::vector<double> intervals;
  for (int i = 0; i < 300; ++i) intervals.push_back(0.5 + 0.09 * ((i * 7) % 11));
  EXPECT_EQ(std::ranges::count(of(intervals), 1), 0);
}

// One beat: in time by default; its regime has `length` beats and a P wave of this correlation with the main
// rhythm's.
bool lasts(float beats, float p_wave, float early = 0, float step = 0.02F) {
  FeatureTable table;
  table.add("rr_to_near", 1)[0] = early;
  table.add("rr_to_8_before", 1)[0] = early;
  table.add("irregularity_16", 1)[0] = step;
  table.add("regime_length", 1)[0] = std::log1p(beats);
  table.add("regime_p", 1)[0] = p_wave;
  return lasting_rhythm(table).front() != 0;
}

TEST(LastingRhythm, IsLongRegularAndKeepsThePWave) {
  EXPECT_TRUE(lasts(100, 0.9F));
  EXPECT_FALSE(lasts(60, 0.9F));
  EXPECT_FALSE(lasts(100, -0.3F));
}

TEST(LastingRhythm, AnEarlyBeatWithinIsNoPartOfIt) {
  EXPECT_FALSE(lasts(100, 0.9F, -0.3F));
  EXPECT_FALSE(lasts(100, 0.9F, 0, 0.2F));
}

}  // namespace
}  // namespace rwave::whole
