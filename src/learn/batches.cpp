#include "learn/batches.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "beat/recipes/recipe.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave::learn {

namespace {

// Rows of no recipe that is known here came from a file: all their channels are signals.
std::int64_t signals_of(const BeatSet& set) {
  const Recipe* recipe = find_recipe(set.recipe);
  return recipe == nullptr ? set.channels : recipe->signal_channels;
}

}  // namespace

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

torch::Tensor epoch_order(std::int64_t n, std::uint64_t seed, int epoch) {
  constexpr std::uint64_t golden =
      0x9e3779b97f4a7c15U;  // keeps the seeds of all epochs of all trainings apart
  Random random(seed + golden * (static_cast<std::uint64_t>(epoch) + 1));
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  return torch::tensor(order, torch::kInt64);
}

std::vector<std::pair<std::int64_t, std::int64_t>> batch_bounds(std::int64_t n, std::int64_t batch) {
  std::vector<std::pair<std::int64_t, std::int64_t>> bounds;
  for (std::int64_t first = 0; first < n; first += batch)
    bounds.emplace_back(first, std::min(n, first + batch));
  if (bounds.size() > 1 && bounds.back().second - bounds.back().first == 1) {
    bounds.pop_back();
    bounds.back().second = n;
  }
  return bounds;
}

namespace {

// x (rows, channels, width) at the times (rows, width), in samples.
torch::Tensor at_times(const torch::Tensor& x, const torch::Tensor& times) {
  const torch::Tensor t = times.clamp(0, static_cast<double>(x.size(2) - 1));
  const torch::Tensor before = t.floor();
  const torch::Tensor share = (t - before).unsqueeze(1);
  const auto values = [&](const torch::Tensor& at) {
    return x.gather(2, at.to(torch::kInt64).unsqueeze(1).expand_as(x));
  };
  const torch::Tensor left = values(before);
  return left + share * (values(t.ceil()) - left);
}

// x (n, channels, width), all of them signals.
torch::Tensor augment_signals(const TrainOptions& options, const torch::Tensor& x, std::int64_t first,
                              std::int64_t rows) {
  const auto drawn = [&](std::int64_t channels, std::int64_t width) {
    return torch::randn({rows, channels, width}, x.options()).narrow(0, first, x.size(0));
  };
  const auto uniform = [&] {  // once a row, between 0 and 1
    return torch::rand({rows, 1}, x.options()).narrow(0, first, x.size(0));
  };
  const auto around_zero = [&] { return uniform() * 2 - 1; };
  torch::Tensor changed = x;
  if (options.augment_shift > 0 || options.augment_stretch > 0) {
    torch::Tensor times = torch::arange(x.size(2), x.options()).unsqueeze(0);
    if (options.augment_shift > 0) times = times - options.augment_shift * around_zero();
    if (options.augment_stretch > 0) times = times / (1 + options.augment_stretch * around_zero());
    changed = at_times(changed, times.expand({x.size(0), x.size(2)}));
  }
  if (options.augment_scale > 0) changed = changed * (1 + options.augment_scale * drawn(1, 1));
  if (options.augment_flip > 0)
    changed = changed * torch::where(uniform() < options.augment_flip, -1.0, 1.0).to(x.dtype()).unsqueeze(2);
  if (options.augment_noise > 0) changed = changed + options.augment_noise * drawn(x.size(1), x.size(2));
  return changed;
}

}  // namespace

torch::Tensor augment(const TrainOptions& options, const torch::Tensor& x, std::int64_t signals,
                      std::int64_t first, std::int64_t rows) {
  if (!augments(options)) return x;
  if (x.dim() < 3 || signals >= x.size(1)) return augment_signals(options, x, first, rows);
  return torch::cat({augment_signals(options, x.narrow(1, 0, signals), first, rows),
                     x.narrow(1, signals, x.size(1) - signals)},
                    1);
}

}  // namespace rwave::learn
