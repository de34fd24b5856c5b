#pragma once
// Rows of a beat set as libtorch's tensors, ready for a network.

#include <torch/torch.h>

#include <cstdint>
#include <span>

#include "beat/beat_set.h"

namespace rwave::learn {

// Rows in one contiguous tensor: x (n, channels, width) float32, y (n) int64. The first `signals` channels
// hold samples, which augmentation may change; others hold features, which it leaves alone.
struct Rows {
  torch::Tensor x, y;
  std::int64_t signals = 1;
  std::int64_t size() const { return y.size(0); }
  // On another device; the same memory where they lie there already.
  Rows to(const torch::Device& device) const { return {x.to(device), y.to(device), signals}; }
};

// The chosen rows of a set, copied. Error where an index, a label or a value (NaN) is out of range.
Rows gather_rows(const BeatSet& set, std::span<const std::uint32_t> rows);

}  // namespace rwave::learn
