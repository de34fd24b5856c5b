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

// One beat in a regular rhythm; what it has by default makes it part of one that lasts.
struct InRegime {
  float beats = 100;
  float p_wave = 0.9F, p_distance = 0.04F;  // of the regime's mean, from the main rhythm's
  float early = 0, step = 0.02F;            // ln
  float alike = 1, begins = 0;
  float early_to_before = 0;  // besides
  float early_to_rate = 0;    // of the regime, besides
  float interval = 0.5F;      // s, the median around
};

FeatureTable table_of(const InRegime& beat) {
  FeatureTable table;
  table.add("near_rate", 1)[0] = std::log(beat.interval);
  table.add("regime_rate", 1)[0] = std::log(beat.interval) - beat.early_to_rate;
  table.add("rr_to_near", 1)[0] = beat.early;
  table.add("rr_to_8_before", 1)[0] = beat.early + beat.early_to_before;
  table.add("irregularity_16", 1)[0] = beat.step;
  table.add("like_median_32", 1)[0] = beat.alike;
  table.add("regime_begins", 1)[0] = beat.begins;
  table.add("regime_ends", 1)[0] = 0;
  table.add("regime_length", 1)[0] = std::log1p(beat.beats);
  table.add("regime_p", 1)[0] = beat.p_wave;
  table.add("regime_p_distance", 1)[0] = beat.p_distance;
  return table;
}

bool lasts(const InRegime& beat) {
  return lasting_rhythm(table_of(beat)).front() != 0;
}

bool blocks(const InRegime& beat) {
  return two_to_one_block(table_of(beat)).front() != 0;
}

TEST(LastingRhythm, IsLongRegularAndKeepsThePWave) {
  EXPECT_TRUE(lasts({}));
  EXPECT_FALSE(lasts({.beats = 60}));
  EXPECT_FALSE(lasts({.p_wave = -0.3F}));
}

// The tachycardia of svdb's 865: a P wave of the same shape, and of another size.
TEST(LastingRhythm, APWaveOfAnotherSizeIsNotKept) {
  EXPECT_FALSE(lasts({.p_distance = 0.12F}));
}

TEST(LastingRhythm, AnEarlyBeatWithinIsNoPartOfIt) {
  EXPECT_FALSE(lasts({.early = -0.3F}));
  EXPECT_FALSE(lasts({.step = 0.2F}));
}

// The first beats behind a step, and a beat whose rate drifts away from that of the whole regime.
TEST(LastingRhythm, IsInTimeByItsOwnRateOrByWhatIsAround) {
  EXPECT_TRUE(lasts({.begins = -0.4F, .early_to_before = -0.4F}));
  EXPECT_TRUE(lasts({.early_to_rate = -0.2F}));
  EXPECT_FALSE(lasts({.early_to_before = -0.4F, .early_to_rate = -0.2F}));
}

// Two slow beats after every five: a sick sinus node, unless a step of rate began it.
TEST(LastingRhythm, SlowBeatsAgainAndAgainEndItButAfterAStep) {
  EXPECT_FALSE(lasts({.alike = 0.71F}));
  EXPECT_TRUE(lasts({.alike = 0.71F, .begins = -0.4F}));
}

TEST(TwoToOneBlock, IsARateThatDoublesAndKeepsThePWave) {
  const InRegime conducted = {.beats = 20, .begins = -0.69F, .interval = 0.75F};
  EXPECT_TRUE(blocks(conducted));
  InRegime other = conducted;
  other.begins = -0.5F;
  EXPECT_FALSE(blocks(other));
  other = conducted;
  other.p_wave = 0.3F;
  EXPECT_FALSE(blocks(other));
  other = conducted;
  other.early = other.early_to_rate = -0.3F;
  EXPECT_FALSE(blocks(other));
}

// A tachycardia may be twice as fast as the sinus rhythm by chance; three beats have no rate.
TEST(TwoToOneBlock, IsNoTachycardiaAndNoCouplet) {
  EXPECT_FALSE(blocks({.beats = 20, .begins = -0.69F, .interval = 0.4F}));
  EXPECT_FALSE(blocks({.beats = 3, .begins = -0.69F, .interval = 0.75F}));
}

}  // namespace
}  // namespace rwave::whole
