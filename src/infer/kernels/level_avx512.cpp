// Compiled with -mavx512f -mavx512bw -mavx512vl -mavx512dq -mfma; products and rounding of 8 bits are avx2's.
#if defined(__x86_64__)
#include "infer/kernels/gemm_loops.h"
#include "infer/kernels/kernels.h"
#include "infer/kernels/row_loops.h"
#include "simd/vector_avx512.h"
#include "simd/winograd_loops.h"

namespace rwave::infer {

const Kernels& avx512_kernels() {
  static const Kernels kernels{SimdLevel::avx512,
                               simd::Avx512::width * simd::Avx512::tile_vectors,
                               avx2_kernels().int8_panel,
                               multiply<simd::Avx512>,
                               avx2_kernels().gemm_int8,
                               max_rows,
                               max_rows_uint8,
                               sum_rows,
                               add_rows,
                               avx2_kernels().quantize,
                               simd::winograd_convolution<simd::Avx512, 3>,
                               simd::winograd_convolution<simd::Avx512, 5>};
  return kernels;
}

}  // namespace rwave::infer

#endif
