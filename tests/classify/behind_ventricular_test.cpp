// Which beats behind a ventricular one are no S.
#include "classify/whole/behind_ventricular.h"

#include <gtest/gtest.h>

#include "classify/whole/timing_features.h"

namespace rwave::whole {
namespace {

// A regular rhythm of .8 s; the ventricular beat comes after `before` s, the next one after `after` s.
bool no_s(double before, double after, float v_probability = 0.9F, double next = 0.8) {
  std::vector<double> times;
  std::vector<float> v_probabilities;
  double time = 0;
  for (int beat = 0; beat < 60; ++beat) {
    time += beat == 30 ? before : beat == 31 ? after : beat == 32 ? next : 0.8;
    times.push_back(time);
    v_probabilities.push_back(beat == 30 ? v_probability : 0);
  }
  FeatureTable table;
  add_timing(Intervals(times), table);
  const auto found = behind_ventricular(times, table, v_probabilities);
  for (std::size_t beat = 0; beat < found.size(); ++beat)
    if (beat != 31) {
      EXPECT_EQ(found[beat], 0) << beat;
    }
  return found[31] != 0;
}

TEST(BehindVentricular, AnInterpolatedBeatLeavesTheNextOneTheSinusNodes) {
  EXPECT_TRUE(no_s(0.4, 0.42));
  EXPECT_TRUE(no_s(0.5, 0.4));
}

// Its pause shows that the sinus node was set back.
TEST(BehindVentricular, AnEarlyBeatWithAPauseMayBeS) {
  EXPECT_FALSE(no_s(0.45, 0.48, 0.9F, 0.88));
}

TEST(BehindVentricular, WhatComesInTimeIsTheSinusNodes) {
  EXPECT_TRUE(no_s(0.5, 0.8));
  EXPECT_TRUE(no_s(0.5, 0.7));
  EXPECT_TRUE(no_s(0.5, 1.1));
}

TEST(BehindVentricular, AClearlyEarlyBeatMayBeS) {
  EXPECT_FALSE(no_s(0.8, 0.5));
  EXPECT_FALSE(no_s(0.3, 0.25));
}

TEST(BehindVentricular, NothingIsSaidBehindAnotherBeat) {
  EXPECT_FALSE(no_s(0.4, 0.42, 0.3F));
}

TEST(BehindVentricular, NoBeatAndOneBeatAreTaken) {
  FeatureTable table;
  add_timing(Intervals({}), table);
  EXPECT_TRUE(behind_ventricular({}, table, {}).empty());
  FeatureTable of_one;
  add_timing(Intervals({1.0}), of_one);
  EXPECT_EQ(behind_ventricular(std::vector<double>{1}, of_one, std::vector<float>{1}).front(), 0);
}

}  // namespace
}  // namespace rwave::whole
