#pragma once
// The second matrix of a product in the order in which the microkernel reads it. See product_loops.h for the
// unnamed namespace.

#include <cstdint>

#include "simd/product_tile.h"

namespace rwave::gradient {
namespace {

using simd::columns_of;
using simd::least;

// b(k, n) for k < depth, n < cols as panels one after the other: in each, for every k the panel's columns
// side by side, zeros behind the last.
// b is read once per part of the depth; `panels` must hold depth times cols rounded up to whole panels.
// Reads behind the last column are masked, so b needs no padding.
template <class Simd>
void pack(const float* b, std::int64_t b_depth, std::int64_t b_col, std::int64_t depth, std::int64_t cols,
          float* panels) {
  constexpr int width = Simd::width, panel_width = Simd::panel_width;
  for (std::int64_t n = 0; n < cols; n += panel_width, panels += depth * panel_width) {
    // Columns that this panel really has.
    const int count = static_cast<int>(least(panel_width, cols - n));
    const float* from = b + n * b_col;
    std::int64_t k = 0;
    // Columns of b lie row by row: blocks of the vectors' width are transposed in registers, both sides read
    // and written in order.
    if (b_col != 1 && count == panel_width) {
      for (; k + width <= depth; k += width)
        for (int v = 0; v < Simd::tile_vectors; ++v)
          Simd::transpose(from + v * width * b_col + k * b_depth, b_col, panels + k * panel_width + v * width,
                          panel_width);
    }
    for (; k < depth; ++k) {
      // Depths that are left over, or all of them where b lies by rows.
      float* to = panels + k * panel_width;
      const float* row = from + k * b_depth;
      // Rows of b lie as a panel wants them; the last panel is filled up with zeros, so that the kernel needs
      // no mask.
      if (b_col == 1) {
        for (int v = 0; v < Simd::tile_vectors; ++v)
          Simd::store(to + v * width, Simd::load_first(row + v * width, columns_of<Simd>(count, v)));
      } else {
        for (int j = 0; j < panel_width; ++j) to[j] = j < count ? row[j * b_col] : 0;
      }
    }
  }
}

}  // namespace
}  // namespace rwave::gradient
