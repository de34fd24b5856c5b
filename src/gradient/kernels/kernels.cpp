#include "gradient/kernels/gradient_kernels.h"

namespace rwave::gradient {

const Kernels& kernels_for(infer::SimdLevel level) {
  infer::kernels_of(level);  // throws where this machine has not got it
#if defined(__x86_64__)
  if (level >= infer::SimdLevel::avx512) return avx512_kernels();
  if (level == infer::SimdLevel::avx2) return avx2_kernels();
#endif
  return portable_kernels();
}

const Kernels& kernels() {
  static const Kernels& best = kernels_for(infer::best_simd_level());
  return best;
}

}  // namespace rwave::gradient
