// Compiled with -mavx512f -mavx512bw -mavx512vl -mavx512dq -mfma.
#if defined(__x86_64__)
#include "gradient/kernels/kernel_table.h"
#include "simd/vector_avx512.h"

namespace rwave::gradient {

const Kernels& avx512_kernels() {
  return table<simd::Avx512>;
}

}  // namespace rwave::gradient

#endif
