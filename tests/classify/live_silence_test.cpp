// Streams whose beats stop: asystole, a flat line and a signal that tells nothing are said while they last.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "classify/live_rhythm.h"
#include "rwave/error.h"
#include "synth/simulate.h"

namespace rwave {
namespace {

constexpr double rate = 250;

std::vector<float> heart(double seconds, int leads) {
  SimulateOptions options;
  options.rate = rate;
  options.seconds = seconds;
  options.leads = leads;
  options.snr_db = 24;
  Simulator simulator(options);
  std::vector<std::int32_t> counts(static_cast<std::size_t>(simulator.info().frames * leads));
  simulator.read(counts);
  std::vector<float> values;
  for (const std::int32_t count : counts) values.push_back(static_cast<float>(count) / 200);
  return values;
}

// `seconds` of noise about zero, mV; 0: a constant line.
std::vector<float> line(double seconds, int leads, float noise) {
  std::mt19937 random(1);  // NOLINT: the same in each run
  std::normal_distribution<float> normal(0, 1);
  std::vector<float> values(static_cast<std::size_t>(seconds * rate) * static_cast<std::size_t>(leads));
  for (float& value : values) value = noise * normal(random);
  return values;
}

struct Said {
  std::vector<LabelledBeat> beats;
  std::vector<EpisodeEvent> events;
  std::vector<std::int64_t> at;  // frames pushed when each event came

  std::vector<std::size_t> of(RhythmKind kind) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < events.size(); ++i)
      if (events[i].episode.kind == kind) found.push_back(i);
    return found;
  }
};

Said stream(const std::vector<std::vector<float>>& parts, int leads, std::size_t block = 25) {
  LiveRhythm live(Model::shipped(), rate, leads);
  std::vector<float> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  Said said;
  std::int64_t frames = 0;
  const auto take = [&] {
    said.beats.insert(said.beats.end(), live.beats.begin(), live.beats.end());
    for (const EpisodeEvent& event : live.events) {
      said.events.push_back(event);
      said.at.push_back(frames);
    }
    live.beats.clear();
    live.events.clear();
  };
  const std::size_t width = static_cast<std::size_t>(leads);
  for (std::size_t i = 0; i < all.size(); i += block * width) {
    const std::size_t count = std::min(block * width, all.size() - i);
    live.push(std::span(all).subspan(i, count));
    frames += static_cast<std::int64_t>(count / width);
    take();
  }
  live.finish();
  take();
  return said;
}

TEST(LiveRhythm, ASampleBeyondAllMeasureDoesNotStopTheStream) {  // 1e22 mV: its square is beyond a float
  std::vector<float> values = heart(40, 1);
  for (std::size_t at = 2500; at < 7500; at += 61) values[at] = 1e22F;
  const Said said = stream({values}, 1);
  EXPECT_GT(std::ranges::count_if(said.beats, [](const LabelledBeat& beat) { return beat.sample > 8250; }),
            3);
}

TEST(LiveRhythm, RatesThatAreNoneAreRefusedFirst) {
  for (const double none : {std::nan(""), 0.0, -250.0, 1e6, 1e300})
    EXPECT_THROW(LiveRhythm(Model::shipped(), none, 1), Error) << none;
}

class StoppedHeart : public ::testing::TestWithParam<std::tuple<int, float>> {};

TEST_P(StoppedHeart, IsAsystoleWhileItLasts) {
  const auto [leads, noise] = GetParam();
  const Said said = stream({heart(30, leads), line(20, leads, noise), heart(20, leads)}, leads);
  const auto asystole = said.of(RhythmKind::Asystole);
  ASSERT_EQ(asystole.size(), 2U);
  const EpisodeEvent &begin = said.events[asystole[0]], &end = said.events[asystole[1]];
  EXPECT_FALSE(begin.ended);
  EXPECT_TRUE(end.ended);
  std::int64_t last = 0, next = 0;
  for (const LabelledBeat& beat : said.beats)
    if (beat.sample < 31 * rate)
      last = beat.sample;
    else if (next == 0)
      next = beat.sample;
  EXPECT_EQ(begin.episode.first, last);
  EXPECT_LT(said.at[asystole[0]] - last, 6.8 * rate) << "4 s without a beat, and the labels' delay";
  EXPECT_EQ(end.episode.first, last);
  EXPECT_EQ(end.episode.end, next);
}

INSTANTIATE_TEST_SUITE_P(LeadsAndNoise, StoppedHeart,
                         ::testing::Combine(::testing::Values(1, 2), ::testing::Values(0.F, 0.005F, 0.03F)));

TEST(LiveSilence, AFlatLineIsSaidToTellNothingWhileItLasts) {
  const Said said = stream({line(20, 1, 0)}, 1);
  ASSERT_EQ(said.events.size(), 2U);
  EXPECT_EQ(said.events[0].episode.kind, RhythmKind::Unanalyzable);
  EXPECT_FALSE(said.events[0].ended);
  EXPECT_LT(said.at[0], 10 * rate);
  EXPECT_TRUE(said.events[1].ended);
  EXPECT_EQ(said.events[1].episode.end, 20 * rate);
  EXPECT_TRUE(said.beats.empty());
}

