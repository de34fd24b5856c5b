#include "infer/trees.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rwave/error.h"

namespace rwave::infer {

void TreeEnsemble::run(const float* row, float* sums) const {
  std::copy(base.begin(), base.end(), sums);
  for (const std::int32_t root : roots) {
    const Node* node = &nodes[static_cast<std::size_t>(root)];
    // A leaf keeps its weight where other nodes have their threshold, and its target where they
    // have a branch: 20 bytes a node, so that all trees stay in the cache from beat to beat.
    while (node->feature >= 0) {
      const float x = row[node->feature];
      const bool yes = std::isnan(x) ? node->missing_yes : x <= node->threshold;
      node = &nodes[static_cast<std::size_t>(yes ? node->yes : node->no)];
    }
    sums[node->yes] += node->threshold;
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
