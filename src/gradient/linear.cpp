#include "gradient/linear.h"

#include <algorithm>

#include "gradient/kernels/gradient_kernels.h"
#include "gradient/matrix_product.h"

namespace rwave::gradient {

void linear_forward(const LinearShape& shape, std::int64_t rows, const float* x, const float* weight,
                    const float* bias, float* y, int threads) {
  Product p;
  p.a = x;
  p.a_row = shape.inputs;
  p.b = weight;
  // W transposed, by its strides.
  p.b_depth = 1;
  p.b_col = shape.inputs;
  p.rows = rows;
  p.depth = shape.inputs;
  p.cols = shape.outputs;
  p.out = y;
  p.out_row = shape.outputs;
  p.start = bias;
  p.relu = shape.relu;
  multiply(p, threads);
}

void relu_backward(std::int64_t values, const float* y, const float* dy, float* to) {
  for (std::int64_t i = 0; i < values; ++i) to[i] = y[i] > 0 ? dy[i] : 0;
}

namespace {

// In the layer's scratch memory, for the two products that follow.
const float* relu_backward(std::int64_t values, const float* y, const float* dy, Memory& scratch) {
  float* masked = scratch.at_least(values);
  gradient::relu_backward(values, y, dy, masked);
  return masked;
}

void sum_rows(const float* dy, std::int64_t rows, std::int64_t outputs, float* dbias) {
  // The kernel adds to what is there.
  std::fill(dbias, dbias + outputs, 0.0F);
  kernels().add_sums({dy, nullptr, nullptr, rows, outputs, dbias, nullptr});
}

}  // namespace

void linear_backward(const LinearShape& shape, std::int64_t rows, const float* x, const float* y,
                     const float* weight, const float* dy, float* dx, float* dweight, float* dbias,
                     Memory& scratch, int threads) {
  // ReLU's gradient is read off its output: above zero exactly where its input was.
  const float* dz = shape.relu ? relu_backward(rows * shape.outputs, y, dy, scratch) : dy;
  if (dbias) sum_rows(dz, rows, shape.outputs, dbias);
  if (dweight) {
    Product p;
    p.a = dz;
    p.a_row = 1;
    p.a_depth = shape.outputs;
    p.b = x;
    p.b_depth = shape.inputs;
    p.rows = shape.outputs;
    p.depth = rows;
    p.cols = shape.inputs;
    p.out = dweight;
    p.out_row = shape.inputs;
    multiply(p, threads);
  }
  if (dx) {
    Product p;
    p.a = dz;
    p.a_row = shape.outputs;
    p.b = weight;
    p.b_depth = shape.inputs;
    p.rows = rows;
    p.depth = shape.outputs;
    p.cols = shape.inputs;
    p.out = dx;
    p.out_row = shape.inputs;
    multiply(p, threads);
  }
}

void drop_rows(const float* in, float* out, std::int64_t rows, std::int64_t width, std::int64_t first_row,
               std::uint32_t key, double p, int threads) {
  // Hashes are of 32 bits; p = 1 would need one more, so the last place is always kept.
  constexpr double places = 4294967296.0;  // of 32 bits
  const auto threshold = static_cast<std::uint32_t>(std::min(p * places, places - 1));
  const auto scale = static_cast<float>(1 / (1 - p));
  // Waking a thread costs more than a few thousand hashes.
  const int parts = rows * width < (1 << 16) ? 1 : threads;
// Row by row: a row's first place in the stream is a product, the rest follows.
#pragma omp parallel for num_threads(parts) schedule(static)
  for (std::int64_t r = 0; r < rows; ++r)
    kernels().drop({in + r * width, out + r * width, width,
                    static_cast<std::uint32_t>((first_row + r) * width), key, threshold, scale});
}

}  // namespace rwave::gradient
