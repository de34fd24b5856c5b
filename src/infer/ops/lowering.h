#pragma once
// A graph on its way to a plan: what an operator's `lower` finds and leaves there.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "infer/graph.h"
#include "infer/plan.h"
#include "infer/shapes.h"

namespace rwave::infer {

// Where a value of the graph is found. Series (channels, length) lie channels-last. Features behind a
// Flatten of such a series lie as the series does: `flattened`, and the weights of a Linear layer are put
// in that order instead of the values.
struct Located {
  // Place in Plan::buffers.
  int buffer = 0;
  std::int64_t channels = 0;
  std::int64_t length = 1;
  bool flattened = false;
  // Of uint8 buffers: value = scale (byte - zero_point).
  float scale = 1;
  int zero_point = 0;
};

// The state of one lowering, passed from operator to operator in the graph's order; used once, by
// make_plan().
class Lowering {
 public:
  // Checks and folds the graph. Throws Error where it makes no sense.
  Lowering(Graph graph, const Kernels& kernels);

  // The plan of the whole graph without its memory laid out; once.
  Plan run();

  const Graph& graph() const { return graph_; }
  const Kernels& kernels() const { return *plan_.kernels; }
  // Of the graph's input or any result, one row of it.
  const Shape& shape_of(const std::string& value) const { return shapes_.find(value)->second; }
  // The constant that is the node's input `input`; the shape check has made sure that it is there.
  const Tensor& constant(const Node& node, std::size_t input) const {
    return graph_.constants.find(node.inputs[input])->second;
  }

  // Where an earlier result lies, and where a node's own result lies from now on.
  const Located& locate(const std::string& value) const { return located_.at(value); }
  void place(const std::string& value, const Located& at) { located_[value] = at; }

  // A float32 buffer of that many elements per row; the index by which steps name it.
  int new_buffer(std::int64_t elements);
  Buffer& buffer(const Located& at) { return plan_.buffers[static_cast<std::size_t>(at.buffer)]; }
  // Whether an earlier layer has rounded its result already.
  bool is_uint8(const Located& at) const {
    return plan_.buffers[static_cast<std::size_t>(at.buffer)].is_uint8;
  }

  // A new float buffer for a value of that shape; and one in which values lie as they do at `at`.
  Located new_value(const Shape& shape);
  Located like(const Located& at);

  // `at`, whose buffer holds bytes from now on, in the scale of the Quantize node.
  Located rounded(Located at, const Node& quantize);

  // The value as float32, converted where it is bytes; and besides with features in the graph's own order.
  Located as_float(Located at);
  Located in_order(Located at);

  // Steps run in the order in which they were appended.
  void emit(std::unique_ptr<Step> step) { plan_.steps.push_back(std::move(step)); }
  // For Network::weight_bytes().
  void count_weight_bytes(std::size_t bytes) { plan_.weight_bytes += bytes; }

  // Frees those constants of the node that no later node needs: packed, they are there a second time.
  void drop_constants(const Node& node);

  // What follows a layer and becomes part of it: an addition, then a ReLU, then a rounding.
  struct Tail {
    const Node* add = nullptr;
    bool relu = false;
    const Node* quantize = nullptr;
    // The last one's result.
    std::string output;
  };
  // Takes the nodes after `node` that may become part of it; they are not lowered again.
  Tail take_tail(const Node& node, bool with_add, bool with_quantize);

  // The other operand of an addition that takes `value`.
  const std::string& other_of(const Node& add, const std::string& value) const {
    return add.inputs[0] == value ? add.inputs[1] : add.inputs[0];
  }

 private:
  // The one node that takes the value; null where several do, or the graph's output is it.
  const Node* only_taker(const std::string& value) const;

  // Folded; its constants go one by one as they are packed.
  Graph graph_;
  // Shapes after folding, and who takes each value, how often.
  Shapes shapes_;
  std::map<std::string, std::vector<const Node*>> takers_;
  std::map<std::string, int, std::less<>> uses_;
  // By value's name, filled as the nodes are lowered.
  std::map<std::string, Located> located_;
  // Became part of an earlier step.
  std::set<const Node*> done_;
  // Grows with each node.
  Plan plan_;
};

}  // namespace rwave::infer
