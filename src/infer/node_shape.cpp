#include "infer/node_shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <span>

#include "rwave/error.h"

namespace rwave::infer {

void NodeShape::fail(const std::string& message) const {
  throw Error(fmt::format("node {} ({}): {}", node_.name, name_of(node_.op), message));
}

void NodeShape::expect_inputs(std::size_t least, std::size_t most) const {
  const std::size_t count = node_.inputs.size();
  if (count < least || count > most)
    fail(fmt::format("{} inputs; expected {}", count,
                     least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most)));
}

const Shape& NodeShape::value(std::size_t i) const {
  const auto found = shapes_.find(node_.inputs[i]);
  if (found != shapes_.end()) return found->second;
  if (graph_.constants.contains(node_.inputs[i]))
    fail(fmt::format("input \"{}\" is a constant; expected a value that the network computes",
                     node_.inputs[i]));
  fail(fmt::format("input \"{}\" is neither the graph's input, nor an earlier node's result",
                   node_.inputs[i]));
}

const Tensor& NodeShape::constant(std::size_t i) const {
  const auto found = graph_.constants.find(node_.inputs[i]);
  if (found == graph_.constants.end())
    fail(fmt::format("input \"{}\" must be a constant, and the file holds none of that name",
                     node_.inputs[i]));
  return found->second;
}

void NodeShape::expect_weights(std::size_t i, std::int64_t elements) const {
  const Tensor& weights = constant(i);
  if (weights.type != ElementType::float32 && weights.scales.empty())
    fail(fmt::format("\"{}\" is {}; expected float32, or int8 with scales", node_.inputs[i],
                     name_of(weights.type)));
  if (weights.elements() != elements)
    fail(fmt::format("\"{}\" has shape {}; expected {} values", node_.inputs[i], to_text(weights.shape),
                     elements));
}

Shape NodeShape::linear() const {
  expect_inputs(2, node_.op == Op::gemm ? 3 : 2);
  const Shape& x = value(0);
  if (x.size() != 1)
    fail(fmt::format("input of shape (batch, {}); expected (batch, features)", fmt::join(x, ", ")));
  const Tensor& weight = constant(1);
  const bool transposed = node_.op == Op::gemm && attributes_.transpose_weight;
  if (weight.shape.size() != 2 || weight.shape[transposed ? 1 : 0] != x[0] ||
      weight.shape[transposed ? 0 : 1] < 1)
    fail(fmt::format("weight of shape {} does not fit {} features", to_text(weight.shape), x[0]));
  const std::int64_t out = weight.shape[transposed ? 0 : 1];
  expect_weights(1, x[0] * out);
  if (node_.inputs.size() > 2) expect_weights(2, out);
  return {out};
}

Shape NodeShape::add() const {
  expect_inputs(2, 2);
  const Shape& x = value(0);
  if (!graph_.constants.contains(node_.inputs[1])) {
    const Shape& y = value(1);
    if (x != y) fail(fmt::format("rows of shape {} and {}; expected the same", to_text(x), to_text(y)));
    return x;
  }
  // A constant: one value, or one a channel: (channels, 1) or (features), with or without leading ones.
  Shape shape = constant(1).shape;
  while (shape.size() > x.size() && shape.front() == 1) shape.erase(shape.begin());
  const Shape by_channel = x.size() == 2 ? Shape{x[0], 1} : Shape{x[0]};
  if (shape != by_channel && constant(1).elements() != 1)
    fail(fmt::format("constant of shape {}; expected one value, or {}", to_text(constant(1).shape),
                     to_text(by_channel)));
  expect_weights(1, constant(1).elements());
  return x;
}

Shape NodeShape::concat() const {
  expect_inputs(1, 1000);
  Shape out = value(0);
  const std::int64_t rank = static_cast<std::int64_t>(out.size()) + 1;
  const std::int64_t axis = attributes_.axis < 0 ? attributes_.axis + rank : attributes_.axis;
  if (axis < 1 || axis >= rank)
    fail(fmt::format("axis {} of values with {} dimensions", attributes_.axis, rank));
  const std::size_t along = static_cast<std::size_t>(axis - 1);
  for (std::size_t i = 1; i < node_.inputs.size(); ++i) {
    Shape next = value(i);
    if (next.size() == out.size()) {
      const std::int64_t sum = out[along] + next[along];
      out[along] = next[along] = sum;
    }
    if (next != out)
      fail(fmt::format("rows of shape {} and {} differ beside axis {}", to_text(value(0)), to_text(value(i)),
                       axis));
  }
  return out;
}

Shape NodeShape::reshape() const {
  expect_inputs(2, 2);
  const Shape& x = value(0);
  const Tensor& target = constant(1);
  if (target.type != ElementType::int64) fail("its shape must be int64");
  const std::span<const std::int64_t> wanted = target.int64s();
  // The first entry is the batch: kept (0), what is left over (-1), or 1 in a graph exported for one row.
  if (wanted.size() < 2 || wanted.size() > 3 || wanted[0] < -1 || wanted[0] > 1)
    fail(
        fmt::format("to shape {}; expected (batch, features) or (batch, channels, length)", to_text(wanted)));
  Shape out(wanted.begin() + 1, wanted.end());
  const std::int64_t total = count_elements(x, max_row_elements);
  std::int64_t known = 1;
  std::int64_t* open = nullptr;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == 0 && i < x.size()) out[i] = x[i];
    if (out[i] == -1 && open == nullptr && wanted[0] != -1) {
      open = &out[i];
      continue;
    }
    if (out[i] < 1 || out[i] > total) fail(fmt::format("to shape {} from {}", to_text(wanted), to_text(x)));
    known *= out[i];  // at most total squared: far from overflow
  }
  if (open != nullptr) *open = total / known;
  if (count_elements(out, total) != total)
    fail(fmt::format("to shape {} from {}", to_text(wanted), to_text(x)));
  return out;
}

Shape NodeShape::quantized() const {
  expect_inputs(1, 1);
  const Attributes& a = attributes_;
  if (!(a.scale > 0) || a.zero_point < 0 || a.zero_point > 255)
    fail(fmt::format("scale {} and zero point {}; expected a scale above 0 and a zero point of 0 to 255",
                     a.scale, a.zero_point));
  return value(0);
}

Shape NodeShape::softmax() const {
  expect_inputs(1, 1);
  if (value(0).size() != 1 || (attributes_.axis != 1 && attributes_.axis != -1))
    fail("known only over the features of (batch, features)");
  return value(0);
}

Shape NodeShape::flatten() const {
  expect_inputs(1, 1);
  if (attributes_.axis != 1) fail(fmt::format("axis {}; expected 1", attributes_.axis));
  return {count_elements(value(0), max_row_elements)};
}

Shape NodeShape::unchanged() const {
  expect_inputs(1, 1);
  return value(0);
}

Shape NodeShape::result() const {
  switch (node_.op) {
    case Op::convolution:
      return convolution();
    case Op::batch_norm:
      return per_channel();
    case Op::relu:
    case Op::sigmoid:
      return unchanged();
    case Op::softmax:
      return softmax();
    case Op::max_pool:
    case Op::average_pool:
      return pool();
    case Op::global_max_pool:
    case Op::global_average_pool:
      return global_pool();
    case Op::add:
      return add();
    case Op::concat:
      return concat();
    case Op::flatten:
      return flatten();
    case Op::reshape:
      return reshape();
    case Op::gemm:
    case Op::matmul:
      return linear();
    case Op::quantize:
      return quantized();
  }
  fail("unknown");
}

}  // namespace rwave::infer
