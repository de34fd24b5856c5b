// The timing features: kept from beat to beat they are what they are when worked out from the intervals.
#include "beat/recipes/rr_history.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "math/random.h"

namespace rwave {
namespace {

// To the last bit: a device works them out of its intervals at every beat, and its labels are the desktop's.
TEST(RrHistory, KeptFromBeatToBeatAsWorkedOut) {
  for (const double spread : {0.0, 0.02, 0.5, 2.0}) {
    Random random(2);
    RrHistory history;
    std::vector<double> known;
    for (int beat = 0; beat < 2500; ++beat) {
      // On a grid of 1/360 s, so that many are equal; some too short or too long.
      const double rr = beat == 0 ? 0 : std::round(360 * 0.8 * std::exp(spread * random.normal())) / 360;
      const double next = 0.2 + 1.5 * random.uniform();
      RrHistory::Room room;
      const std::size_t count = std::min(known.size(), RrHistory::looked_at);
      const auto recent = RrHistory::recent_of(std::span<const double>(known).last(count), room);
      RrHistory::Ever ever;
      if (!known.empty()) {
        std::vector<double> sorted(
            known.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(known.size(), 1000)),
            known.end());
        std::ranges::sort(sorted);
        ever = {sorted[sorted.size() / 2], sorted[RrHistory::rank_at(0.9, sorted.size())],
                sorted[RrHistory::rank_at(0.75, sorted.size())]};
      }
      ASSERT_EQ(history.features_of(rr, next), RrHistory::features_of(recent, ever, rr, next)) << beat;
      ASSERT_EQ(history.on_time(rr), RrHistory::on_time(recent, rr)) << beat;
      history.add(rr);
      if (rr > 0) known.push_back(std::clamp(rr, RrHistory::shortest_interval, RrHistory::longest_interval));
    }
  }
}

}  // namespace
}  // namespace rwave
