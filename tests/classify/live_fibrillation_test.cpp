// A stream with ventricular fibrillation: its begin and end are events, and no beat is given within it once
// it is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "classify/live_rhythm.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

struct Streamed {
  std::vector<LabelledBeat> beats;
  std::vector<EpisodeEvent> events;  // of fibrillation
};

// The first quarter of an hour of vfdb's 426, one lead.
Streamed stream(const std::filesystem::path& vfdb, bool leave_out) {
  const auto recording = open_recording((vfdb / "426").string());
  const double rate = recording->info().rate;
  const auto samples = recording->read_physical(0, 0, std::int64_t{900} * 250);
  LiveRhythm live(Model::shipped(), rate, 1);
  live.leave_out_fibrillation = leave_out;
  Streamed found;
  const auto take = [&] {
    found.beats.insert(found.beats.end(), live.beats.begin(), live.beats.end());
    for (const EpisodeEvent& event : live.events)
      if (event.episode.kind == RhythmKind::VentricularFibrillation) found.events.push_back(event);
    live.beats.clear();
    live.events.clear();
  };
  for (std::size_t i = 0; i < samples.size(); i += 25) {
    live.push(std::span(samples).subspan(i, std::min<std::size_t>(25, samples.size() - i)));
    take();
  }
  live.finish();
  take();
  return found;
}

TEST(LiveFibrillation, BeginsEndsAndHoldsNoBeats) {
  RWAVE_NEED_DATA(vfdb, "vfdb");
  const Streamed with = stream(vfdb, false), without = stream(vfdb, true);
  ASSERT_GE(with.events.size(), 4U);
  ASSERT_EQ(with.events.size() % 2, 0U);
  std::size_t within = 0, before_known = 0, left = 0;
  for (std::size_t i = 0; i < with.events.size(); i += 2) {
    EXPECT_FALSE(with.events[i].ended);
    ASSERT_TRUE(with.events[i + 1].ended);
    const Episode& span = with.events[i + 1].episode;
    EXPECT_EQ(with.events[i].episode.first, span.first);
    const auto inside = [&](const LabelledBeat& b) { return b.sample >= span.first && b.sample < span.end; };
    within += static_cast<std::size_t>(std::ranges::count_if(with.beats, inside));
    left += static_cast<std::size_t>(std::ranges::count_if(without.beats, inside));
    before_known += static_cast<std::size_t>(std::ranges::count_if(without.beats, [&](const LabelledBeat& b) {
      return inside(b) && b.sample < span.first + 5 * 250;  // s at 250 Hz
    }));
  }
  EXPECT_EQ(left, before_known) << "those of the first five seconds came before the begin was known";
  EXPECT_LT(4 * left, within);
  // Outside all is as before, the beats right after an end too.
  EXPECT_EQ(with.beats.size() - within, without.beats.size() - left);
}

}  // namespace
}  // namespace rwave
