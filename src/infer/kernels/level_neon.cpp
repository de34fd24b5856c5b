// For 64-bit ARM processors, all of which have NEON.
#if defined(__aarch64__)
#include "infer/kernels/gemm_int8_loops.h"
#include "infer/kernels/gemm_loops.h"
#include "infer/kernels/kernels.h"
#include "infer/kernels/row_loops.h"
#include "infer/kernels/simd_int8_neon.h"
#include "simd/winograd_loops.h"

namespace rwave::infer {

const Kernels& neon_kernels() {
  static constexpr Kernels kernels{SimdLevel::neon,
                                   simd::Neon::width * simd::Neon::tile_vectors,
                                   Int8Neon::width * Int8Neon::tile_vectors,
                                   multiply<simd::Neon>,
                                   multiply_int8<Int8Neon>,
                                   max_rows,
                                   max_rows_uint8,
                                   sum_rows,
                                   add_rows,
                                   quantize_values<Int8Neon>,
                                   simd::winograd_convolution<simd::Neon, 3>,
                                   simd::winograd_convolution<simd::Neon, 5>};
  return kernels;
}

}  // namespace rwave::infer

#endif
