// What is said of labels that are less sure than usual, from windows made by hand.
#include "classify/whole/doubts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "classify/whole/beat_features.h"

namespace rwave::whole {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Beats of one shape, `width` s, `interval` s apart, in two leads; a P wave of `p_wave` QRS heights before
// each.
struct Beats {
  Beats(int count, double width, double interval, double p_wave = 0.1) {
    windows.leads = 2;
    for (int beat = 0; beat < count; ++beat) {
      windows.times.push_back(beat * interval);
      for (int lead = 0; lead < 2; ++lead) {
        windows.recorded.push_back(1);
        windows.spikes.push_back(0);
        for (int i = 0; i < window_samples; ++i) {
          const double t = (i - window_before) / window_rate;
          const double p = t + 0.2;
          // A wide complex is so behind its R peak.
          const double half = t < 0 ? std::min(width, 0.025) : std::max(width, 2 * width - 0.025);
          windows.values.push_back(static_cast<float>(std::exp(-t * t / (2 * half * half)) +
                                                      p_wave * std::exp(-p * p / (2 * 0.025 * 0.025))));
        }
      }
      labels.push_back({beat, 'N', 1});
    }
  }

  std::vector<std::string> lines() const {
    const ShapeGroups groups = group_by_shape(windows);
    const FeatureTable features = beat_features(PartMeasures(windows, groups));
    Doubts doubts;
    doubts.add({windows, groups, features, 0, windows.beats(), 0, 1, {}, labels});
    return doubts.lines({"II", "V1"});
  }

  BeatWindows windows;
  std::vector<LabelledBeat> labels;
};

TEST(Doubts, AnOrdinaryRecordingHasNone) {
  EXPECT_THAT(Beats(100, 0.015, 0.8).lines(), IsEmpty());
  EXPECT_THAT(Beats(100, 0.015, 0.4).lines(), IsEmpty());  // a narrow tachycardia
  EXPECT_THAT(Beats(100, 0.05, 0.8).lines(), IsEmpty());   // a bundle branch block
}

TEST(Doubts, AWideFastRhythmMayBeVentricular) {
  EXPECT_THAT(Beats(100, 0.05, 0.4).lines(), ElementsAre(HasSubstr("wide complexes, at 150 a minute")));
}

// An idioventricular rhythm: all its beats are N, and nothing said so.
TEST(Doubts, AWideRegularRhythmWithoutPWavesMayBeVentricular) {
  EXPECT_THAT(Beats(100, 0.05, 1, 0).lines(),
              ElementsAre(HasSubstr("wide complexes, at 60 a minute, and no P wave before them")));
  EXPECT_THAT(Beats(100, 0.015, 1, 0).lines(), IsEmpty());  // a junctional rhythm
  Beats fibrillating(100, 0.05, 1, 0);
  for (std::size_t beat = 0; beat < 100; ++beat)
    fibrillating.windows.times[beat] += 0.2 * static_cast<double>((beat * 7) % 5) / 5;
  EXPECT_THAT(fibrillating.lines(), IsEmpty());  // with a bundle branch block
}

TEST(Doubts, PacedBeatsAreWideByTheirNature) {
  Beats beats(100, 0.05, 0.5);
  for (LabelledBeat& beat : beats.labels) beat.label = '/';
  EXPECT_THAT(beats.lines(), IsEmpty());
  Beats without_spikes(100, 0.05, 1, 0);
  for (LabelledBeat& beat : without_spikes.labels) beat.label = 'Q';
  EXPECT_THAT(without_spikes.lines(), IsEmpty());
}

TEST(Doubts, FewBeatsTellLittle) {
  EXPECT_THAT(Beats(10, 0.015, 0.8).lines(), ElementsAre(HasSubstr("10 beats in all: too few")));
  EXPECT_THAT(Doubts().lines({"II"}), ElementsAre("no beat was found"));
}

TEST(Doubts, BeatsCutOffAtTheEndsAreNone) {
  Beats beats(10, 0.015, 0.8);
  beats.windows.recorded[0] = beats.windows.recorded[1] = 0;
  EXPECT_THAT(beats.lines(), ElementsAre(HasSubstr("too few")));
}

TEST(Doubts, ALeadThatDiesIsNamed) {
  Beats beats(100, 0.015, 0.8);
  for (std::size_t beat = 60; beat < 100; ++beat) beats.windows.recorded[2 * beat + 1] = 0;
  EXPECT_THAT(beats.lines(), ElementsAre(HasSubstr("lead V1 shows nothing at 40 of 100 beats")));
}

}  // namespace
}  // namespace rwave::whole
