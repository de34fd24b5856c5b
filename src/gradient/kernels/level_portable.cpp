// Compiled for any machine.
#include "gradient/kernels/kernel_table.h"
#include "infer/kernels/simd_portable.h"

namespace rwave::gradient {

const Kernels& portable_kernels() {
  return table<infer::Portable>;
}

}  // namespace rwave::gradient
