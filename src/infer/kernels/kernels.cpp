#include "infer/kernels/kernels.h"

namespace rwave::infer {

const Kernels& kernels_of(SimdLevel level) {
  require_simd_level(level);
#if defined(__x86_64__)
  switch (level) {
    case SimdLevel::portable:
    case SimdLevel::neon:
      break;
    case SimdLevel::avx2:
      return avx2_kernels();
    case SimdLevel::avx512:
      return avx512_kernels();
    case SimdLevel::vnni:
      return vnni_kernels();
  }
#elif defined(__aarch64__)
  if (level == SimdLevel::neon) return neon_kernels();
#endif
  return portable_kernels();
}

}  // namespace rwave::infer
