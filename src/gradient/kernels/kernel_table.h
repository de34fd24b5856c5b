#pragma once
// The table of a level, by the vectors it computes with. See product_loops.h for the unnamed namespace.

#include "gradient/kernels/gradient_kernels.h"
#include "gradient/kernels/product_loops.h"
#include "gradient/kernels/row_pass_loops.h"
#include "gradient/kernels/sum_loops.h"
#include "gradient/kernels/update_loops.h"
#include "gradient/kernels/winograd_gradients.h"
#include "simd/winograd_loops.h"

namespace rwave::gradient {
namespace {

// In the order of struct WinogradKernels. The sum alone does not depend on the taps, for it works on one
// point at a time.
template <class Simd, int taps>
constexpr WinogradKernels winograd_table{simd::winograd_convolution<Simd, taps>,
                                         simd::tiles_at_points<Simd, taps>, gradients_at_points<Simd, taps>,
                                         winograd_sum<Simd>, weights_from_points<Simd, taps>};

// In the order of struct Kernels. The names without <Simd> are plain loops, which the file's flags vectorise.
template <class Simd>
// Each level_*.cpp instantiates it once with the level's struct and its compiler flags, and nowhere else:
// an instantiation in a file without those flags would not compile or, worse, would be slow and unnoticed.
constexpr Kernels table{Simd::width * Simd::tile_vectors,
                        multiply_with<Simd>,
                        moments<Simd>,
                        forward_rows<Simd>,
                        backward_rows<Simd>,
                        add_sums<Simd>,
                        combine,
                        drop,
                        update_weights<Simd>,
                        winograd_table<Simd, 3>,
                        winograd_table<Simd, 5>};

}  // namespace
}  // namespace rwave::gradient
