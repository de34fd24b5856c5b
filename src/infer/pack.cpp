#include "infer/pack.h"

namespace rwave::infer {

// Columns in panels as wide as the kernel's tile, k after k: the kernel then reads its weights
// strictly in order. The last panel is filled up with zeros, which spares it a branch.
AlignedBuffer pack_floats(std::span<const float> source, const WeightView& view, int panel, float factor) {
  const std::int64_t panels = (view.cols + panel - 1) / panel;
  AlignedBuffer out(static_cast<std::size_t>(panels * panel * view.depth()) * sizeof(float));
  float* to = out.as<float>();
  for (std::int64_t n = 0; n < view.cols; n += panel) {
    for (const std::int64_t offset : view.offset) {
      for (std::int64_t i = 0; i < panel; ++i, ++to) {
        if (offset < 0 || n + i >= view.cols) continue;
        *to = source[static_cast<std::size_t>(offset + (n + i) * view.stride)] * factor;
      }
    }
  }
  return out;
}

AlignedBuffer pack_int8(std::span<const std::int8_t> source, const WeightView& view, int panel) {
  const std::int64_t panels = (view.cols + panel - 1) / panel;
  // Four steps of k lie together: vpdpbusd multiplies four bytes by four and adds them up.
  const std::int64_t depth = (view.depth() + 3) / 4 * 4;
  AlignedBuffer out(static_cast<std::size_t>(panels * panel * depth));
  for (std::int64_t n = 0; n < view.cols; ++n) {
    for (std::int64_t k = 0; k < view.depth(); ++k) {
      const std::int64_t offset = view.offset[static_cast<std::size_t>(k)];
      if (offset < 0) continue;
      out.as<std::int8_t>()[(n / panel * depth + k / 4 * 4) * panel + n % panel * 4 + k % 4] =
          source[static_cast<std::size_t>(offset + n * view.stride)];
    }
  }
  return out;
}

}  // namespace rwave::infer
