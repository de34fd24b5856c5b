// Runs on any machine.
#include "infer/kernels/level_table.h"
#include "infer/kernels/simd_int8_portable.h"

namespace rwave::infer {

const Kernels& portable_kernels() {
  return table<SimdLevel::portable, simd::Portable, Int8Portable>;
}

}  // namespace rwave::infer
