#include "figures/thin_line.h"

#include <cmath>
#include <utility>

namespace rwave {
namespace {

struct Farthest {
  std::size_t at = 0;
  double distance = 0;
};

// The value farthest from the straight line between the values `first` and `last`.
// The distance is taken along y alone, in the line's own unit: an ECG's axes have different units,
// so a distance across the plane would depend on how the figure is stretched.
Farthest farthest_between(std::span<const float> values, std::size_t first, std::size_t last) {
  Farthest farthest;
  const double slope = (values[last] - values[first]) / static_cast<double>(last - first);
  for (std::size_t i = first + 1; i < last; ++i) {
    const double on_line = values[first] + slope * static_cast<double>(i - first);
    const double distance = std::abs(values[i] - on_line);
    if (distance > farthest.distance) farthest = {i, distance};
  }
  return farthest;
}

// Marks what must be drawn of [first, last], whose ends are drawn. A stack of its own, not recursion: noise
// goes as deep as it is long.
void mark(std::span<const float> values, std::size_t first, std::size_t last, double tolerance,
          std::vector<char>& drawn) {
  std::vector<std::pair<std::size_t, std::size_t>> open = {{first, last}};
  while (!open.empty()) {
    const auto [from, to] = open.back();
    open.pop_back();
    if (to - from < 2) continue;
    const Farthest farthest = farthest_between(values, from, to);
    if (farthest.distance <= tolerance) continue;
    drawn[farthest.at] = 1;
    open.emplace_back(from, farthest.at);
    open.emplace_back(farthest.at, to);
  }
}

}  // namespace

// Douglas and Peucker's way on each part between gaps. Every n-th sample would lose the R peaks,
// which is what one looks for.
std::vector<std::size_t> thinned(std::span<const float> values, double tolerance) {
  std::vector<char> drawn(values.size(), 0);
  for (std::size_t first = 0; first < values.size();) {
    if (!std::isfinite(values[first])) {
      drawn[first++] = 1;
      continue;
    }
    std::size_t last = first;
    while (last + 1 < values.size() && std::isfinite(values[last + 1])) ++last;
    drawn[first] = drawn[last] = 1;
    mark(values, first, last, tolerance, drawn);
    first = last + 1;
  }
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < drawn.size(); ++i)
    if (drawn[i] != 0) kept.push_back(i);
  return kept;
}

}  // namespace rwave
