#pragma once
// Packed weights, in the order in which the microkernels read them.

#include <cstdint>
#include <span>
#include <vector>

#include "infer/aligned.h"

namespace rwave::infer {

// A matrix of weights as a product takes it: out = in * matrix. `source[at(k, n)]` is the weight from input k
// to output n; at is a table of offsets by k plus n times a stride, which covers every layer: convolutions (k
// = tap, channel), Linear layers either way round, and Linear layers behind a Flatten whose input is
// channels-last.
struct WeightView {
  // By k, depth entries; -1: no such weight (zero).
  std::vector<std::int64_t> offset;
  // From one output's weights to the next one's in the source, elements.
  std::int64_t stride = 0;
  std::int64_t cols = 0;

  std::int64_t depth() const { return static_cast<std::int64_t>(offset.size()); }
};

// Panels of `panel` columns, one after the other; in each, for k = 0 .. depth - 1 the panel's columns side by
// side, zeros behind the last. Times `factor`.
AlignedBuffer pack_floats(std::span<const float> source, const WeightView& view, int panel, float factor = 1);

// The same by four depths: for k = 0, 4, 8, ... each column's weights k .. k + 3 side by side. The depth is
// filled up with zeros to a multiple of 4.
AlignedBuffer pack_int8(std::span<const std::int8_t> source, const WeightView& view, int panel);

// A vector with zeros up to a whole number of panels.
template <typename T>
AlignedBuffer pack_vector(std::span<const T> values, std::int64_t cols, int panel) {
  // Whole panels, so that the kernels need no mask for it.
  const std::int64_t padded = (cols + panel - 1) / panel * panel;
  AlignedBuffer out(static_cast<std::size_t>(padded) * sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) out.as<T>()[i] = values[i];
  return out;
}

}  // namespace rwave::infer
