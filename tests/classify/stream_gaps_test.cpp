// Streams that lose samples: short gaps cost no beat, and a monitor hears the labels that a program gets.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "classify/classifying.h"
#include "classify/live_rhythm.h"

namespace rwave {
namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

// `count` frames of both leads.
void lose(std::vector<float>& frames, std::int64_t first, std::int64_t count) {
  std::fill_n(frames.begin() + 2 * first, 2 * count, missing);
}

using StreamGaps = Classifying;

TEST_F(StreamGaps, LostPacketsNextToBeatsCostNone) {
  Simulated simulation = simulated();
  for (std::size_t i = 2; i + 2 < simulation.beats.size(); i += 3)
    lose(simulation.frames, simulation.beats[i].sample + 4, 5);
  const auto found = stream(simulation.frames, 100);
  std::int64_t missed = 0;
  for (const Annotation& beat : simulation.beats)
    missed += std::ranges::none_of(
        found, [&](const LabelledBeat& one) { return std::abs(one.sample - beat.sample) < 54; });
  EXPECT_LE(missed, 2);
}

// Packets that come and go: of each series the first gap becomes a line and the others stay, in both.
TEST_F(StreamGaps, AMonitorHearsTheLabelsOfTheClassifier) {
  Simulated simulation = simulated();
  for (std::size_t i = 5; i + 5 < simulation.beats.size(); i += 5)
    for (std::int64_t gap = 0; gap < 3; ++gap)
      lose(simulation.frames, simulation.beats[i].sample - 8 + 16 * (gap - 1), 10);
  const Model shipped = Model::shipped();
  Classifier classifier(shipped, simulated_rate, 2);
  classifier.push(simulation.frames);
  classifier.finish();
  const std::vector<LabelledBeat> expected = classifier.take_beats();
  LiveRhythm live(shipped, simulated_rate, 2);
  live.push(simulation.frames);
  live.finish();
  ASSERT_EQ(live.beats.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(live.beats[i].sample, expected[i].sample);
    EXPECT_EQ(live.beats[i].probability, expected[i].probability);
  }
}

}  // namespace
}  // namespace rwave
