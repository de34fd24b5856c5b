// Compiled with -mavx512f -mavx512bw -mavx512vl -mavx512dq.
#if defined(__x86_64__)
#include "gradient/kernels/kernels.h"
#include "gradient/kernels/product_loops.h"
#include "gradient/kernels/row_loops.h"
#include "gradient/kernels/update_loops.h"
#include "infer/kernels/simd_avx512.h"

namespace rwave::gradient {

const Kernels& avx512_kernels() {
  using Simd = infer::Avx512;
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

#endif
