// Whether nothing like a beat lies between two beats: triangles of 1 mV for QRS complexes at 200 Hz.
#include "rhythm/quiet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace rwave {
namespace {

constexpr double quiet_rate = 200;
constexpr std::size_t first_beat = 40, second_beat = 640;  // 3 s apart

void add_wave(std::vector<float>& samples, std::size_t peak, double height, std::size_t half_width) {
  for (std::size_t i = 0; i <= half_width; ++i) {
    const auto value =
        static_cast<float>(height * (1 - static_cast<double>(i) / static_cast<double>(half_width)));
    samples[peak + i] += value;
    if (i > 0) samples[peak - i] += value;
  }
}

std::vector<float> two_beats() {
  std::vector<float> samples(700, 0.0F);
  add_wave(samples, first_beat, 1, 6);  // a flank of 30 ms
  add_wave(samples, second_beat, 1, 6);
  return samples;
}

bool quiet_with(double height, std::size_t peak = 340, std::size_t half_width = 6) {
  std::vector<float> samples = two_beats();
  add_wave(samples, peak, height, half_width);
  return quiet_between(samples, first_beat, second_beat, quiet_rate);
}

TEST(QuietBetween, NothingIsQuietAndABeatIsNot) {
  EXPECT_TRUE(quiet_with(0));
  EXPECT_FALSE(quiet_with(1));
  EXPECT_FALSE(quiet_with(-1));  // turned round
}

TEST(QuietBetween, FlanksCountFrom35PerCentOfTheSmallerBeatsOn) {
  EXPECT_TRUE(quiet_with(0.34));
  EXPECT_FALSE(quiet_with(0.36));
  EXPECT_TRUE(quiet_with(1, 340, 60));  // as high as a beat, and as slow as a T wave
  std::vector<float> samples = two_beats();
  add_wave(samples, second_beat, -0.5, 6);  // the second beat is half as high
  add_wave(samples, 340, 0.2, 6);
  EXPECT_FALSE(quiet_between(samples, first_beat, second_beat, quiet_rate));
}

TEST(QuietBetween, TheFirstBeatsTWaveAndTheSecondsPWaveAreNoBeats) {
  EXPECT_TRUE(quiet_with(1, first_beat + 70));    // 350 ms after the first
  EXPECT_FALSE(quiet_with(1, first_beat + 96));   // 480 ms
  EXPECT_TRUE(quiet_with(1, second_beat - 50));   // 250 ms before the second
  EXPECT_FALSE(quiet_with(1, second_beat - 70));  // 350 ms
}

TEST(QuietBetween, WhatWasNotRecordedIsNotQuiet) {
  std::vector<float> samples = two_beats();
  samples[340] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(quiet_between(samples, first_beat, second_beat, quiet_rate));
  EXPECT_FALSE(quiet_between(std::vector<float>(700, 0.0F), first_beat, second_beat, quiet_rate))
      << "no beat is there";
}

TEST(QuietBetween, AtARecordingsEndTheFirstBeatIsTheMeasure) {
  std::vector<float> samples = two_beats();
  samples.resize(600);
  EXPECT_TRUE(quiet_between(samples, first_beat, 599, quiet_rate));
  add_wave(samples, 300, 0.5, 6);
  EXPECT_FALSE(quiet_between(samples, first_beat, 599, quiet_rate));
}

TEST(QuietBetween, BeatsThatAreCloseHideNothing) {
  std::vector<float> samples = two_beats();
  add_wave(samples, first_beat + 140, 1, 6);
  EXPECT_TRUE(quiet_between(samples, first_beat, first_beat + 140, quiet_rate))
      << ".7 s: T wave and P wave are all";
}

class TestSignal {
 public:
  // `seconds` of two leads, of which the second has a wave of its own at the frame given.
  explicit TestSignal(std::size_t wave) {
    std::vector<float> lead = two_beats();
    for (std::size_t i = 0; i < lead.size(); ++i) {
      frames_.push_back(lead[i]);
      frames_.push_back(lead[i]);
    }
    std::vector<float> other(lead.size(), 0.0F);
    if (wave > 0) add_wave(other, wave, 1, 6);
    for (std::size_t i = 0; i < other.size(); ++i) frames_[2 * i + 1] += other[i];
  }
  const std::vector<float>& frames() const { return frames_; }

