// What a group's early beats have in common, next to its beats in time.
#include "classify/whole/early_features.h"

#include <gtest/gtest.h>

#include <cmath>

#include "classify/whole/beat_features.h"

namespace rwave::whole {
namespace {

constexpr int early_every = 6;
constexpr std::size_t beats_in_all = 240;

float wave(double after_r, double at, double width, double height) {
  return static_cast<float>(height * std::exp(-(after_r - at) * (after_r - at) / (2 * width * width)));
}

// What early beats are: the height of their P wave (else .12 mV) and of their QRS complex (else 1 mV).
struct Early {
  double p = 0.12, qrs = 1;
};

// One lead with the T wave before each beat; every sixth beat is early. Beats differ a little from one
// another, as those of a heart do.
BeatWindows rhythm_with(const Early& early) {
  BeatWindows windows;
  windows.leads = 1;
  double time = 0;
  for (std::size_t beat = 0; beat < beats_in_all; ++beat) {
    const bool is_early = beat % early_every == early_every - 1;
    const double rr = is_early ? 0.55 : beat % early_every == 0 && beat > 0 ? 1.05 : 0.8;
    time += rr;
    windows.times.push_back(time);
    windows.recorded.push_back(1);
    windows.spikes.push_back(0);
    for (int k = 0; k < window_samples; ++k) {
      const double t = (k - window_before) / window_rate;
      const double ripple = 0.01 * std::sin(1.7 * k + 2.3 * static_cast<double>(beat));
      const double breath = 1 + 0.02 * std::sin(0.9 * static_cast<double>(beat));
      windows.values.push_back(wave(t, -0.16, 0.022, is_early ? early.p : 0.12) +
                               wave(t, 0, 0.011, breath * (is_early ? early.qrs : 1)) +
                               wave(t, 0.025, 0.009, -0.2) + wave(t, 0.26, 0.04, 0.25) +
                               static_cast<float>(ripple) + wave(t + rr, 0.26, 0.04, 0.25));
    }
  }
  return windows;
}

// The mean of a column over the early beats, or over the others.
double mean_of(const BeatWindows& windows, const char* name, bool early) {
  const ShapeGroups groups = group_by_shape(windows);
  EXPECT_EQ(groups.count, 1);
  const PartMeasures part(windows, groups);
  const FeatureTable table = beat_features(part);
  const std::vector<float>& column = table.column(name);
  double sum = 0, number = 0;
  for (std::size_t beat = early_every; beat < column.size(); ++beat)
    if ((beat % early_every == early_every - 1) == early) sum += static_cast<double>(column[beat]), ++number;
  return sum / number;
}

// A ventricular focus near the septum: as narrow as the others and a fifth taller, in the group of sinus
// beats.
TEST(EarlyFeatures, AQrsComplexThatAlwaysDepartsStandsOut) {
  const BeatWindows windows = rhythm_with({.p = 0.12, .qrs = 1.2});
  EXPECT_NEAR(mean_of(windows, "early_qrs_part", true), 1, 0.1);
  EXPECT_NEAR(mean_of(windows, "early_qrs_part", false), 0, 0.1);
  EXPECT_GT(mean_of(windows, "early_qrs_departure", true), 5);
  EXPECT_LT(std::abs(mean_of(windows, "early_qrs_departure", false)), 0.5);
}

// A lead by itself is asked about some beats only: their rows are those that it has when all are asked for.
TEST(EarlyFeatures, RowsDoNotDependOnWhichBeatsAreAskedFor) {
  const BeatWindows windows = rhythm_with({.p = 0.3, .qrs = 1.2});
  const ShapeGroups groups = group_by_shape(windows);
  const std::vector<std::size_t> asked{0, 3, 5, 90, 91, 239};
  const FeatureTable all = beat_features(PartMeasures(windows, groups)),
                     some =
                         beat_features(PartMeasures(windows, groups, Intervals(windows.times), asked), &all);
  ASSERT_EQ(some.names, all.names);
  for (std::size_t c = 0; c < all.columns.size(); ++c)
    for (const std::size_t beat : asked)
      EXPECT_EQ(some.columns[c][beat], all.columns[c][beat]) << all.names[c] << " of beat " << beat;
}

TEST(EarlyFeatures, EarlyBeatsOfTheSameShapeDoNot) {
  const BeatWindows windows = rhythm_with({});
  EXPECT_LT(mean_of(windows, "early_qrs_size", true), 0.01);
  EXPECT_LT(mean_of(windows, "early_qrs_departure", true), 2);
}

TEST(EarlyFeatures, AnotherPWaveStandsOutAlone) {
  const BeatWindows windows = rhythm_with({.p = -0.1});
  EXPECT_GT(mean_of(windows, "early_p_departure", true), 5);
  EXPECT_LT(mean_of(windows, "early_qrs_departure", true), 2);
  EXPECT_GT(mean_of(windows, "part_p_agreement", true), 0.9);
}

TEST(EarlyFeatures, APWaveThatIsMissingIsSmall) {
  const BeatWindows windows = rhythm_with({.p = 0});
  EXPECT_LT(mean_of(windows, "part_p_size", true), 0.5 * mean_of(windows, "part_p_size", false));
}

TEST(EarlyFeatures, APauseThatMakesUpLeavesTwoIntervals) {
  EXPECT_NEAR(mean_of(rhythm_with({}), "part_both", true), 1, 0.01);
}

// Two early beats say nothing, and a recording without beats in time has nothing to compare with.
TEST(EarlyFeatures, FewBeatsSayNothing) {
  BeatWindows windows = rhythm_with({.p = 0.12, .qrs = 1.2});
  windows.times.resize(2 * early_every);
  windows.recorded.resize(2 * early_every);
  windows.spikes.resize(2 * early_every);
  windows.values.resize(static_cast<std::size_t>(2 * early_every * window_samples));
  EXPECT_EQ(mean_of(windows, "early_qrs_size", true), 0);
}

}  // namespace
}  // namespace rwave::whole
