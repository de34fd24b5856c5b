// Compiled with -mavx2 -mfma.
#if defined(__x86_64__)
#include "gradient/kernels/kernel_table.h"
#include "infer/kernels/simd_avx2.h"

namespace rwave::gradient {

const Kernels& avx2_kernels() {
  return table<infer::Avx2>;
}

}  // namespace rwave::gradient

#endif