TEST(LiveSilence, WhatWasNotRecordedIsNoAsystole) {
  std::vector<float> missing(static_cast<std::size_t>(20 * rate), std::nanf(""));
  const Said said = stream({heart(30, 1), missing, heart(20, 1)}, 1);
  EXPECT_TRUE(said.of(RhythmKind::Asystole).empty());
  const auto spans = said.of(RhythmKind::Unanalyzable);
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_FALSE(said.events[spans[0]].ended);
  EXPECT_TRUE(said.events[spans[1]].ended);
}

TEST(LiveSilence, AnArtefactAfterTheLastBeatHidesNothing) {
  std::vector<float> step = line(20, 1, 0.01F);
  for (std::size_t i = 300; i < 330; ++i) step[i] += 4;  // a knock at the cable, 1.2 s on
  const Said said = stream({heart(30, 1), step}, 1);
  const auto asystole = said.of(RhythmKind::Asystole);
  ASSERT_FALSE(asystole.empty());
  EXPECT_FALSE(said.events[asystole.front()].ended);
  EXPECT_TRUE(said.events[asystole.back()].ended) << "the stream's end";
}

// Noise is taken for beats here and there; what they are taken for is no rhythm while the span goes on, which
// is known only when it ends.
TEST(LiveSilence, NoRhythmIsStatedOfBeatsWithinNoise) {
  for (const float noise : {0.3F, 1.0F}) {
    SCOPED_TRACE(noise);
    const Said said = stream({heart(60, 1), line(120, 1, noise), heart(60, 1)}, 1);
    std::vector<SampleSpan> spans;
    for (const std::size_t i : said.of(RhythmKind::Unanalyzable))
      if (said.events[i].ended) spans.push_back({said.events[i].episode.first, said.events[i].episode.end});
    ASSERT_FALSE(spans.empty());
    std::int64_t hidden = 0, beats_hidden = 0;
    const auto within = [&](std::int64_t sample) {
      return std::ranges::any_of(spans, [&](SampleSpan s) { return sample >= s.first && sample < s.end; });
    };
    for (const SampleSpan& span : spans) hidden += span.end - span.first;
    for (const LabelledBeat& beat : said.beats) beats_hidden += within(beat.sample) ? 1 : 0;
    EXPECT_GT(hidden, 100 * rate);
    EXPECT_GT(beats_hidden, 10) << "else nothing is tried";
    for (const EpisodeEvent& event : said.events) {
      if (event.episode.kind == RhythmKind::Unanalyzable ||
          event.episode.kind == RhythmKind::VentricularFibrillation)
        continue;
      EXPECT_FALSE(within(event.episode.first))
          << name_of(event.episode.kind).key << " at " << event.episode.first;
    }
  }
}

TEST(LiveSilence, ALineThatIsFlatFromTheStartOnTellsNothingFromItsFirstSample) {
  const Said said = stream({line(8, 1, 0), heart(30, 1)}, 1);
  const auto spans = said.of(RhythmKind::Unanalyzable);
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(said.events[spans[1]].episode.first, 0);
  // A first beat that comes late is a slow heart's, and its line no electrode that is off.
  EXPECT_TRUE(stream({line(1.2, 1, 0), heart(30, 1)}, 1).of(RhythmKind::Unanalyzable).empty());
}

// Atrial flutter of 300 a minute, of which none is conducted from 24 to 32 s.
std::vector<float> flutter_with_a_pause() {
  std::vector<float> values;
  for (int i = 0; i < 50 * rate; ++i) {
    const double t = i / rate, turn = 2 * std::numbers::pi * 5.1 * t, beat = 0.4 + 0.8 * std::floor(t / 0.8);
    const auto bump = [&](double at) { return std::exp(-(t - at) * (t - at) / (2 * 0.012 * 0.012)); };
    double value = 0.2 * std::sin(turn) + 0.06 * std::sin(2 * turn + 1);
    if (beat < 24 || beat > 32) value += 1.2 * bump(beat) - 0.8 * bump(beat + 0.03);
    values.push_back(static_cast<float>(value));
  }
  return values;
}

// Every second flutter wave passed for a beat. The first one still does: too little of the pause is seen
// then.
TEST(LiveSilence, AFlutterThatIsNotConductedIsAsystole) {
  const Said said = stream({flutter_with_a_pause()}, 1);
  const auto in_pause = std::ranges::count_if(said.beats, [](const LabelledBeat& beat) {
    return beat.sample > 24 * rate && beat.sample < 32 * rate;
  });
  EXPECT_LE(in_pause, 2);
  const auto found = said.of(RhythmKind::Asystole);
  ASSERT_FALSE(found.empty());
  EXPECT_LE(said.at[found[0]], 33 * rate);
  EXPECT_TRUE(said.of(RhythmKind::VentricularTachycardia).empty());
  EXPECT_TRUE(said.of(RhythmKind::SupraventricularRun).empty());
}

TEST(LiveSilence, DoesNotDependOnTheBlocks) {
  const std::vector<std::vector<float>> parts = {heart(20, 1), line(15, 1, 0.004F), heart(20, 1)};
  const Said one = stream(parts, 1, 1), all = stream(parts, 1, 100000);
  EXPECT_EQ(one.beats, all.beats);
  ASSERT_EQ(one.events.size(), all.events.size());
  for (std::size_t i = 0; i < one.events.size(); ++i) {
    EXPECT_EQ(one.events[i].episode, all.events[i].episode);
    EXPECT_EQ(one.events[i].ended, all.events[i].ended);
  }
}

}  // namespace
}  // namespace rwave
