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
  // side, and the processor has other steps to do meanwhile.
  constexpr std::int64_t side_by_side = 8;
  for (std::int64_t first = 0; first < count; first += side_by_side) {
    const std::int64_t number = std::min(side_by_side, count - first);
    std::array<const float*, side_by_side> row;
    std::array<float*, side_by_side> sum;
    for (std::int64_t i = 0; i < number; ++i) {
      row[static_cast<std::size_t>(i)] = rows + (first + i) * row_floats;
      sum[static_cast<std::size_t>(i)] = sums + (first + i) * sum_floats;
      std::copy(base.begin(), base.end(), sum[static_cast<std::size_t>(i)]);
    }
    for (const std::int32_t root : roots) {
      std::array<const Node*, side_by_side> at;
      at.fill(&nodes[static_cast<std::size_t>(root)]);
      // A leaf keeps its weight where other nodes have their threshold, and its target where they
      // have a branch: 20 bytes a node, so that all trees stay in the cache from beat to beat.
      for (bool walks = at.front()->feature >= 0; walks;) {
        walks = false;
        for (std::size_t i = 0; i < static_cast<std::size_t>(number); ++i) {
          const Node* node = at[i];
          if (node->feature < 0) continue;
          const float x = row[i][node->feature];
          const bool yes = std::isnan(x) ? node->missing_yes : x <= node->threshold;
          at[i] = &nodes[static_cast<std::size_t>(yes ? node->yes : node->no)];
          walks = true;
        }
      }
      for (std::size_t i = 0; i < static_cast<std::size_t>(number); ++i)
        sum[i][at[i]->yes] += at[i]->threshold;
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
  std::vector<std::int32_t> waiting(roots.begin(), roots.end());
  features = 0;
  while (!waiting.empty()) {
    const std::int32_t index = waiting.back();
    waiting.pop_back();
    if (index < 0 || index >= count) fail("a branch leads to a node that is not there");
    if (met[static_cast<std::size_t>(index)]) fail("a node is reached in two ways");
    met[static_cast<std::size_t>(index)] = true;
    const Node& node = nodes[static_cast<std::size_t>(index)];
    if (!std::isfinite(node.threshold)) fail("a threshold or weight is not finite");
    if (node.feature < 0) {
      if (node.yes < 0 || node.yes >= targets) fail(fmt::format("a leaf adds to target {}", node.yes));
      continue;
    }
    features = std::max<std::int64_t>(features, node.feature + std::int64_t{1});
    waiting.push_back(node.yes);
    waiting.push_back(node.no);
  }
  if (std::ranges::find(met, false) != met.end()) fail("a node belongs to no tree");
}

}  // namespace rwave::infer
