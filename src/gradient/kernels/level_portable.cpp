// Compiled for any machine.
#include "gradient/kernels/kernels.h"
#include "gradient/kernels/product_loops.h"
#include "gradient/kernels/row_loops.h"
#include "gradient/kernels/update_loops.h"
#include "infer/kernels/simd_portable.h"

namespace rwave::gradient {

const Kernels& portable_kernels() {
  using Simd = infer::Portable;
  static const Kernels kernels{Simd::width * Simd::tile_vectors,
                               multiply_with<Simd>,
                               moments,
                               forward_rows,
                               backward_rows<Simd>,
                               add_sums,
                               combine,
                               drop,
                               update_weights<Simd>};
  return kernels;
}

}  // namespace rwave::gradient
