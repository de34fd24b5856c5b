#include "figures/place_labels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rwave {
namespace {

constexpr double mark_radius = 5;

struct Box {
  double x = 0, y = 0, half_width = 0, half_height = 0;

  bool meets(const Box& other) const {
    return std::abs(x - other.x) < half_width + other.half_width &&
           std::abs(y - other.y) < half_height + other.half_height;
  }
  bool within(double width, double height) const {
    return x >= half_width && x + half_width <= width && y >= half_height && y + half_height <= height;
  }
};

}  // namespace

// Greedy: each name takes the first of eight places around its mark that nothing has taken. A
// better search would move names about when a mark is added, and pictures of two runs could not be
// compared.
std::vector<LabelPlace> place_labels(const std::vector<NamedPoint>& points, double width, double height,
                                     double letter, double line) {
  constexpr std::array<std::array<double, 2>, 8> sides = {
      {{0, 1}, {-1, 0}, {-1, 1}, {1, 1}, {1, 0}, {0, -1}, {1, -1}, {-1, -1}}};
  std::vector<Box> taken;
  taken.reserve(2 * points.size());
  for (const NamedPoint& point : points) taken.push_back({point.x, point.y, mark_radius, mark_radius});
  std::vector<LabelPlace> places;
  for (const NamedPoint& point : points) {
    Box box{0, 0, letter * static_cast<double>(point.name.size()) / 2, line / 2};
    const auto move_to = [&](const std::array<double, 2>& side) {
      box.x = point.x + side[0] * (box.half_width + mark_radius + 1);
      box.y = point.y + side[1] * (box.half_height + mark_radius + 1);
    };
    const auto free = [&](const std::array<double, 2>& side) {
      move_to(side);
      return box.within(width, height) &&
             std::ranges::none_of(taken, [&](const Box& other) { return box.meets(other); });
    };
    if (!point.name.empty() && std::ranges::none_of(sides, free)) move_to(sides[0]);
    places.push_back({box.x, box.y});
    if (!point.name.empty()) taken.push_back(box);
  }
  return places;
}

}  // namespace rwave
