#include "signal/detect/near_candidates.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "math/eight.h"
#include "signal/detect/timing.h"

namespace rwave {
namespace {

constexpr float not_usable = -1;

// Of eight heights those that are about `over`: alike[i] is 1 for these, else 0. Whether there is any.
RWAVE_EIGHT_WIDE
bool alike_in_height(const float* heights, float over, float* alike) {
  const Eight ratio = eight_at(heights).value / over, one = Eight{} + 1, none{};
  const Eight low_enough = ratio <= most_height_ratio ? one : none;
  const Eight found = ratio >= 1 / most_height_ratio ? low_enough : none;
  eight_at(alike).value = found;
  return (found[0] + found[1]) + (found[2] + found[3]) + ((found[4] + found[5]) + (found[6] + found[7])) > 0;
}

// Whether the product of an alike one is above `least`, which is 0 or more.
RWAVE_EIGHT_WIDE
bool any_beyond(const float* products, const float* alike, float least) {
  const Eight beyond = eight_at(products).value > least ? eight_at(alike).value : Eight{};
  return (beyond[0] + beyond[1]) + (beyond[2] + beyond[3]) +
             ((beyond[4] + beyond[5]) + (beyond[6] + beyond[7])) >
         0;
}

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
    std::array<float, ShapeSet::most> alike;
    // Most sets of a noisy segment hold nothing of that height.
    if (!alike_in_height(set.heights.data(), over, alike.data())) continue;
    if (set.indices.front() < first ||
        (set.indices.front() < index + apart_ && set.indices[set.count - 1] > index - apart_))
      for (std::size_t i = 0; i < set.count; ++i)
        if (set.indices[i] < first || std::abs(set.indices[i] - index) < apart_) alike[i] = 0;
    const auto products = set.shapes.dots(shape_.data());
    if (!any_beyond(products.data(), alike.data(), best[2])) continue;
    for (std::size_t i = 0; i < set.count; ++i) {
      if (alike[i] == 0 || products[i] <= best[2]) continue;
      best[2] = products[i];
      for (std::size_t place = 2; place > 0 && best[place] > best[place - 1]; --place)
        std::swap(best[place], best[place - 1]);
    }
  }
  return best[2];
}

}  // namespace rwave
