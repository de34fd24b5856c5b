// Compiled for any machine.
#include "gradient/kernels/kernel_table.h"
#include "simd/vector_portable.h"

namespace rwave::gradient {

const Kernels& portable_kernels() {
  return table<simd::Portable>;
}

}  // namespace rwave::gradient
