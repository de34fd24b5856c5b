#pragma once
// Convolutions and Linear layers.

#include <memory>
#include <span>

#include "infer/aligned.h"
#include "infer/steps/step.h"

namespace rwave::infer {

// Where a product's operands lie. A Linear layer's rows are the batch's, a convolution's those of one beat's
// patch matrix.
struct ProductShape {
  bool linear = false;
  // Convolution: element of a row where the first patch begins; negative: in the padding.
  std::int64_t first = 0;
  // Convolution: elements from a patch to the next.
  std::int64_t step = 0;
  // Convolution: rows of the result.
  std::int64_t patches = 1;
  // Convolution of stride 1 without dilation: its taps; else 0.
  int taps = 0;
  // Weights that a result takes, and results per row.
  std::int64_t depth = 0;
  std::int64_t cols = 0;
  int in = 0;
  // A buffer to add before ReLU, laid out as the result; -1: none.
  int add = -1;
  int out = 0;
  bool relu = false;
};

// Panels and bias are packed for the kernels' panel width (pack.h); the step owns them.
std::unique_ptr<Step> make_float_product(const ProductShape& shape, AlignedBuffer panels, AlignedBuffer bias);

// A convolution of stride 1 by Winograd's algorithm (simd/winograd_loops.h), half of the multiplications.
// Weights (output, input, tap), of which `panels` are made by pack_winograd(). `scratch` is a buffer of
// winograd_scratch() elements.
AlignedBuffer pack_winograd(const ProductShape& shape, const Kernels& kernels,
                            std::span<const float> weights);
std::int64_t winograd_scratch(const ProductShape& shape);
std::unique_ptr<Step> make_winograd(const ProductShape& shape, const Kernels& kernels, AlignedBuffer panels,
                                    AlignedBuffer bias, int scratch);

// The weights of an int8 product; start, factor and bias as in Int8Gemm. The result is uint8 where the buffer
// `out` is.
struct Int8Weights {
  AlignedBuffer panels, start, factor, bias;
  // Of a uint8 result.
  int zero_point = 0;
};

std::unique_ptr<Step> make_int8_product(const ProductShape& shape, Int8Weights weights);

}  // namespace rwave::infer
