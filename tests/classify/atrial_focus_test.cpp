// An atrial focus next to a sick sinus node, and the rhythms that look so by their intervals.
#include "classify/whole/atrial_focus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace rwave::whole {
namespace {

constexpr int sequence = 5;  // beats from one pause to the next

float bump(double after_r, double at, double width, double height) {
  return static_cast<float>(height * std::exp(-(after_r - at) * (after_r - at) / (2 * width * width)));
}

// A recording of one lead: a beat after a pause, then others, again and again. P waves in mV, times in s.
BeatWindows pausing(double p_after_pause, double p_otherwise, double pause = 1.8, int length = sequence,
                    double interval = 0.7, double noise = 0) {
  BeatWindows windows;
  windows.leads = 1;
  std::mt19937 random(1);
  std::normal_distribution<float> draw(0, 1);
  double time = 0;
  for (int beat = 0; beat < 40 * length; ++beat) {
    const bool ends_pause = beat % length == 0;
    time += ends_pause ? pause : interval;
    windows.times.push_back(time);
    windows.recorded.push_back(1);
    windows.spikes.push_back(0);
    for (int k = 0; k < window_samples; ++k) {
      const double t = (k - window_before) / window_rate;
      const double ripple = 0.004 * std::sin(1.7 * k + beat);  // as two beats are never the same
      windows.values.push_back(bump(t, -0.16, 0.022, ends_pause ? p_after_pause : p_otherwise) +
                               bump(t, 0, 0.011, 1) + bump(t, 0.025, 0.009, -0.2) +
                               bump(t, 0.26, 0.04, 0.25) + static_cast<float>(ripple) +
                               static_cast<float>(noise) * draw(random));
    }
  }
  return windows;
}

AtrialFocus focus_of(const BeatWindows& windows) {
  const ShapeGroups groups = group_by_shape(windows);
  const PartMeasures part(windows, groups);
  return atrial_focus(part.in, part.p_windows);
}

std::vector<std::uint8_t> own_of(const BeatWindows& windows) {
  const ShapeGroups groups = group_by_shape(windows);
  return beats_of_focus(PartMeasures(windows, groups));
}

TEST(AtrialFocus, IsSeenByThePWavesAfterPauses) {
  const BeatWindows windows = pausing(0.12, -0.1);
  EXPECT_GT(focus_of(windows).evidence, 5.F);
  const auto own = own_of(windows);
  EXPECT_EQ(std::ranges::count(own, 1), 40 * (sequence - 1));
  EXPECT_EQ(own[75], 0);
}

// Noise of 12 dB, as high as the P wave: single beats show little of it, means of eight do.
TEST(AtrialFocus, IsSeenThroughNoise) {
  const BeatWindows windows = pausing(0.12, -0.1, 1.8, sequence, 0.7, 0.09);
  EXPECT_GT(focus_of(windows).evidence, 3.25F);
  EXPECT_LT(focus_of(pausing(0.12, 0.12, 1.8, sequence, 0.7, 0.09)).evidence, 0.5F);
}

// Fibrillation has no P wave: what is left of its waves after averaging is small.
TEST(AtrialFocus, ASmallPWaveShowsNone) {
  EXPECT_EQ(focus_of(pausing(0.03, -0.025)).evidence, 0);
}

TEST(AtrialFocus, BeatsThatFailToComeShowNone) {
  const BeatWindows windows = pausing(0.12, 0.12);
  EXPECT_LT(focus_of(windows).evidence, 0.5F);
  EXPECT_EQ(std::ranges::count(own_of(windows), 1), 0);
}

// A junctional beat after each pause: what is missing there makes nothing else foreign.
TEST(AtrialFocus, BeatsWithoutAPWaveAfterPausesShowNone) {
  EXPECT_EQ(focus_of(pausing(0, 0.12)).evidence, 0);
}

TEST(AtrialFocus, ARegularRhythmShowsNone) {
  EXPECT_EQ(focus_of(pausing(0.12, -0.1, 0.7)).evidence, 0);
}

// Pauses that are rare are ended by escape beats: the rhythm between them is the sinus node's.
TEST(AtrialFocus, RarePausesShowNone) {
  EXPECT_EQ(focus_of(pausing(0.12, -0.1, 1.8, 25)).evidence, 0);
}

// At 130 a minute the T wave lies where the P wave is.
TEST(AtrialFocus, AFastRhythmShowsNone) {
  EXPECT_EQ(focus_of(pausing(0.12, -0.1, 1.2, sequence, 0.46)).evidence, 0);
}

}  // namespace
}  // namespace rwave::whole
