#pragma once
// From a graph's nodes to a plan's steps.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "infer/graph.h"
#include "infer/plan.h"
#include "infer/shapes.h"
#include "infer/steps/product.h"

namespace rwave::infer {

// The plan of a graph without its memory laid out.
Plan lower(Graph graph, const Kernels& kernels);

// Where a value of the graph is found. Series (channels, length) lie channels-last. Features behind a Flatten
// of such a series lie as the series does: `flattened`, and the weights of a Linear layer are put in that
// order instead of the values.
struct Located {
  int buffer = 0;
  std::int64_t channels = 0;
  std::int64_t length = 1;
  bool flattened = false;
  float scale = 1;  // of uint8 buffers
  int zero_point = 0;
};

class Lowering {
 public:
  Lowering(Graph graph, const Kernels& kernels);
  Plan run();

 private:
  // What follows a layer and becomes part of it: an addition, then a ReLU, then a rounding.
  struct Tail {
    const Node* add = nullptr;
    bool relu = false;
    const Node* quantize = nullptr;
    std::string output;
  };
  Tail take_tail(const Node& node, bool with_add, bool with_quantize);
  const Node* only_taker(const std::string& value) const;

  int new_buffer(std::int64_t elements);
  void emit(std::unique_ptr<Step> step) { plan_.steps.push_back(std::move(step)); }
  bool is_uint8(const Located& at) const {
    return plan_.buffers[static_cast<std::size_t>(at.buffer)].is_uint8;
  }

  const Located& locate(const std::string& value) const { return located_.at(value); }
  Located as_float(Located at);
  Located in_order(Located at);  // float, and features in the graph's own order
  Located like(const Located& at);
  const std::string& other_of(const Node& add, const std::string& value) const;

  void lower_node(const Node& node);
  void lower_affine(const Node& node);
  void lower_pool(const Node& node);
  void lower_add(const Node& node);
  void lower_concat(const Node& node);
  void lower_reshape(const Node& node);
  void lower_quantize(const Node& node);
  void lower_feature_function(const Node& node);

  // lower_product.cpp
  void lower_convolution(const Node& node);
  void lower_linear(const Node& node);
  void emit_product(const Node& node, ProductShape shape, const struct WeightView& view, const Located& in,
                    const Tensor& weights, const Shape& result);
  Int8Weights int8_weights(const Node& node, const Tensor& weights, const struct WeightView& view,
                           const Located& in, const Node* quantize);
  std::vector<float> bias_of(const Node& node) const;
  void drop_constants(const Node& node);

  Graph graph_;
  Shapes shapes_;
  std::map<std::string, std::vector<const Node*>> takers_;
  std::map<std::string, int, std::less<>> uses_;
  std::map<std::string, Located> located_;
  std::set<const Node*> done_;  // became part of an earlier step
  Plan plan_;
};

}  // namespace rwave::infer
