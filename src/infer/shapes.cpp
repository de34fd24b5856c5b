#include "infer/shapes.h"

#include <fmt/format.h>

#include <algorithm>

#include "rwave/error.h"

namespace rwave::infer {
namespace {

// What one operator is checked with: its node, the shapes so far, the constants.
class Checker {
 public:
  Checker(const Graph& graph, const Shapes& shapes, const Node& node)
      : graph_(graph), shapes_(shapes), node_(node), attributes_(node.attributes) {}

  Shape result() const;

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(fmt::format("node {} ({}): {}", node_.name, name_of(node_.op), message));
  }

  void expect_inputs(std::size_t least, std::size_t most) const {
    const std::size_t count = node_.inputs.size();
    if (count < least || count > most)
      fail(fmt::format("{} inputs; expected {}", count,
                       least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most)));
  }

  // The shape of input i, which must be computed, not constant.
  const Shape& value(std::size_t i) const {
    const auto found = shapes_.find(node_.inputs[i]);
    if (found != shapes_.end()) return found->second;
    if (graph_.constants.contains(node_.inputs[i]))
      fail(fmt::format("input \"{}\" is a constant; expected a value that the network computes",
                       node_.inputs[i]));
    fail(fmt::format("input \"{}\" is neither the graph's input, nor an earlier node's result",
                     node_.inputs[i]));
  }

  const Tensor& constant(std::size_t i) const {
    const auto found = graph_.constants.find(node_.inputs[i]);
    if (found == graph_.constants.end())
      fail(fmt::format("input \"{}\" must be a constant, and the file holds none of that name",
                       node_.inputs[i]));
    return found->second;
  }

  // A float32 or int8 constant with so many values.
  void expect_weights(std::size_t i, std::int64_t elements) const {
    const Tensor& weights = constant(i);
    if (weights.type != ElementType::float32 && weights.scales.empty())
      fail(fmt::format("\"{}\" is {}; expected float32, or int8 with scales", node_.inputs[i],
                       name_of(weights.type)));
    if (weights.elements() != elements)
      fail(fmt::format("\"{}\" has shape {}; expected {} values", node_.inputs[i], to_text(weights.shape),
                       elements));
  }

  void expect_series(const Shape& x) const {
    if (x.size() != 2)
      fail(fmt::format("input of shape (batch, {}); expected (batch, channels, length)", fmt::join(x, ", ")));
  }

  // Positions of a window of `span` samples over `length` samples with this node's padding and stride.
  std::int64_t positions(std::int64_t length, std::int64_t span) const {
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

  Shape convolution() const;
  Shape pool() const;
  Shape linear() const;
  Shape add() const;
  Shape concat() const;
  Shape reshape() const;
  Shape per_channel() const;
  Shape quantized() const;

  const Graph& graph_;
  const Shapes& shapes_;
  const Node& node_;
  const Attributes& attributes_;
};

Shape Checker::convolution() const {
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
  // Grouped and dilated weights are spread out to dense ones with zeros (lower_matmul.cpp): bounded here.
  const std::int64_t span = (taps - 1) * attributes_.dilation + 1;
  if (count_elements(Shape{out, x[0], span}, max_constant_elements) < 0) fail("dilation or group is absurd");
  return {out, positions(x[1], span)};
}

Shape Checker::pool() const {
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

Shape Checker::linear() const {
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

Shape Checker::add() const {
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

Shape Checker::concat() const {
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

Shape Checker::reshape() const {
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

Shape Checker::per_channel() const {
  expect_inputs(5, 5);
  const Shape& x = value(0);
  for (std::size_t i = 1; i < 5; ++i) expect_weights(i, x[0]);
  if (!(attributes_.epsilon >= 0)) fail("epsilon must not be negative");
  return x;
}

Shape Checker::quantized() const {
  expect_inputs(1, 1);
  const Attributes& a = attributes_;
  if (!(a.scale > 0) || a.zero_point < 0 || a.zero_point > 255)
    fail(fmt::format("scale {} and zero point {}; expected a scale above 0 and a zero point of 0 to 255",
                     a.scale, a.zero_point));
  return value(0);
}

Shape Checker::result() const {
  switch (node_.op) {
    case Op::convolution:
      return convolution();
    case Op::batch_norm:
      return per_channel();
    case Op::max_pool:
    case Op::average_pool:
      return pool();
    case Op::global_max_pool:
    case Op::global_average_pool:
      expect_inputs(1, 1);
      expect_series(value(0));
      return {value(0)[0], 1};
    case Op::add:
      return add();
    case Op::concat:
      return concat();
    case Op::reshape:
      return reshape();
    case Op::gemm:
    case Op::matmul:
      return linear();
    case Op::quantize:
      return quantized();
    case Op::relu:
    case Op::sigmoid:
      expect_inputs(1, 1);
      return value(0);
    case Op::softmax: {
      expect_inputs(1, 1);
      if (value(0).size() != 1 || (attributes_.axis != 1 && attributes_.axis != -1))
        fail("known only over the features of (batch, features)");
      return value(0);
    }
    case Op::flatten: {
      expect_inputs(1, 1);
      if (attributes_.axis != 1) fail(fmt::format("axis {}; expected 1", attributes_.axis));
      return {count_elements(value(0), max_row_elements)};
    }
  }
  fail("unknown");
}

}  // namespace

Shapes infer_shapes(const Graph& graph) {
  if (graph.nodes.size() > max_nodes)
    throw Error(fmt::format("{} nodes; expected at most {}", graph.nodes.size(), max_nodes));
  const Shape& input = graph.input.shape;
  if (input.empty() || input.size() > 2 || count_elements(input, max_row_elements) < 1)
    throw Error(fmt::format("input \"{}\": rows of shape {}; expected (channels, length) or (features)",
                            graph.input.name, to_text(input)));
  Shapes shapes{{graph.input.name, input}};
  for (const Node& node : graph.nodes) {
    Shape shape = Checker(graph, shapes, node).result();
    if (count_elements(shape, max_row_elements) < 1)
      throw Error(fmt::format("node {} ({}): a result of shape {} a row; expected 1 to {} values", node.name,
                              name_of(node.op), to_text(shape), max_row_elements));
    if (graph.constants.contains(node.output) || !shapes.emplace(node.output, std::move(shape)).second)
      throw Error(fmt::format("node {} ({}): its result \"{}\" is named twice", node.name, name_of(node.op),
                              node.output));
  }
  const auto found = shapes.find(graph.output.name);
  if (found == shapes.end()) throw Error(fmt::format("output \"{}\" is no node's result", graph.output.name));
  if (!graph.output.shape.empty() && found->second != graph.output.shape)
    throw Error(fmt::format("output \"{}\" is computed as rows of shape {}, stated as {}", graph.output.name,
                            to_text(found->second), to_text(graph.output.shape)));
  return shapes;
}

}  // namespace rwave::infer
