// The library for small devices against the desktop's live labels and rhythm.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "embedded/both_paths.h"
#include "rwave/recording.h"
#include "rwave_embedded.h"
#include "support/support.h"

namespace rwave {
namespace {

using namespace testing;

// A device has a table of its own: a kind that only one of the two knows would shift all that follow.
TEST(Embedded, RhythmsAreNamedAsOnTheDesktop) {
  for (const RhythmName& name : rhythm_names()) {
    const std::string code = name.kind == RhythmKind::Pause ? "pause" : std::string(name.code);
    EXPECT_EQ(rwave_embedded_rhythm_name(static_cast<std::uint8_t>(name.kind)), code);
  }
  EXPECT_STREQ(rwave_embedded_rhythm_name(static_cast<std::uint8_t>(rhythm_names().size())), "");
}

// What goes on and tells nothing: flat from the first sample on, and noise that passes for beats.
TEST(Embedded, WithinNoiseTheDeviceSaysWhatTheDesktopSays) {
  Counts counts = simulated(250, 200);
  std::uint32_t state = 7;
  for (std::size_t i = 0; i < counts.samples.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    if (i < 2000) counts.samples[i] = 0;
    if (i > 12000 && i < 40000) counts.samples[i] = static_cast<std::int16_t>((state >> 16) % 400);
  }
  const Result device = on_device(counts);
  expect_same(device, on_desktop(counts));
  EXPECT_EQ(device.events.front().episode.kind, RhythmKind::Unanalyzable);
  EXPECT_EQ(device.events.front().episode.first, 0);
}

TEST(Embedded, LabelsAreTheDesktopsLiveLabels) {
  for (const double rate : {250.0, 360.0, 128.0, 1000.0}) {
    SCOPED_TRACE(rate);
    Counts counts = simulated(rate, 60);
    // An electrode that is off for five seconds, and a pacing spike.
    const auto at = [&](double seconds) { return static_cast<std::size_t>(seconds * rate); };
    for (std::size_t i = at(20); i < at(25); ++i) counts.samples[i] = RWAVE_EMBEDDED_MISSING;
    for (std::size_t i = at(40); i < at(43); ++i) counts.samples[i] = 17;
    counts.samples[at(45)] = static_cast<std::int16_t>(counts.samples[at(45)] + 900);
    const Result device = on_device(counts);
    EXPECT_GT(device.beats.size(), 40U);
    expect_same(device, on_desktop(counts));
  }
}

// Ventricular runs, flutter (record 207) and fibrillation (203) in the field.
TEST(Embedded, LabelsOfRecordsAreTheDesktops) {
  RWAVE_NEED_DATA(folder, "mitdb");
  for (const std::string name : {"203", "207"}) {
    SCOPED_TRACE(name);
    const auto recording = open_recording(folder / name);
    constexpr double seconds = 240;
    const auto frames = static_cast<std::int64_t>(seconds * 360);
    Counts counts{.rate = 360, .per_mv = 200, .baseline = 1024, .samples = {}};
    for (const float value : recording->read_physical(0, 0, frames))
      counts.samples.push_back(static_cast<std::int16_t>(std::lround(value * 200.F) + 1024));
    const Result device = on_device(counts);
    EXPECT_FALSE(device.events.empty());
    expect_same(device, on_desktop(counts));
  }
}

// Everything at once: an electrode that is off for longer than the ring of candidates' lower quarters turns,
// noise as high as beats, and a lead that comes late.
TEST(Embedded, LongGapsAndLateLeadsAreTheDesktops) {
  Counts counts = simulated(250, 400);
  const auto at = [](double seconds) { return static_cast<std::size_t>(seconds * 250); };
  for (std::size_t i = 0; i < at(12); ++i) counts.samples[i] = RWAVE_EMBEDDED_MISSING;
  for (std::size_t i = at(30); i < at(330); ++i) counts.samples[i] = RWAVE_EMBEDDED_MISSING;
  std::uint32_t random = 1;
  for (std::size_t i = at(350); i < at(365); ++i)
    counts.samples[i] = static_cast<std::int16_t>((random = random * 1664525 + 1013904223) >> 22U);
  const Result device = on_device(counts);
  EXPECT_GT(device.beats.size(), 60U);
  expect_same(device, on_desktop(counts));
}

// Asystole that lasts, is ended by beats, by fibrillation or by the stream's end, and short ones; among them
// an artefact and an electrode that is off, which are none.
TEST(Embedded, AsystoleIsStatedWhileItLastsAsOnTheDesktop) {
  for (const double rate : {250.0, 360.0, 500.0}) {
    SCOPED_TRACE(rate);
    Counts counts = simulated(rate, 160);
    const auto at = [&](double seconds) { return static_cast<std::size_t>(seconds * rate); };
    const auto still = [&](double first, double end) {
      const std::int16_t level = counts.samples[at(first)];
      for (std::size_t i = at(first); i < at(end); ++i)
        counts.samples[i] = static_cast<std::int16_t>(level + static_cast<int>(i / 7 % 3));
    };
    still(20, 32);    // it begins 6.6 s after its last beat
    still(45, 49.9);  // shorter than the delay
    still(60, 75);    // hidden by an artefact at first
    for (std::size_t i = at(62); i < at(62.2); ++i) counts.samples[i] = 400;
    still(90, 100);
    for (std::size_t i = at(92); i < at(99); ++i) counts.samples[i] = RWAVE_EMBEDDED_MISSING;
    still(115, 140);  // longer than what is kept
    still(150, 160);  // to the end
    const Result device = on_device(counts);
    const auto begun = std::ranges::count_if(device.events, [](const EpisodeEvent& event) {
      return event.episode.kind == RhythmKind::Asystole && !event.ended;
    });
    const auto ended = std::ranges::count_if(device.events, [](const EpisodeEvent& event) {
      return event.episode.kind == RhythmKind::Asystole && event.ended;
    });
    EXPECT_GE(begun, 4);
    EXPECT_GE(ended, begun);
    const auto first = std::ranges::find_if(device.events, [](const EpisodeEvent& event) {
      return event.episode.kind == RhythmKind::Asystole && !event.ended;
    });
    ASSERT_NE(first, device.events.end());
    EXPECT_NEAR(static_cast<double>(first->episode.end - first->episode.first) / rate, 4, 0.2);
    expect_same(device, on_desktop(counts));
  }
}

TEST(Embedded, ALeadThatIsNeverRecordedHasNoBeats) {
  Counts counts{.rate = 250, .per_mv = 200, .baseline = 0, .samples = {}};
  counts.samples.assign(250 * 20, RWAVE_EMBEDDED_MISSING);
  const Result device = on_device(counts);
  EXPECT_TRUE(device.beats.empty());
  expect_same(device, on_desktop(counts));
  counts.samples.clear();
  EXPECT_TRUE(on_device(counts).beats.empty());
}

}  // namespace
}  // namespace rwave
