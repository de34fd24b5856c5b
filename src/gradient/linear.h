#pragma once
// Linear layers with the ReLU behind and the dropout before them, forward and back.

#include <cstdint>

#include "gradient/memory.h"
#include "gradient/row_passes.h"

namespace rwave::gradient {

// A layer's sizes, and whether a ReLU follows it.
struct LinearShape {
  std::int64_t inputs = 0, outputs = 0;
  bool relu = false;
};

// y = relu?(x W^T + bias): x (rows, inputs), weight (outputs, inputs), y (rows, outputs).
void linear_forward(const LinearShape& shape, std::int64_t rows, const float* x, const float* weight,
                    const float* bias, float* y, int threads);

// dx (rows, inputs), dweight (outputs, inputs) and dbias (outputs) from dy (rows, outputs), overwritten;
// null: not wanted. y is the forward pass's output, read only where a ReLU follows. `scratch` grows to rows
// * outputs.
void linear_backward(const LinearShape& shape, std::int64_t rows, const float* x, const float* y,
                     const float* weight, const float* dy, float* dx, float* dweight, float* dbias,
                     Memory& scratch, int threads);

// ReLU's backward pass by its output y: to = dy where y is above zero, otherwise 0; `values` of each.
void relu_backward(std::int64_t values, const float* y, const float* dy, float* to);

// Dropout of rows of `width` values with probability p: row r of `in` is row first_row + r of the stream
// `key`. The same call with a gradient instead of the values is the backward pass.
void drop_rows(const float* in, float* out, std::int64_t rows, std::int64_t width, std::int64_t first_row,
               std::uint32_t key, double p, int threads);

}  // namespace rwave::gradient
