// Runs on any machine.
#include "infer/kernels/gemm_int8_loops.h"
#include "infer/kernels/gemm_loops.h"
#include "infer/kernels/kernels.h"
#include "infer/kernels/row_loops.h"
#include "infer/kernels/simd_int8_portable.h"
#include "simd/winograd_loops.h"

namespace rwave::infer {

const Kernels& portable_kernels() {
  static constexpr Kernels kernels{SimdLevel::portable,
                                   simd::Portable::width * simd::Portable::tile_vectors,
                                   Int8Portable::width * Int8Portable::tile_vectors,
                                   multiply<simd::Portable>,
                                   multiply_int8<Int8Portable>,
                                   max_rows,
                                   max_rows_uint8,
                                   sum_rows,
                                   add_rows,
                                   quantize_values<Int8Portable>,
                                   simd::winograd_convolution<simd::Portable, 3>,
                                   simd::winograd_convolution<simd::Portable, 5>};
  return kernels;
}

}  // namespace rwave::infer
