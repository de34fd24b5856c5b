// What is said of labels that are less sure than usual, from windows made by hand.
#include "classify/whole/doubts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace rwave::whole {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Beats of one shape, `width` s, `interval` s apart, in two leads.
struct Beats {
  Beats(int count, double width, double interval) {
    windows.leads = 2;
    for (int beat = 0; beat < count; ++beat) {
      windows.times.push_back(beat * interval);
      for (int lead = 0; lead < 2; ++lead) {
        windows.recorded.push_back(1);
        windows.spikes.push_back(0);
        for (int i = 0; i < window_samples; ++i) {
          const double t = (i - window_before) / window_rate;
          windows.values.push_back(static_cast<float>(std::exp(-t * t / (2 * width * width))));
        }
      }
      labels.push_back({beat, 'N', 1});
    }
  }

  std::vector<std::string> lines() const {
    const ShapeGroups groups = group_by_shape(windows);
    const FeatureTable none;
    Doubts doubts;
    doubts.add({windows, groups, none, 0, windows.beats(), 0, 1, {}, labels});
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

TEST(Doubts, PacedBeatsAreWideByTheirNature) {
  Beats beats(100, 0.05, 0.5);
  for (LabelledBeat& beat : beats.labels) beat.label = '/';
  EXPECT_THAT(beats.lines(), IsEmpty());
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
