#pragma once
// The table of a level, by the vectors it computes with. See product_loops.h for the unnamed namespace.

#include "gradient/kernels/kernels.h"
#include "gradient/kernels/product_loops.h"
#include "gradient/kernels/row_loops.h"
#include "gradient/kernels/update_loops.h"

namespace rwave::gradient {
namespace {

template <class Simd>
constexpr Kernels table{Simd::width * Simd::tile_vectors,
                        multiply_with<Simd>,
                        moments,
                        forward_rows,
                        backward_rows<Simd>,
                        add_sums,
                        combine,
                        drop,
                        update_weights<Simd>};

}  // namespace
}  // namespace rwave::gradient
