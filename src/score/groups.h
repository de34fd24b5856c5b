#pragma once
// Scores apart by record or patient: one group can hold most of a class (record 232 holds 75 % of the S beats
// of DS2), so a pooled figure alone says little.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "score/confusion.h"

namespace rwave {

// The beats of one record or patient.
struct GroupConfusion {
  // Record or patient, as the set names it.
  std::string name;
  Confusion confusion;
};

// Confusion matrices by group, in the order of `names`, without groups that have no rows. truth, predicted
// (class indices) and group (index into names) have one entry per row. Error where their lengths differ or an
// index is out of range.
std::vector<GroupConfusion> confusion_by_group(const std::vector<std::string>& classes,
                                               std::span<const std::uint8_t> truth,
                                               std::span<const std::uint8_t> predicted,
                                               std::span<const std::uint32_t> group,
                                               std::span<const std::string> names);

// The matrices alone: what bootstrap_patients takes.
std::vector<Confusion> confusions_of(std::span<const GroupConfusion> groups);

}  // namespace rwave