 private:
  std::vector<float> frames_;
};

TEST(RecentSignal, QuietMeansInEveryLead) {
  RecentSignal recent(quiet_rate, 2), other(quiet_rate, 2);
  recent.push(TestSignal(0).frames());
  other.push(TestSignal(340).frames());
  EXPECT_TRUE(recent.quiet({first_beat, second_beat}));
  EXPECT_FALSE(other.quiet({first_beat, second_beat}));
}

TEST(RecentSignal, KnowsTheLast30SecondsAndNothingThatIsStillToCome) {
  RecentSignal recent(quiet_rate, 2);
  recent.push(TestSignal(0).frames());
  EXPECT_FALSE(recent.quiet({second_beat, 701})) << "one frame is still to come";
  const std::vector<float> rest(static_cast<std::size_t>(2 * (30 * quiet_rate - 700)), 0.0F);
  recent.push(rest);
  EXPECT_TRUE(recent.quiet({first_beat, second_beat})) << "30 s: all of them are kept";
  recent.push(std::vector<float>(2 * first_beat, 0.0F));
  EXPECT_TRUE(recent.quiet({first_beat, second_beat})) << "up to the beat itself";
  recent.push(std::vector<float>(2, 0.0F));
  EXPECT_FALSE(recent.quiet({first_beat, second_beat}));
}

// Two beats of 1000 ADC units an hour apart in the lead of two samples a frame, and a step of 500 at `step`.
class HourBetween : public Recording {
 public:
  static constexpr std::int64_t first = 100, second = 720'100;
  explicit HourBetween(std::int64_t step) : step_(step) {
    info_.rate = quiet_rate;
    info_.frames = 720'400;
    info_.signals.emplace_back();
    info_.signals.back().gain = 1000;
    info_.signals.back().samples_per_frame = 2;
  }
  void read(std::int64_t from, std::int64_t frames, std::span<const SignalSlice> slices) override {
    ASSERT_GE(from, 0);
    ASSERT_LE(from + frames, info_.frames);
    most_read = std::max(most_read, frames);
    for (const SignalSlice& slice : slices)
      for (std::size_t i = 0; i < slice.out.size(); ++i) {
        const std::int64_t sample = 2 * from + static_cast<std::int64_t>(i);
        const std::int64_t away = std::min(std::abs(sample - 2 * first), std::abs(sample - 2 * second));
        slice.out[i] = static_cast<std::int32_t>(std::max<std::int64_t>(0, 1000 - 80 * away));
        if (step_ > 0 && sample >= step_ && sample < step_ + 200) slice.out[i] += 500;
      }
  }
  std::int64_t most_read = 0;

