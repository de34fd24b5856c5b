#pragma once
// Matrix products of a training step. One kind serves forward and backward passes of convolutions and Linear
// layers alike: whatever has to be transposed is said by strides.

#include <cstdint>

namespace rwave::gradient {

// out(r, n) = relu?(start(r, n) + sum over k of a(r, k) * b(k, n)).
//   a(r, k) = a[r * a_row + k * a_depth], where one of both strides is 1
//   b(k, n) = b[k * b_depth + n * b_col], where one of both strides is 1
//   out(r, n) = out[r * out_row + n], start(r, n) = start[r * start_row + n]: a bias has start_row 0
// Rows of `a` may overlap: a convolution's patch matrix is its input in channels-last order read with a_row =
// channels. The sum over k is one chain in ascending order (in AVX-512 and AVX2 with fused multiply-adds), so
// it does not depend on how rows and columns are shared out over threads.
struct Product {
  const float* a = nullptr;
  std::int64_t a_row = 0, a_depth = 1;
  const float* b = nullptr;
  std::int64_t b_depth = 0, b_col = 1;
  std::int64_t rows = 0, depth = 0, cols = 0;
  float* out = nullptr;
  std::int64_t out_row = 0;
  // Null: zeros; it may be out itself.
  const float* start = nullptr;
  std::int64_t start_row = 0;
  bool relu = false;
};

// Computes it with the machine's best instructions on up to `threads` threads.
void multiply(const Product& product, int threads);

}  // namespace rwave::gradient
