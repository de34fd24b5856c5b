#include "score/groups.h"

#include <fmt/format.h>

#include "rwave/error.h"

namespace rwave {

// A matrix for every name first, so that rows may come in any order; groups without rows go at the end.
std::vector<GroupConfusion> confusion_by_group(const std::vector<std::string>& classes,
                                               std::span<const std::uint8_t> truth,
                                               std::span<const std::uint8_t> predicted,
                                               std::span<const std::uint32_t> group,
                                               std::span<const std::string> names) {
  if (predicted.size() != truth.size() || group.size() != truth.size()) {
    throw Error(fmt::format(
        "scores by group: {} true classes, {} predictions and {} groups, but one per row is needed",
        truth.size(), predicted.size(), group.size()));
  }
  std::vector<GroupConfusion> groups;
  for (const std::string& name : names) groups.push_back({name, Confusion(classes)});
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (group[i] >= groups.size()) {
      throw Error(fmt::format("scores by group: row {} is of group {}, but there are {}", i, group[i],
                              groups.size()));
    }
    groups[group[i]].confusion.add(truth[i], predicted[i]);
  }
  std::erase_if(groups, [](const GroupConfusion& one) { return one.confusion.total() == 0; });
  return groups;
}

// Copies: a bootstrap draws them thousands of times, in memory of its own.
std::vector<Confusion> confusions_of(std::span<const GroupConfusion> groups) {
  std::vector<Confusion> confusions;
  for (const GroupConfusion& group : groups) confusions.push_back(group.confusion);
  return confusions;
}

}  // namespace rwave
