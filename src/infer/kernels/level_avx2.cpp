// Compiled with -mavx2 -mfma.
#if defined(__x86_64__)
#include "infer/kernels/level_table.h"
#include "infer/kernels/simd_int8_avx2.h"

namespace rwave::infer {

const Kernels& avx2_kernels() {
  return table<SimdLevel::avx2, simd::Avx2, Int8Avx2>;
}

}  // namespace rwave::infer

#endif
