// For 64-bit ARM processors, all of which have NEON.
#if defined(__aarch64__)
#include "infer/kernels/level_table.h"
#include "infer/kernels/simd_int8_neon.h"

namespace rwave::infer {

const Kernels& neon_kernels() {
  return table<SimdLevel::neon, simd::Neon, Int8Neon>;
}

}  // namespace rwave::infer

#endif
