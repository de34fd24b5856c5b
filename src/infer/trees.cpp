#include "infer/trees.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "rwave/error.h"

namespace rwave::infer {

void TreeEnsemble::run(const float* rows, std::int64_t row_floats, std::int64_t count, float* sums,
                       std::int64_t sum_floats) const {
  // A step of a walk waits for the node that the step before has found. So some rows walk down a tree side by
  // side, and the processor has other steps to do meanwhile. No step has a branch: where a beat goes is what
  // no processor foresees.
  constexpr std::int64_t side_by_side = 8;
  for (std::int64_t first = 0; first < count; first += side_by_side) {
    const std::int64_t number = std::min(side_by_side, count - first);
    std::array<const float*, side_by_side> row;
    // Where rows are too few, the first one walks in the places left.
    row.fill(rows + first * row_floats);
    for (std::int64_t i = 0; i < number; ++i) {
      row[static_cast<std::size_t>(i)] = rows + (first + i) * row_floats;
      std::copy(base.begin(), base.end(), sums + (first + i) * sum_floats);
    }
    for (std::size_t tree = 0; tree < roots.size(); ++tree) {
      std::array<std::int32_t, side_by_side> at;
      at.fill(roots[tree]);
      for (int step = 0; step < depths[tree]; ++step)
        for (std::size_t i = 0; i < at.size(); ++i) {
          const Step& from = steps[static_cast<std::size_t>(at[i])];
          const float x = row[i][from.feature];
          const int yes = static_cast<int>(x <= from.threshold) |
                          (static_cast<int>(from.missing_yes) & static_cast<int>(std::isnan(x)));
          at[i] = from.next[static_cast<std::size_t>(yes)];
        }
      // A leaf keeps its weight where other nodes have their threshold, and its target where they have a
      // branch.
      for (std::int64_t i = 0; i < number; ++i) {
        const Node& leaf = nodes[static_cast<std::size_t>(at[static_cast<std::size_t>(i)])];
        sums[(first + i) * sum_floats + leaf.yes] += leaf.threshold;
      }
    }
  }
}

// A walk over each tree: a node that is met twice would make a circle or a shared branch, which a crafted
// file could use to run without end.
void TreeEnsemble::check(const std::string& label) {
  const auto fail = [&](const std::string& what) { throw Error(fmt::format("{}: {}", label, what)); };
  const auto count = static_cast<std::int32_t>(nodes.size());
  if (targets < 1 || base.size() != static_cast<std::size_t>(targets))
    fail(fmt::format("{} base values for {} targets", base.size(), targets));
  if (!std::ranges::all_of(base, [](float value) { return std::isfinite(value); }))
    fail("a base value is not finite");
  std::vector<bool> met(nodes.size());
  std::vector<std::int32_t> level, below;
  features = 0;
  steps.assign(nodes.size(), {});
  depths.clear();
  for (const std::int32_t root : roots) {
    int depth = 0;
    // One level of the tree after the other.
    for (level.assign(1, root); !level.empty(); std::swap(level, below)) {
      below.clear();
      for (const std::int32_t index : level) {
        if (index < 0 || index >= count) fail("a branch leads to a node that is not there");
        const auto place = static_cast<std::size_t>(index);
        if (met[place]) fail("a node is reached in two ways");
        met[place] = true;
        const Node& node = nodes[place];
        if (!std::isfinite(node.threshold)) fail("a threshold or weight is not finite");
        if (node.feature < 0) {
          if (node.yes < 0 || node.yes >= targets) fail(fmt::format("a leaf adds to target {}", node.yes));
          steps[place].next = {index, index};
          continue;
        }
        features = std::max<std::int64_t>(features, node.feature + std::int64_t{1});
        steps[place] = {node.feature, node.threshold, {node.no, node.yes}, node.missing_yes};
        below.push_back(node.no);
        below.push_back(node.yes);
      }
      if (!below.empty()) ++depth;
    }
    depths.push_back(depth);
  }
  if (std::ranges::find(met, false) != met.end()) fail("a node belongs to no tree");
}

}  // namespace rwave::infer
