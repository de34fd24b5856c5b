#include "gradient/kernels/gradient_kernels.h"

namespace rwave::gradient {

const Kernels& kernels_for(SimdLevel level) {
  require_simd_level(level);
#if defined(__x86_64__)
  if (level >= SimdLevel::avx512) return avx512_kernels();
  if (level == SimdLevel::avx2) return avx2_kernels();
#elif defined(__aarch64__)
  if (level == SimdLevel::neon) return neon_kernels();
#endif
  return portable_kernels();
}

const Kernels& kernels() {
  static const Kernels& best = kernels_for(best_simd_level());
  return best;
}

}  // namespace rwave::gradient
