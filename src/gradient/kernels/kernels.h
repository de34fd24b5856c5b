#pragma once
// The inner loops of a training step, once for each SIMD level.

#include <cstdint>

#include "gradient/kernels/winograd_tiles.h"
#include "gradient/product.h"
#include "gradient/rows.h"
#include "gradient/update.h"
#include "infer/kernels/kernels.h"

namespace rwave::gradient {

// A packed part of a product's second matrix: 512 KB, a quarter of the second-level cache.
inline constexpr std::int64_t packed_depth = 512, packed_cols = 256;

// Of each entry the contract stands where the library's function of that name is declared.
struct Kernels {
  int panel;  // columns that a product computes together
  void (*multiply)(const Product&, float* scratch);
  void (*moments)(const float* z, std::int64_t rows, std::int64_t channels, float* mean, float* squares);
  void (*forward_rows)(const RowsForward&);
  void (*backward_rows)(const RowsBackward&);
  void (*add_sums)(const SumRows&);
  void (*combine)(const CombineRows&);
  void (*drop)(const Drop&);
  void (*update)(const Update&);
  WinogradKernels winograd_three, winograd_five;  // by taps
};

// Those of the machine's best level, or of one that it has (infer/kernels/kernels.h).
const Kernels& kernels();
const Kernels& kernels_for(infer::SimdLevel level);

// Only kernels.cpp calls these, after asking the processor.
const Kernels& portable_kernels();
const Kernels& avx2_kernels();
const Kernels& avx512_kernels();

}  // namespace rwave::gradient
