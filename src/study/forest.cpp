#include "study/forest.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <optional>

namespace rwave::study {
namespace {

// A number to cut at, or a category to part from the others.
struct Split {
  std::size_t axis = 0;
  double at = 0;
  double gain = 0;
};

// The number of some values and their sum: what a part of a leaf adds to the gain is sum^2 / n.
// Splitting lessens the sum of squares by what the two parts' scores have more than the whole's.
struct Sums {
  double sum = 0;
  double n = 0;
  void add(double value) {
    sum += value;
    ++n;
  }
  double score() const { return n > 0 ? sum * sum / n : 0; }
};

// Each tree is grown to its end, with no least number of samples in a leaf: fANOVA takes the forest
// as a model of what was measured, and Optuna's evaluator does the same.
class Grower {
 public:
  Grower(const std::vector<Axis>& axes, const Samples& samples) : axes_(axes), samples_(samples) {}

  void grow(std::vector<std::size_t> rows, std::vector<AxisPart> box, Tree& tree) const {
    const std::optional<Split> split = best_split(rows);
    if (!split) {
      double sum = 0;
      for (const std::size_t row : rows) sum += samples_.values[row];
      tree.push_back({std::move(box), sum / static_cast<double>(rows.size())});
      return;
    }
    std::vector<AxisPart> left = box, right = box;
    cut(*split, left[split->axis], right[split->axis]);
    // By the box, not by the cut: rows must fall where a later question will look for them.
    const auto middle = std::partition(rows.begin(), rows.end(), [&](std::size_t row) {
      return left[split->axis].holds(axes_[split->axis], samples_.points[row][split->axis]);
    });
    grow({rows.begin(), middle}, std::move(left), tree);
    grow({middle, rows.end()}, std::move(right), tree);
  }

 private:
  // One category against all others. Later splits part the rest; trying all 2^(k-1) - 1 ways of
  // parting k categories at once would be too many.
  void cut(const Split& split, AxisPart& left, AxisPart& right) const {
    if (axes_[split.axis].categories > 0) {
      const std::uint64_t one = std::uint64_t{1} << static_cast<unsigned>(split.at);
      left.set = one;
      right.set &= ~one;
    } else {
      left.high = right.low = split.at;
    }
  }

  std::optional<Split> best_split(const std::vector<std::size_t>& rows) const {
    Sums all;
    double squares = 0;
    for (const std::size_t row : rows) {
      all.add(samples_.values[row]);
      squares += samples_.values[row] * samples_.values[row];
    }
    // Below this the values are equal to rounding.
    Split best{0, 0, 1e-12 * squares};
    bool found = false;
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
      const Split split =
          axes_[axis].categories > 0 ? best_category(rows, axis, all) : best_number(rows, axis, all);
      if (split.gain <= best.gain) continue;
      best = split;
      found = true;
    }
    return found ? std::optional(best) : std::nullopt;
  }

  // Sorted once, so that each cut moves one sample from right to left and its gain follows from two
  // sums; computing both parts' variances at every cut would take the square of the samples.
  Split best_number(std::vector<std::size_t> rows, std::size_t axis, const Sums& all) const {
    const auto x = [&](std::size_t row) { return samples_.points[row][axis]; };
    std::ranges::sort(rows, {}, x);
    Split best{axis, 0, 0};
    Sums left;
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
      left.add(samples_.values[rows[i]]);
      // Halfway without overflow.
      const double middle = x(rows[i]) + (x(rows[i + 1]) - x(rows[i])) / 2;
      if (!(x(rows[i]) < middle)) continue;  // equal, or neighbours with no number between
      const Sums right{all.sum - left.sum, all.n - left.n};
      const double gain = left.score() + right.score() - all.score();
      if (gain > best.gain) best = {axis, middle, gain};
    }
    return best;
  }

  Split best_category(const std::vector<std::size_t>& rows, std::size_t axis, const Sums& all) const {
    std::vector<Sums> parts(static_cast<std::size_t>(axes_[axis].categories));
    for (const std::size_t row : rows)
      parts[static_cast<std::size_t>(samples_.points[row][axis])].add(samples_.values[row]);
    Split best{axis, 0, 0};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].n == 0 || parts[i].n == all.n) continue;
      const Sums others{all.sum - parts[i].sum, all.n - parts[i].n};
      const double gain = parts[i].score() + others.score() - all.score();
      if (gain > best.gain) best = {axis, static_cast<double>(i), gain};
    }
    return best;
  }

  const std::vector<Axis>& axes_;
  const Samples& samples_;
};

}  // namespace

double AxisPart::share(const Axis& axis) const {
  if (axis.categories > 0) return static_cast<double>(std::popcount(set)) / axis.categories;
  return axis.high > axis.low ? (high - low) / (axis.high - axis.low) : 1;
}

bool AxisPart::holds(const Axis& axis, double x) const {
  // A category is an index, kept as a number like all coordinates.
  if (axis.categories > 0) return (set >> static_cast<unsigned>(x) & 1U) != 0;
  return x >= low && x < high;
}

Tree grow(const std::vector<Axis>& axes, const Samples& samples, const std::vector<std::size_t>& rows) {
  std::vector<AxisPart> whole;
  for (const Axis& axis : axes) {
    const auto bits = static_cast<unsigned>(axis.categories);
    whole.push_back({axis.low, axis.high, bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1});
  }
  Tree tree;
  Grower(axes, samples).grow(rows, std::move(whole), tree);
  return tree;
}

// Bootstrap samples (with replacement): the trees differ by them alone, and how far their answers
// lie apart is the spread that is printed.
std::vector<Tree> grow_forest(const std::vector<Axis>& axes, const Samples& samples, int trees,
                              Random& random) {
  std::vector<Tree> forest;
  for (int i = 0; i < trees; ++i) {
    std::vector<std::size_t> rows(samples.values.size());
    for (std::size_t& row : rows) row = random.below(rows.size());
    forest.push_back(grow(axes, samples, rows));
  }
  return forest;
}

}  // namespace rwave::study
