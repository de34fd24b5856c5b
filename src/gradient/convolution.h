#pragma once
// One-dimensional convolutions of a whole batch: forward, backward to the input, backward to the weights.
// Those that winograd.h computes with fewer multiplications are computed so; the others are three products.
// In channels-last order with all samples end to end, the patches of the whole batch are the rows of one
// matrix that overlap in memory. The few rows between two samples compute nonsense that nobody reads; in
// the backward pass their gradients are zeros, which keeps the samples apart.

#include <cstdint>

namespace rwave::gradient {

// z(b, t, o) = bias[o] + sum over tap, i of x(b, t * stride + tap, i) * weight(o, i, tap), weights in
// libtorch's order (outputs, inputs, taps). A sample of x is `pitch` rows after the one before it, one of z
// and dz pitch / stride; `length` of the latter mean something.
struct Convolution {
  // Samples that lie one behind the other.
  std::int64_t batch = 0;
  // Rows of x from one sample's first to the next one's, a multiple of stride.
  std::int64_t pitch = 0;
  // Of a sample of z.
  std::int64_t length = 0;
  std::int64_t inputs = 0, outputs = 0;
  // Any; three and five taps of stride 1 take winograd.h's way, if there are channels enough.
  int taps = 1, stride = 1;
  // Rows of zeros at both ends of a sample of x, whose gradients are not wanted.
  int padding = 0;

  std::int64_t z_pitch() const { return pitch / stride; }
  std::int64_t weights() const { return outputs * inputs * taps; }
  // Rows of zeros that must lie in front of dz: what the first rows of x have no patch for.
  std::int64_t zeros_ahead() const { return (taps - 1) / stride; }
};

// Floats of memory that the functions below take as `scratch`: the weights in the order of the product, or
// what winograd.h needs. The largest of the three passes, so that one piece of memory serves all.
std::int64_t convolution_scratch(const Convolution& c);

// With ReLU where that is asked for. z's rows between samples take nonsense or nothing; behind the last
// sample's nothing is written.
void conv_forward(const Convolution& c, const float* x, const float* weight, const float* bias, bool relu,
                  float* z, float* scratch, int threads);

// dx = d loss / d x over `rows` rows from dz, plus `addend` (null: nothing; it may be dx); those between
// samples of x, and those that are padding, take nonsense or nothing.
void conv_backward_input(const Convolution& c, const float* dz, const float* weight, const float* addend,
                         float* dx, std::int64_t rows, float* scratch, int threads);

// dweight = d loss / d weight, overwritten.
void conv_backward_weight(const Convolution& c, const float* x, const float* dz, float* dweight,
                          float* scratch, int threads);

}  // namespace rwave::gradient
