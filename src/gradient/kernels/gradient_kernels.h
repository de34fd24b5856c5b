#pragma once
// The inner loops of a training step, once for each SIMD level.

#include <cstdint>

#include "gradient/kernels/winograd_kernels.h"
#include "gradient/matrix_product.h"
#include "gradient/row_passes.h"
#include "gradient/update.h"
#include "simd/simd_level.h"

namespace rwave::gradient {

// A packed part of a product's second matrix: 512 x 256 floats, 512 KB, a quarter of the second-level
// cache, so that the rows of the first matrix and the results fit next to it.
inline constexpr std::int64_t packed_depth = 512, packed_cols = 256;

// Of each entry the contract stands where the library's function of that name is declared.
struct Kernels {
  // Columns that a product computes together: the width of the panels of its second matrix.
  int panel;
  // gradient/matrix_product.h; `scratch` holds packed_depth * packed_cols floats on a cache line.
  void (*multiply)(const Product&, float* scratch);
  // By channel over the rows: the mean, and the sum of squares about it (sum_loops.h).
  void (*moments)(const float* z, std::int64_t rows, std::int64_t channels, float* mean, float* squares);
  // What lies between two convolutions, both ways, and its sums (gradient/row_passes.h).
  void (*forward_rows)(const RowsForward&);
  void (*backward_rows)(const RowsBackward&);
  void (*add_sums)(const SumRows&);
  void (*combine)(const CombineRows&);
  // Dropout by place, and the optimisers' update (gradient/update.h).
  void (*drop)(const Drop&);
  void (*update)(const Update&);
  // Of convolutions with three and with five taps (gradient/winograd.h).
  WinogradKernels winograd_three, winograd_five;
};

// Those of the machine's best level, chosen once per process, or of a level that the machine has
// (simd/simd_level.h). Both throw Error where RWAVE_SIMD names no level, kernels_for() also where the
// machine has not got it. The tables are constants: they may be used from any thread.
const Kernels& kernels();
const Kernels& kernels_for(SimdLevel level);

// Only kernels.cpp calls these, after asking the processor.
const Kernels& portable_kernels();
const Kernels& neon_kernels();
const Kernels& avx2_kernels();
const Kernels& avx512_kernels();

}  // namespace rwave::gradient
