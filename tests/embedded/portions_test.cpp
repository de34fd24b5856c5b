// Events that one step brings forth and the queue has no room for: they wait, none is lost.
#include <gtest/gtest.h>

#include <string_view>
#include <tuple>
#include <vector>

#include "arena.h"
#include "lines.h"
#include "rhythm.h"

namespace rwave::embedded {
namespace {

constexpr double rate = 250;             // Hz
constexpr std::int64_t interval = 100;   // samples: 150 beats a minute
constexpr std::int64_t beats_held = 40;  // as fibrillation holds them back

using Event = std::tuple<std::int64_t, std::int64_t, int, int>;

// What the rules say of beats that come with `step` samples decided at once; and how often events were taken.
std::vector<Event> events_of(std::string_view labels, std::int64_t step, int* portions = nullptr) {
  const rwave_embedded_config config = rwave_embedded_defaults(rate, 200);
  std::vector<std::uint64_t> memory(1 << 13);
  std::vector<double> scratch(256);
  Arena arena(memory.data());
  CountRing counts(arena, 8 * 250, config);
  LiveEpisodes rhythm(arena, rate, counts, scratch.data());
  std::vector<Event> all;
  const auto take = [&] {
    for (auto& waiting = rhythm.events.waiting; !waiting.empty(); waiting.pop_front())
      all.emplace_back(waiting.front().first, waiting.front().end, waiting.front().kind,
                       waiting.front().ended);
  };
  const std::int64_t end = (beats_held + 1) * interval;
  for (std::int64_t i = 0; i < beats_held; ++i)
    rhythm.add_beat((i + 1) * interval, labels[static_cast<std::size_t>(i) % labels.size()]);
  for (std::int64_t before = std::min(step, end); before <= end; before += step) {
    while (!rhythm.advance(before)) {
      EXPECT_FALSE(rhythm.events.waiting.empty());
      take();
      if (portions != nullptr) ++*portions;
    }
    take();
  }
  while (!rhythm.finish(end)) take();
  take();
  return all;
}

TEST(EmbeddedPortions, BeatsThatWereHeldBackLoseNoEvent) {
  for (const std::string_view labels : {"NVVV", "NSSS", "NNVVVV", "NVNVNVNVNNN"}) {
    int portions = 0;
    const auto at_once = events_of(labels, (beats_held + 1) * interval, &portions);
    EXPECT_EQ(at_once, events_of(labels, interval)) << labels;
    if (labels == "NVVV") {
      EXPECT_GT(at_once.size(), 16U) << "more than the queue holds";
      EXPECT_GT(portions, 0);
    }
  }
}

}  // namespace
}  // namespace rwave::embedded
