// Compiled with AVX-512's flags and -mavx512vnni; all but products and rounding of 8 bits is avx512's.
#if defined(__x86_64__)
#include "infer/kernels/gemm_int8_loops.h"
#include "infer/kernels/kernels.h"
#include "infer/kernels/simd_int8_vnni.h"

namespace rwave::infer {

const Kernels& vnni_kernels() {
  static const Kernels kernels = [] {
    Kernels with_vnni = avx512_kernels();
    with_vnni.level = SimdLevel::vnni;
    with_vnni.int8_panel = Vnni::width * Vnni::tile_vectors;
    with_vnni.gemm_int8 = multiply_int8<Vnni>;
    with_vnni.quantize = quantize_values<Vnni>;
    return with_vnni;
  }();
  return kernels;
}

}  // namespace rwave::infer

#endif