 private:
  std::int64_t step_;
};

TEST(QuietIn, HoursAreReadInBlocksAndWhatLiesAcrossTwoIsSeen) {
  HourBetween quiet(0);
  EXPECT_TRUE(quiet_in(quiet, {0})({HourBetween::first, HourBetween::second}));
  EXPECT_LE(quiet.most_read, (1 << 16) + 100) << "all of an hour would be 720,000 frames";
  // The search begins .45 s after the first beat; blocks of 65,536 frames follow it.
  const std::int64_t edge = 2 * (HourBetween::first + 90 + (1 << 16));
  for (const std::int64_t step : {edge - 1, edge, edge + 1, std::int64_t{300'001}, std::int64_t{1'440'000}}) {
    HourBetween steep(step);
    EXPECT_FALSE(quiet_in(steep, {0})({HourBetween::first, HourBetween::second})) << step;
  }
  HourBetween end(0);
  EXPECT_FALSE(quiet_in(end, {0})({HourBetween::first, 720'400})) << "the second beat lies within";
  EXPECT_FALSE(quiet_in(end, {0})({720'400, 720'500}));
}

// One lead at 200 Hz of what a test draws, in microvolts.
class DrawnLead : public Recording {
 public:
  explicit DrawnLead(std::vector<float> samples, int per_frame = 1)
      : samples_(std::move(samples)), per_frame_(per_frame) {
    info_.rate = quiet_rate / per_frame;
    info_.frames = static_cast<std::int64_t>(samples_.size()) / per_frame;
    info_.signals.resize(1);
    info_.signals[0].samples_per_frame = per_frame;
    info_.signals[0].gain = 1000;
  }
  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    for (const SignalSlice& slice : slices)
      for (std::int64_t i = 0; i < frames * per_frame_; ++i)
        slice.out[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(
            std::lround(1000 * samples_[static_cast<std::size_t>(first * per_frame_ + i)]));
  }

 private:
  std::vector<float> samples_;
  int per_frame_;
};

// A beat a second; from 30 to 60 s noise of `noise` mV, an artefact at 40 s, and beats of `height` mV if not
// 0. What of it shows no heart, in seconds, "first-end ".
std::string silent_of(double noise, double height, std::vector<SampleSpan> noisy = {{6000, 12000}}) {
  std::vector<float> samples(90 * 200, 0.0F);
  std::vector<LabelledBeat> beats;
  for (int second = 1; second < 90; ++second) {
    const bool within = second >= 30 && second < 60;
    const auto peak = static_cast<std::size_t>(200 * second + 100);
    if (!within) beats.push_back({static_cast<std::int64_t>(peak), 'N', 1});
    if (!within || height > 0) add_wave(samples, peak, within ? height : 1, 6);
  }
  for (std::size_t i = 6000; i < 12000; ++i) samples[i] += static_cast<float>(i % 8 < 4 ? noise : -noise);
  add_wave(samples, 8100, 1, 6);
  for (std::int64_t i = 6010; i < 12000; i += 130) beats.push_back({i, 'V', 1});  // what noise passes for
  std::ranges::sort(beats, {}, &LabelledBeat::sample);
  std::vector<KnownSpan> spans;
  for (const SampleSpan& span : noisy) spans.push_back({RhythmKind::Unanalyzable, span});
  DrawnLead recording(std::move(samples));
  std::string text;
  for (const SampleSpan& span : silent_parts(recording, std::vector{0}, beats, spans))
    text += std::to_string(span.first / 200) + "-" + std::to_string(span.end / 200) + " ";
  return text;
}

TEST(SilentParts, LowNoiseInALeadThatShowedAHeartIsNone) {
  EXPECT_EQ(silent_of(0.05, 0), "30-40 41-60 ");
  EXPECT_EQ(silent_of(0.25, 0), "") << "a beat would not show";
  EXPECT_EQ(silent_of(0.05, 0.5), "") << "smaller beats show";
  // Where noise passes for sure beats a span is cut in two; nothing is asked of time that can be analyzed.
  EXPECT_EQ(silent_of(0.05, 0, {{6000, 7000}, {7600, 8000}, {8800, 12000}}), "30-40 41-60 ");
  EXPECT_EQ(silent_of(0.05, 0, {{8800, 9200}}), "");
  EXPECT_EQ(silent_of(0.05, 0, {}), "");
}

// Half a frame a second: a second is less than a frame. Where a beat lies in it is not known, and nothing is
// said.
TEST(SilentParts, OfFramesLongerThanASecondEnd) {
  DrawnLead recording(std::vector<float>(90 * 200, 0.5F), 400);
  std::vector<LabelledBeat> beats;
  for (std::int64_t frame = 0; frame < 15; ++frame) beats.push_back({frame, 'N', 1});
  const std::vector<KnownSpan> spans = {{RhythmKind::Unanalyzable, {15, 45}}};
  EXPECT_TRUE(silent_parts(recording, std::vector{0}, beats, spans).empty());
}

}  // namespace
}  // namespace rwave
