// Compiled with -mavx512f -mavx512bw -mavx512vl -mavx512dq -mfma; 8 bits by vectors of AVX2.
#if defined(__x86_64__)
#include "infer/kernels/level_table.h"
#include "infer/kernels/simd_int8_avx2.h"
#include "simd/vector_avx512.h"

namespace rwave::infer {

const Kernels& avx512_kernels() {
  return table<SimdLevel::avx512, simd::Avx512, Int8Avx2>;
}

}  // namespace rwave::infer

#endif
