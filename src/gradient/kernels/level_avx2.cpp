// Compiled with -mavx2 -mfma.
#if defined(__x86_64__)
#include "gradient/kernels/kernel_table.h"
#include "simd/vector_avx2.h"

namespace rwave::gradient {

const Kernels& avx2_kernels() {
  return table<simd::Avx2>;
}

}  // namespace rwave::gradient

#endif
