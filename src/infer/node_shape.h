#pragma once
// The shape of one node's result, and whether the node makes sense; a part of infer_shapes.

#include <string>

#include "infer/shapes.h"

namespace rwave::infer {

class NodeShape {
 public:
  // `shapes` of the input and of all earlier results.
  NodeShape(const Graph& graph, const Shapes& shapes, const Node& node)
      : graph_(graph), shapes_(shapes), node_(node), attributes_(node.attributes) {}

  // Throws Error naming the node.
  Shape result() const;

 private:
  [[noreturn]] void fail(const std::string& message) const;
  void expect_inputs(std::size_t least, std::size_t most) const;

  // Input i, which must be computed, or constant.
  const Shape& value(std::size_t i) const;
  const Tensor& constant(std::size_t i) const;

  // Input i is a float32 or int8 constant of so many values.
  void expect_weights(std::size_t i, std::int64_t elements) const;
  void expect_series(const Shape& x) const;

  // Positions of a window of `span` samples over `length` samples with this node's padding and stride.
  std::int64_t positions(std::int64_t length, std::int64_t span) const;

  // node_shape_series.cpp: over (channels, length)
  Shape convolution() const;
  Shape pool() const;
  Shape global_pool() const;
  Shape per_channel() const;

  Shape linear() const;
  Shape add() const;
  Shape concat() const;
  Shape reshape() const;
  Shape quantized() const;
  Shape softmax() const;
  Shape flatten() const;
  Shape unchanged() const;

  const Graph& graph_;
  const Shapes& shapes_;
  const Node& node_;
  const Attributes& attributes_;
};

}  // namespace rwave::infer
