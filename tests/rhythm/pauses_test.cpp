// Pauses and asystole of beats written down by hand, 100 samples a second.
#include <gmock/gmock.h>

#include <algorithm>

#include "rhythm/episodes_support.h"
#include "rwave/rhythm.h"

namespace rwave {
namespace {

TEST_F(Episodes, PausesAreAskedOfTheSignal) {
  auto beats = spaced(std::string(20, 'N'));
  for (std::size_t i = 10; i < beats.size(); ++i) beats[i].sample += 200;  // 2.8 s, no multiple of 0.8 s
  EXPECT_EQ(kinds(episodes_of(beats)), std::vector<std::string>{"pause"});
  SampleSpan asked;
  EpisodeOptions options;
  options.quiet = [&](SampleSpan span) {
    asked = span;
    return false;
  };
  EXPECT_TRUE(episodes_of(beats, {}, options).empty());
  EXPECT_EQ(asked, (SampleSpan{800, 1080}));
}

TEST_F(Episodes, WithoutASignalAMissedBeatIsNoPause) {
  std::vector<LabelledBeat> beats = spaced(std::string(20, 'N'), 1.1);
  beats.erase(beats.begin() + 10);
  EXPECT_TRUE(episodes_of(beats).empty());
}

TEST_F(Episodes, AsystoleIsStatedWhileItLasts) {
  EpisodeOptions options;
  options.quiet = [](SampleSpan) { return true; };
  EpisodeStream stream(rate, options);
  for (const LabelledBeat& beat : spaced("NNNNN")) stream.add_beat(beat.sample, beat.label);
  stream.advance(700);
  EXPECT_TRUE(stream.take_events().empty());
  stream.advance(900);
  const auto begun = stream.take_events();
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(begun[0].episode.kind, RhythmKind::Asystole);
  EXPECT_FALSE(begun[0].ended);
  stream.finish(2000);
  const auto ended = stream.take_events();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_TRUE(ended[0].ended);
  EXPECT_EQ(ended[0].episode.end, 2000);
}

// Stated while it lasts, then the lead comes off: how long it went on was not seen.
TEST_F(Episodes, AnAsystoleThatALostLeadCutsOffEndsWithItsLastBeat) {
  EpisodeOptions options;
  options.quiet = [](SampleSpan) { return true; };
  for (const bool beat_after : {false, true}) {
    EpisodeStream stream(rate, options);
    for (const LabelledBeat& beat : spaced("NNN"))
      stream.add_beat(beat.sample, beat.label);  // the last at 240
    stream.advance(1000);
    auto events = stream.take_events();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].episode.kind, RhythmKind::Asystole);
    EXPECT_FALSE(events[0].ended);
    stream.add_span(RhythmKind::Unanalyzable, {1000, 1400});
    if (beat_after) stream.add_beat(1380, 'N');
    stream.finish(1400);
    events = stream.take_events();
    const auto ended = std::ranges::find_if(
        events, [](const EpisodeEvent& e) { return e.episode.kind == RhythmKind::Asystole; });
    ASSERT_NE(ended, events.end());
    EXPECT_TRUE(ended->ended);
    EXPECT_EQ(ended->episode.first, 240);
    EXPECT_EQ(ended->episode.end, 241) << beat_after;
  }
}

}  // namespace
}  // namespace rwave
