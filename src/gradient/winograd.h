#pragma once
// Convolutions of stride 1 with fewer multiplications than their definition has (Winograd, Arithmetic
// complexity of computations, 1980; Lavin and Gray 2016), forward and both backward passes.
//
// A tile of four results of `taps` taps reads n = taps + 3 values. Values and weights are the coefficients of
// polynomials; taken at n points, their product there takes n multiplications where the definition takes 4
// taps: 6 for 12 with three taps, 8 for 20 with five. By channels each of the n points is a matrix product.
// What is added at both ends are sums of few values with constants, which cost 1 / channels of the product.
//
// Tiles begin at each sample's first row and read nothing of another sample, so that a sample's results do
// not depend on its neighbours, and no sum depends on the number of threads.

#include <cstdint>

#include "gradient/kernels/gradient_kernels.h"

namespace rwave::gradient {

struct Convolution;

// Whether it pays: stride 1, three or five taps, enough channels for what is added to be little.
bool by_winograd(const Convolution& convolution);

// Floats of scratch memory that the functions below take.
std::int64_t winograd_scratch(const Convolution& convolution, const Kernels& kernels);

// As conv_forward, conv_backward_input and conv_backward_weight (convolution.h), but that nothing is
// written between samples. Of dx the rows are written whose values were not padding.
void winograd_forward(const Convolution& c, const Kernels& kernels, const float* x, const float* weight,
                      const float* bias, bool relu, float* z, float* scratch, int threads);
void winograd_backward_input(const Convolution& c, const Kernels& kernels, const float* dz,
                             const float* weight, const float* addend, float* dx, float* scratch,
                             int threads);
void winograd_backward_weight(const Convolution& c, const Kernels& kernels, const float* x, const float* dz,
                              float* dweight, float* scratch, int threads);

}  // namespace rwave::gradient
