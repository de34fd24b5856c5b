#include "learn/model/row_tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "beat/recipes/recipe.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

// Rows of no recipe that is known here came from a file: all their channels are signals.
std::int64_t signals_of(const BeatSet& set) {
  const Recipe* recipe = find_recipe(set.recipe);
  return recipe == nullptr ? set.channels : recipe->signal_channels;
}

}  // namespace

// Values are looked at here, once: a single NaN would spread over all weights in the first step, and the
// message could no longer say from which row it came.
Rows gather_rows(const BeatSet& set, std::span<const std::uint32_t> rows) {
  const auto n = static_cast<std::int64_t>(rows.size());
  Rows gathered{torch::empty({n, set.channels, set.width}), torch::empty({n}, torch::kInt64),
                signals_of(set)};
  auto* x = gathered.x.data_ptr<float>();
  auto* y = gathered.y.data_ptr<std::int64_t>();
  for (const std::uint32_t row : rows) {
    if (row >= set.size()) throw Error(fmt::format("row {} of a beat set of {} rows", row, set.size()));
    if (set.labels[row] >= set.classes.size()) {
      throw Error(fmt::format("row {}: class {} of {} classes", row, set.labels[row], set.classes.size()));
    }
    const auto values = set.row(row);
    if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
      throw Error(fmt::format("row {}: a value is not a number", row));
    }
    x = std::ranges::copy(values, x).out;
    *y++ = set.labels[row];
  }
  return gathered;
}

}  // namespace rwave::learn
