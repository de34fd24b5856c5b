#include "signal/clipped_tops.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rwave {
namespace {

// s, and samples: rounded tops of a coarse converter are shorter.
constexpr double shortest_top = 0.01;
constexpr std::size_t fewest_samples = 3;
// s. What a top must stand out of.
constexpr double seen_before = 0.1;
// Of a flank: mV, and of what the lead swung by in the last 0.1 s.
constexpr float least_rise = 0.1F, least_share = 0.1F;

}  // namespace

ClippedTops::ClippedTops(double rate, std::size_t leads)
    : leads_(leads),
      least_(std::max(fewest_samples, static_cast<std::size_t>(std::ceil(shortest_top * rate)))),
      most_(static_cast<std::size_t>(longest_top * rate)),
      flank_(std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(flank * rate)))),
      before_(static_cast<std::size_t>(seen_before * rate)),
      next_(leads) {}

std::span<const float> ClippedTops::push(std::span<const float> frames) {
  // What went on before is forgotten but for what is looked at behind it.
  if (gone_ > before_) {
    const std::size_t drop = gone_ - before_;
    line_.erase(line_.begin(), line_.begin() + static_cast<std::ptrdiff_t>(drop * leads_));
    for (std::size_t& next : next_) next -= drop;
    gone_ -= drop;
  }
  line_.insert(line_.end(), frames.begin(), frames.end());
  frames_ = line_.size() / leads_;
  std::size_t decided = frames_;
  for (std::size_t lead = 0; lead < leads_; ++lead) {
    scan(lead);
    decided = std::min(decided, next_[lead]);
  }
  const std::size_t first = std::exchange(gone_, decided);
  return std::span<const float>(line_).subspan(first * leads_, (decided - first) * leads_);
}

std::span<const float> ClippedTops::finish() {
  const std::size_t first = std::exchange(gone_, frames_);
  return std::span<const float>(line_).subspan(first * leads_);
}

void ClippedTops::scan(std::size_t lead) {
  std::size_t& next = next_[lead];
  while (next < frames_) {
    const float value = at(next, lead);
    std::size_t end = next + 1;
    while (end < frames_ && at(end, lead) == value) ++end;
    const std::size_t length = end - next;
    // The run may go on; so long a one is no wave's top.
    const bool open = end == frames_ && length <= most_;
    if ((open || (length >= least_ && length <= most_)) && comes_steeply(lead, next)) {
      if (open || end + flank_ >= frames_) return;
      if (leaves_steeply(lead, next, end)) round_off(lead, next, end);
    }
    next = end;
  }
}

bool ClippedTops::comes_steeply(std::size_t lead, std::size_t first) const {
  if (first < before_ || first <= flank_) return false;
  const float value = at(first, lead), side = value > at(first - 1, lead) ? 1.F : -1.F;
  const float rise = side * (value - at(first - 1 - flank_, lead));
  // False for missing samples too.
  if (!(rise > least_rise && side * (value - at(first - 1, lead)) > 0)) return false;
  float swing = 0;
  for (std::size_t i = first - before_; i < first; ++i) {
    const float below = side * (value - at(i, lead));
    if (!(below >= 0 && std::isfinite(below))) return false;
    swing = std::max(swing, below);
  }
  return rise > least_share * swing;
}

bool ClippedTops::leaves_steeply(std::size_t lead, std::size_t first, std::size_t end) const {
  const float value = at(first, lead), side = value > at(first - 1, lead) ? 1.F : -1.F;
  float swing = 0;
  for (std::size_t i = first - before_; i < first; ++i) swing = std::max(swing, side * (value - at(i, lead)));
  for (std::size_t i = end; i <= end + flank_; ++i) {
    const float below = side * (value - at(i, lead));
    if (!(below > 0 && std::isfinite(below))) return false;
    swing = std::max(swing, below);
  }
  const float fall = side * (value - at(end + flank_, lead));
  return fall > least_rise && fall > least_share * swing;
}

void ClippedTops::round_off(std::size_t lead, std::size_t first, std::size_t end) {
  const float value = at(first, lead), side = value > at(first - 1, lead) ? 1.F : -1.F;
  float swing = 0;
  for (std::size_t i = first - before_; i <= end + flank_; ++i)
    swing = std::max(swing, side * (value - at(i, lead)));
  const float from = at(first - 1, lead), to = at(end, lead);
  const auto width = static_cast<float>(end - first + 1), flank_width = static_cast<float>(flank_);
  // Slopes of the flanks, over the top's width.
  const float up = (from - at(first - 1 - flank_, lead)) / flank_width * width;
  const float down = (at(end + flank_, lead) - to) / flank_width * width;
  for (std::size_t i = first; i < end; ++i) {
    const float t = static_cast<float>(i - first + 1) / width, rest = 1 - t;
    const float cubic =
        rest * rest * ((1 + 2 * t) * from + t * up) + t * t * ((1 + 2 * rest) * to - rest * down);
    at(i, lead) = value + side * std::clamp(side * (cubic - value), 0.F, swing);
  }
}

}  // namespace rwave
