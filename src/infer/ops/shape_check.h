#pragma once
// One node of a graph under inspection: what an operator's `shape` asks about its inputs, and how it refuses.

#include <string>

#include "infer/shapes.h"

namespace rwave::infer {

class ShapeCheck {
 public:
  // `shapes` of the graph's input and of all earlier results.
  ShapeCheck(const Graph& graph, const Shapes& shapes, const Node& node)
      : graph_(graph), shapes_(shapes), node_(node) {}

  const Node& node() const { return node_; }
  const Attributes& attributes() const { return node_.attributes; }
  const Graph& graph() const { return graph_; }

  // Throws Error naming the node and its operator.
  [[noreturn]] void fail(const std::string& message) const;
  // Fails unless the node has `least` to `most` inputs; one left out at the end does not count.
  void expect_inputs(std::size_t least, std::size_t most) const;

  // The shape of input i, which must be computed and not a constant.
  const Shape& value(std::size_t i) const;
  // Input i, which must be a constant.
  const Tensor& constant(std::size_t i) const;

  // Input i is a float32 or int8 constant of that many values.
  void expect_weights(std::size_t i, std::int64_t elements) const;
  // A shape of (channels, length).
  void expect_series(const Shape& x) const;

  // Positions of a window of `span` samples over `length` samples with this node's padding and stride.
  std::int64_t positions(std::int64_t length, std::int64_t span) const;

 private:
  // All three must outlive the check; it lives for one node.
  const Graph& graph_;
  const Shapes& shapes_;
  const Node& node_;
};

}  // namespace rwave::infer
