// Shapes of what runs over time: convolutions, pools, batch norms.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "infer/node_shape.h"

namespace rwave::infer {

void NodeShape::expect_series(const Shape& x) const {
  if (x.size() != 2)
    fail(fmt::format("input of shape (batch, {}); expected (batch, channels, length)", fmt::join(x, ", ")));
}

std::int64_t NodeShape::positions(std::int64_t length, std::int64_t span) const {
  const Attributes& a = attributes_;
  if (a.stride < 1 || a.stride > max_row_elements)
    fail(fmt::format("stride {}; expected 1 or more", a.stride));
  if (a.pad_begin < 0 || a.pad_end < 0 || a.pad_begin > max_row_elements || a.pad_end > max_row_elements)
    fail(fmt::format("padding ({}, {}) is absurd", a.pad_begin, a.pad_end));
  const std::int64_t room = length + a.pad_begin + a.pad_end - span;
  if (room < 0)
    fail(fmt::format("a window of {} samples does not fit into {} and padding of {} + {}", span, length,
                     a.pad_begin, a.pad_end));
  if (!a.ceil_mode) return room / a.stride + 1;
  const std::int64_t count = (room + a.stride - 1) / a.stride + 1;
  // A window that would start behind the samples is dropped, as ONNX and PyTorch do.
  return (count - 1) * a.stride >= length + a.pad_begin ? count - 1 : count;
}

Shape NodeShape::convolution() const {
  expect_inputs(2, 3);
  const Shape& x = value(0);
  expect_series(x);
  const Tensor& weight = constant(1);
  if (weight.shape.size() != 3)
    fail(fmt::format("weight of shape {}; expected (out, in / group, taps): only Conv1d is known",
                     to_text(weight.shape)));
  const std::int64_t out = weight.shape[0], taps = weight.shape[2], group = attributes_.group;
  if (out < 1 || taps < 1 || group < 1 || out % group != 0 || x[0] % group != 0 ||
      weight.shape[1] != x[0] / group)
    fail(fmt::format("weight of shape {} and group {} do not fit {} input channels", to_text(weight.shape),
                     group, x[0]));
  expect_weights(1, out * weight.shape[1] * taps);
  if (node_.inputs.size() > 2) expect_weights(2, out);
  if (attributes_.dilation < 1 || attributes_.dilation > max_row_elements)
    fail(fmt::format("dilation {}; expected 1 or more", attributes_.dilation));
  // Grouped and dilated weights are spread out to dense ones with zeros (lower_product.cpp): bounded here.
  const std::int64_t span = (taps - 1) * attributes_.dilation + 1;
  if (count_elements(Shape{out, x[0], span}, max_spread_elements) < 0) fail("dilation or group is absurd");
  return {out, positions(x[1], span)};
}

Shape NodeShape::pool() const {
  expect_inputs(1, 1);
  const Shape& x = value(0);
  expect_series(x);
  const Attributes& a = attributes_;
  if (a.kernel < 1 || a.kernel > max_row_elements) fail(fmt::format("a window of {} samples", a.kernel));
  if (a.dilation != 1) fail("dilated pooling is not known; expected dilations 1");
  if (a.pad_begin >= a.kernel || a.pad_end >= a.kernel)
    fail(fmt::format("padding ({}, {}) must be smaller than the window of {}", a.pad_begin, a.pad_end,
                     a.kernel));
  return {x[0], positions(x[1], a.kernel)};
}

Shape NodeShape::per_channel() const {
  expect_inputs(5, 5);
  const Shape& x = value(0);
  for (std::size_t i = 1; i < 5; ++i) expect_weights(i, x[0]);
  if (!(attributes_.epsilon >= 0)) fail("epsilon must not be negative");
  return x;
}

Shape NodeShape::global_pool() const {
  expect_inputs(1, 1);
  expect_series(value(0));
  return {value(0)[0], 1};
}

}  // namespace rwave::infer
