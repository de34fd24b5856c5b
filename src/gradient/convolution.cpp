#include "gradient/convolution.h"

#include "gradient/matrix_product.h"
#include "gradient/winograd.h"

namespace rwave::gradient {
namespace {

// Of the product: all samples end to end, without what lies behind the last one.
std::int64_t rows_of(const Convolution& c) {
  return (c.batch - 1) * c.z_pitch() + c.length;
}

}  // namespace

std::int64_t convolution_scratch(const Convolution& c) {
  return by_winograd(c) ? winograd_scratch(c, kernels()) : c.weights();
}

void conv_forward(const Convolution& c, const float* x, const float* weight, const float* bias, bool relu,
                  float* z, float* matrix, int threads) {
  if (by_winograd(c)) return winograd_forward(c, kernels(), x, weight, bias, relu, z, matrix, threads);
  // Reordered in each step: the weights are a hundredth of the product, and libtorch's order is the files'.
  for (std::int64_t o = 0; o < c.outputs; ++o) {
    for (std::int64_t i = 0; i < c.inputs; ++i) {
      for (int tap = 0; tap < c.taps; ++tap) matrix[(tap * c.inputs + i) * c.outputs + o] = *weight++;
    }
  }
  Product p;
  p.a = x;
  p.a_row = c.stride * c.inputs;
  p.b = matrix;
  p.b_depth = c.outputs;
  p.rows = rows_of(c);
  p.depth = c.taps * c.inputs;
  p.cols = c.outputs;
  p.out = z;
  p.out_row = c.outputs;
  // A row of its own stride 0: the same bias for all rows.
  p.start = bias;
  p.relu = relu;
  multiply(p, threads);
}

// Row q * stride + phase of x met the taps phase, phase + stride, ... at the rows q, q - 1, ... of z. One
// product for each phase: with taps in falling order, those rows of dz rise.
void conv_backward_input(const Convolution& c, const float* dz, const float* weight, const float* addend,
                         float* dx, std::int64_t rows, float* matrix, int threads) {
  if (by_winograd(c)) return winograd_backward_input(c, kernels(), dz, weight, addend, dx, matrix, threads);
  // Without a stride there is one phase, which is a plain convolution with the taps turned round.
  for (int phase = 0; phase < c.stride; ++phase) {
    const std::int64_t taps = (c.taps - phase + c.stride - 1) / c.stride;
    float* to = matrix;
    for (std::int64_t j = taps - 1; j >= 0; --j) {
      for (std::int64_t o = 0; o < c.outputs; ++o) {
        const float* from = weight + o * c.inputs * c.taps + phase + j * c.stride;
        for (std::int64_t i = 0; i < c.inputs; ++i) *to++ = from[i * c.taps];
      }
    }
    Product p;
    p.a = dz - (taps - 1) * c.outputs;
    p.a_row = c.outputs;
    p.b = matrix;
    p.b_depth = c.inputs;
    p.rows = (rows - phase + c.stride - 1) / c.stride;
    p.depth = taps * c.outputs;  // 0 where no tap meets the phase: zeros
    p.cols = c.inputs;
    p.out = dx + phase * c.inputs;
    p.out_row = c.stride * c.inputs;
    p.start = addend ? addend + phase * c.inputs : nullptr;
    p.start_row = p.out_row;
    multiply(p, threads);
  }
}

void conv_backward_weight(const Convolution& c, const float* x, const float* dz, float* dweight,
                          float* matrix, int threads) {
  if (by_winograd(c)) return winograd_backward_weight(c, kernels(), x, dz, dweight, matrix, threads);
  Product p;
  p.a = x;
  // The patch matrix transposed, by swapping strides; nothing is copied.
  p.a_row = 1;
  p.a_depth = c.stride * c.inputs;
  p.b = dz;
  p.b_depth = c.outputs;
  p.rows = c.taps * c.inputs;
  p.depth = rows_of(c);
  p.cols = c.outputs;
  p.out = matrix;
  p.out_row = c.outputs;
  multiply(p, threads);
  for (std::int64_t o = 0; o < c.outputs; ++o) {
    for (std::int64_t i = 0; i < c.inputs; ++i) {
      for (int tap = 0; tap < c.taps; ++tap) *dweight++ = matrix[(tap * c.inputs + i) * c.outputs + o];
    }
  }
}

}  // namespace rwave::gradient
