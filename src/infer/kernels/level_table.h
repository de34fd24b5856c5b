#pragma once
// The table of a level, by the vectors that it computes with (simd/product_tile.h says why the namespace is
// unnamed).

#include "infer/kernels/gemm_int8_loops.h"
#include "infer/kernels/gemm_loops.h"
#include "infer/kernels/kernels.h"
#include "infer/kernels/row_loops.h"
#include "simd/winograd_loops.h"

namespace rwave::infer {
namespace {

// `Simd`: vectors of float32 (simd/vector_*.h); `Int8`: those of 8-bit products (simd_int8_*.h). In the order
// of struct Kernels; the names without a type are plain loops, which the file's flags vectorise. Each
// level_*.cpp instantiates it once, with its own flags, and no other file does.
template <SimdLevel level, class Simd, class Int8>
constexpr Kernels table{level,
                        Simd::panel_width,
                        Int8::width* Int8::tile_vectors,
                        multiply<Simd>,
                        multiply_int8<Int8>,
                        max_rows,
                        max_rows_uint8,
                        sum_rows,
                        add_rows,
                        quantize_values<Int8>,
                        simd::winograd_convolution<Simd, 3>,
                        simd::winograd_convolution<Simd, 5>};

}  // namespace
}  // namespace rwave::infer
