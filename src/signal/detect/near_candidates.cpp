#include "signal/detect/near_candidates.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "signal/detect/timing.h"

namespace rwave {
namespace {

constexpr float not_usable = -1;

}  // namespace

NearCandidates::Set::Set(std::size_t size) : shapes(size) {
  heights.fill(not_usable);
}

void NearCandidates::add(std::int64_t index, float height, const float* shape) {
  if (sets_.empty() || sets_.back().count == ShapeSet::most) sets_.emplace_back(shape_.size());
  Set& set = sets_.back();
  set.indices[set.count] = index;
  set.heights[set.count] = shape == nullptr ? not_usable : height;
  if (shape != nullptr) set.shapes.put(set.count, shape);
  ++set.count;
}

void NearCandidates::drop_before(std::int64_t index) {
  while (!sets_.empty() && sets_.front().count == ShapeSet::most && sets_.front().indices.back() < index)
    sets_.pop_front();
}

float NearCandidates::likeness(std::int64_t index, std::int64_t first) {
  float height = 0;
  for (const Set& set : sets_) {
    if (set.indices[set.count - 1] < index) continue;
    const auto place = static_cast<std::size_t>(std::ranges::find(set.indices, index) - set.indices.begin());
    height = set.heights.at(place);
    set.shapes.take(place, shape_.data());
    break;
  }
  const float over = std::max(height, 1e-6F);
  std::array<float, 3> best{};
  for (const Set& set : sets_) {
    std::array<std::int32_t, ShapeSet::most> counts;
    std::int32_t any = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const float ratio = set.heights[i] / over;
      const bool alike = ratio >= 1 / most_height_ratio && ratio <= most_height_ratio;
      counts[i] = alike ? 1 : 0;
      any |= counts[i];
    }
    // Most sets of a noisy segment hold nothing of that height.
    if (any == 0) continue;
    if (set.indices.front() < first ||
        (set.indices.front() < index + apart_ && set.indices[set.count - 1] > index - apart_))
      for (std::size_t i = 0; i < set.count; ++i)
        if (set.indices[i] < first || std::abs(set.indices[i] - index) < apart_) counts[i] = 0;
    const auto products = set.shapes.dots(shape_.data());
    for (std::size_t i = 0; i < set.count; ++i) {
      if (counts[i] == 0 || products[i] <= best[2]) continue;
      best[2] = products[i];
      for (std::size_t place = 2; place > 0 && best[place] > best[place - 1]; --place)
        std::swap(best[place], best[place - 1]);
    }
  }
  return best[2];
}

}  // namespace rwave
