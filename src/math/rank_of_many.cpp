#include "math/rank_of_many.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "math/eight.h"
#include "math/median.h"

namespace rwave {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
using EightInts = int __attribute__((vector_size(32)));

// Finite values in eights: those that lie side by side, and a last eight, filled up with the first value.
struct Eights {
  explicit Eights(std::span<const float> all) : values(all), side_by_side(all.size() / 8 * 8) {
    last.fill(all.front());
    std::copy(all.begin() + static_cast<std::ptrdiff_t>(side_by_side), all.end(), last.begin());
  }

  std::size_t added() const { return side_by_side + last.size() - values.size(); }

  std::span<const float> values;
  std::size_t side_by_side;
  std::array<float, 8> last;
};

// Eight `i` of them, the last one where i = side_by_side.
inline __attribute__((always_inline)) const EightAt& eight_of(const Eights& eights, std::size_t i) {
  return eight_at(i < eights.side_by_side ? eights.values.data() + i : eights.last.data());
}

// What the values are to a pivot: how many are not above it, and the two next to it.
struct Parted {
  int up_to;
  float greatest_up_to, least_above;
};

RWAVE_EIGHT_WIDE
void part_by(const Eights& eights, float pivot, Parted& parted) {
  const Eight middle = Eight{} + pivot;
  const Eight lowest = Eight{} - infinity, highest = Eight{} + infinity;
  Eight below = lowest, above = highest;
  EightInts number{};
  const float* const values = eights.values.data();
  const auto part = [&](const EightAt& at) __attribute__((always_inline)) {
    const Eight value = at.value;
    const EightInts holds = value <= middle;
    number -= holds;
    const Eight low = holds ? value : lowest, high = holds ? highest : value;
    below = low > below ? low : below;
    above = high < above ? high : above;
  };
  for (std::size_t i = 0; i < eights.side_by_side; i += 8) part(eight_at(values + i));
  part(eight_at(eights.last.data()));
  int sum = 0;
  for (int i = 0; i < 8; ++i) sum += number[i];
  float most = below[0], least = above[0];
  for (int i = 1; i < 8; ++i) {
    most = most < below[i] ? below[i] : most;
    least = above[i] < least ? above[i] : least;
  }
  if (values[0] <= pivot) sum -= static_cast<int>(eights.added());
  parted = {sum, most, least};
}

// The least, the greatest and the sum of all, which is not finite where one of them is not.
struct Bounds {
  float least, greatest, sum;
};

RWAVE_EIGHT_WIDE
void bounds_of(const Eights& eights, Bounds& bounds) {
  Eight low = Eight{} + eights.values.front(), high = low, sum{};
  for (std::size_t i = 0; i <= eights.side_by_side; i += 8) {
    const Eight value = eight_of(eights, i).value;
    low = value < low ? value : low;
    high = value > high ? value : high;
    sum += value;
  }
  bounds = {low[0], high[0], 0};
  for (int i = 0; i < 8; ++i) {
    bounds.least = low[i] < bounds.least ? low[i] : bounds.least;
    bounds.greatest = high[i] > bounds.greatest ? high[i] : bounds.greatest;
    bounds.sum += sum[i];
  }
}

// The values of `rank` and of the place before it (the same where there is none).
struct Ranked {
  float value, before;
};

Ranked select(std::span<const float> values, std::size_t rank) {
  std::vector<float> copy(values.begin(), values.end());
  const float value = of_rank(std::span(copy), rank);
  const auto end = copy.begin() + static_cast<std::ptrdiff_t>(rank);
  return {value, rank == 0 ? value : *std::max_element(copy.begin(), end)};
}

// The value of `rank` is one from `least` to `greatest`, two of the values. A pivot between them makes one of
// them a nearer one, until the rank is the pivot's own.
Ranked ranked(std::span<const float> values, std::size_t rank) {
  const Eights eights(values);
  Bounds bounds;
  bounds_of(eights, bounds);
  if (!std::isfinite(bounds.sum)) return select(values, rank);
  const int wanted = static_cast<int>(rank);
  float least = bounds.least, greatest = bounds.greatest;
  // How many are below the one and up to the other.
  int low = 0, high = static_cast<int>(values.size());
  // Most of a signal lies near its mean, far from the middle of its bounds.
  float pivot = bounds.sum / static_cast<float>(values.size() + eights.added());
  Parted parted;
  for (int pass = 1; least < greatest; ++pass) {
    // Of neighbouring floats the middle may be the upper one.
    if (!(pivot < greatest)) pivot = least;
    part_by(eights, pivot, parted);
    if (parted.up_to == wanted) return {parted.least_above, parted.greatest_up_to};
    if (parted.up_to > wanted) {
      greatest = parted.greatest_up_to;
      high = parted.up_to;
    } else {
      least = parted.least_above;
      low = parted.up_to;
    }
    // Where the rank would be if the values were spread evenly; every third time the middle, as they may not
    // be.
    const float share = (static_cast<float>(wanted - low) + 0.5F) / static_cast<float>(high - low);
    pivot = least + (greatest - least) * (pass % 3 == 0 ? 0.5F : share);
  }
  // What comes before it, if it is not there twice.
  const float below = std::nextafter(least, -infinity);
  part_by(eights, below, parted);
  return {least, rank > 0 && parted.up_to == wanted ? parted.greatest_up_to : least};
}

}  // namespace

float rank_of_many(std::span<const float> values, std::size_t rank) {
  return ranked(values, rank).value;
}

float median_of_many(std::span<const float> values) {
  if (values.empty()) return 0;
  const Ranked middle = ranked(values, values.size() / 2);
  return values.size() % 2 == 1 ? middle.value : (middle.value + middle.before) / 2;
}

}  // namespace rwave
