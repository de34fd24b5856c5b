// For 64-bit ARM processors, all of which have NEON.
#if defined(__aarch64__)
#include "gradient/kernels/kernel_table.h"
#include "simd/vector_neon.h"

namespace rwave::gradient {

const Kernels& neon_kernels() {
  return table<simd::Neon>;
}

}  // namespace rwave::gradient

#endif
