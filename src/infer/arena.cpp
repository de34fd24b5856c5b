#include "infer/arena.h"

#include <algorithm>
#include <numeric>

namespace rwave::infer {
namespace {

constexpr std::size_t alignment = 64;

bool at_the_same_time(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

// Largest first, each at the lowest place that is free for all of its life. Finding the least arena
// is a hard problem; for the chains of layers that occur here this gives the least or nearly so.
ArenaLayout lay_out(const std::vector<Lifetime>& lifetimes) {
  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lifetimes[a].bytes > lifetimes[b].bytes; });
  ArenaLayout layout;
  layout.offset.resize(lifetimes.size());
  // In order of offset.
  std::vector<std::size_t> placed;
  for (const std::size_t item : order) {
    // Each buffer begins a cache line, so that two threads never write one line.
    const std::size_t bytes = (lifetimes[item].bytes + alignment - 1) / alignment * alignment;
    std::size_t at = 0;
    for (const std::size_t other : placed) {
      if (!at_the_same_time(lifetimes[item], lifetimes[other])) continue;
      if (at + bytes <= layout.offset[other]) break;
      const std::size_t end =
          layout.offset[other] + (lifetimes[other].bytes + alignment - 1) / alignment * alignment;
      at = std::max(at, end);
    }
    layout.offset[item] = at;
    layout.bytes = std::max(layout.bytes, at + bytes);
    const auto behind = std::upper_bound(
        placed.begin(), placed.end(), at,
        [&](std::size_t offset, std::size_t other) { return offset < layout.offset[other]; });
    placed.insert(behind, item);
  }
  return layout;
}

}  // namespace rwave::infer
