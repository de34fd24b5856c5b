#include "asystole.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rwave::embedded {

namespace {

constexpr float unknown = std::numeric_limits<float>::infinity();

}  // namespace

float LiveAsystole::change_at(std::int64_t sample, std::int64_t rise) const {
  if (sample - rise < counts_->begin()) return unknown;
  const float change = std::abs((*counts_)[sample] - (*counts_)[sample - rise]);
  return std::isfinite(change) ? change : unknown;
}

void LiveAsystole::look() {
  const SteepnessBlocks& blocks = rule_.blocks();
  const std::int64_t rise = blocks.samples(quiet_signal::rise_time),
                     until = counts_->end() - blocks.samples(looked_after);
  for (; looked_ < until; ++looked_) steepest_ = std::max(steepest_, change_at(looked_, rise));
}

float LiveAsystole::steepness(std::size_t /*lead*/, std::int64_t first, std::int64_t end) const {
  const SteepnessBlocks& blocks = rule_.blocks();
  if (!blocks.known(first, end, counts_->end())) return unknown;
  // All of the blocks that the span touches, as far as they have come.
  const std::int64_t block = blocks.size(), rise = blocks.samples(quiet_signal::rise_time);
  std::int64_t from = std::max<std::int64_t>(0, first) / block * block;
  const std::int64_t to = std::min(((end - 1) / block + 1) * block, counts_->end());
  float most = 0;
  if (from == watched_) {
    most = steepest_;
    from = looked_;
  }
  for (; from < to; ++from) most = std::max(most, change_at(from, rise));
  return most;
}

}  // namespace rwave::embedded
