#include "learn/train/batches.h"

#include <algorithm>
#include <numeric>

#include "math/random.h"

namespace rwave::learn {

torch::Tensor epoch_order(std::int64_t n, std::uint64_t seed, int epoch) {
  constexpr std::uint64_t golden =
      0x9e3779b97f4a7c15U;  // keeps the seeds of all epochs of all trainings apart
  // Our own generator, not libtorch's: the order must not depend on what was drawn before.
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
  // BatchNorm's variance of one value is zero.
  if (bounds.size() > 1 && bounds.back().second - bounds.back().first == 1) {
    bounds.pop_back();
    bounds.back().second = n;
  }
  return bounds;
}

namespace {

// x (rows, channels, width) at the times (rows, width), in samples.
torch::Tensor at_times(const torch::Tensor& x, const torch::Tensor& times) {
  // Beyond the ends their values: zeros would be steps, which are waves of their own.
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
  // For the whole batch, of which this process then takes its rows: all draw alike.
  const auto uniform = [&] {  // once a row, between 0 and 1
    return torch::rand({rows, 1}, x.options()).narrow(0, first, x.size(0));
  };
  const auto around_zero = [&] { return uniform() * 2 - 1; };
  torch::Tensor changed = x;
  if (options.augment.shift > 0 || options.augment.stretch > 0) {
    torch::Tensor times = torch::arange(x.size(2), x.options()).unsqueeze(0);
    if (options.augment.shift > 0) times = times - options.augment.shift * around_zero();
    if (options.augment.stretch > 0) times = times / (1 + options.augment.stretch * around_zero());
    changed = at_times(changed, times.expand({x.size(0), x.size(2)}));
  }
  // In this order: moved and stretched first, as they interpolate, and noise last, as interpolation
  // would smooth it.
  if (options.augment.scale > 0) changed = changed * (1 + options.augment.scale * drawn(1, 1));
  if (options.augment.flip > 0)
    changed = changed * torch::where(uniform() < options.augment.flip, -1.0, 1.0).to(x.dtype()).unsqueeze(2);
  if (options.augment.noise > 0) changed = changed + options.augment.noise * drawn(x.size(1), x.size(2));
  return changed;
}

}  // namespace

// Channels behind the signals hold features of a recipe (intervals, correlations). They are not
// shifted or stretched: that would exchange one feature for its neighbour.
torch::Tensor augment(const TrainOptions& options, const torch::Tensor& x, std::int64_t signals,
                      std::int64_t first, std::int64_t rows) {
  if (!augments(options)) return x;
  if (x.dim() < 3 || signals >= x.size(1)) return augment_signals(options, x, first, rows);
  return torch::cat({augment_signals(options, x.narrow(1, 0, signals), first, rows),
                     x.narrow(1, signals, x.size(1) - signals)},
                    1);
}

}  // namespace rwave::learn
