// Compiled with -mavx2 -mfma.
#if defined(__x86_64__)
#include "infer/kernels/gemm_int8_loops.h"
#include "infer/kernels/gemm_loops.h"
#include "infer/kernels/kernels.h"
#include "infer/kernels/row_loops.h"
#include "infer/kernels/simd_int8_avx2.h"
#include "simd/winograd_loops.h"

namespace rwave::infer {

const Kernels& avx2_kernels() {
  static constexpr Kernels kernels{SimdLevel::avx2,
                                   simd::Avx2::width * simd::Avx2::tile_vectors,
                                   Int8Avx2::width * Int8Avx2::tile_vectors,
                                   multiply<simd::Avx2>,
                                   multiply_int8<Int8Avx2>,
                                   max_rows,
                                   max_rows_uint8,
                                   sum_rows,
                                   add_rows,
                                   quantize_values<Int8Avx2>,
                                   simd::winograd_convolution<simd::Avx2, 3>,
                                   simd::winograd_convolution<simd::Avx2, 5>};
  return kernels;
}

}  // namespace rwave::infer

#endif
