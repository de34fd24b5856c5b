// Which beats behind a ventricular one are no S.
#include "classify/whole/behind_ventricular.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

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
  const auto found = behind_ventricular(times, table, v_probabilities, std::vector<float>(60, 0));
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

// Beats of a run within a rhythm of .8 s: 'S' and 'V' as the trees call them, each .41 s after the one
// before. By beat of the run: whether it is forbidden to be S.
std::vector<std::uint8_t> forbidden_in(const std::string& run) {
  constexpr std::size_t around = 60;
  const std::string classes = std::string(around, 'N') + run + std::string(around, 'N');
  std::vector<double> times;
  std::vector<float> v_probabilities, s_probabilities;
  double time = 0;
  for (std::size_t beat = 0; beat < classes.size(); ++beat) {
    time += classes[beat] == 'N' ? 0.8 : 0.41;
    times.push_back(time);
    v_probabilities.push_back(classes[beat] == 'V' ? 0.9F : 0);
    s_probabilities.push_back(classes[beat] == 'S' ? 0.9F : 0);
  }
  FeatureTable table;
  add_timing(Intervals(times), table);
  const auto found = behind_ventricular(times, table, v_probabilities, s_probabilities);
  return {found.begin() + around, found.end() - around};
}

// Two intervals of a run twice as fast as the sinus rhythm are one of it, and so are all within a long run.
TEST(BehindVentricular, AnAberrantBeatWithinARunLeavesTheNextOneS) {
  for (const std::size_t length : {4, 6, 12, 20, 30, 60})
    for (std::size_t v = 0; v + 1 < length; ++v) {
      std::string run(length, 'S');
      run[v] = 'V';
      const auto found = forbidden_in(run);
      EXPECT_EQ(std::ranges::count(found, 1), 0) << run;
    }
}

TEST(BehindVentricular, TwoSBetweenVentricularBeatsMayBeS) {
  for (const std::string run : {"VSSV", "VSSSV", "SVSSVS", "VVSSV"}) {
    const auto found = forbidden_in(run);
    EXPECT_EQ(std::ranges::count(found, 1), 0) << run;
  }
}

TEST(BehindVentricular, NoBeatAndOneBeatAreTaken) {
  FeatureTable table;
  add_timing(Intervals({}), table);
  EXPECT_TRUE(behind_ventricular({}, table, {}, {}).empty());
  FeatureTable of_one;
  add_timing(Intervals({1.0}), of_one);
  EXPECT_EQ(behind_ventricular(std::vector<double>{1}, of_one, std::vector<float>{1}, std::vector<float>{0})
                .front(),
            0);
}

}  // namespace
}  // namespace rwave::whole
