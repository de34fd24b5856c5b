#pragma once
// A network in memory: what an ONNX file holds, checked, in our own few types. The learning half builds one
// to export it; the runtime plans and runs one.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infer/model_card.h"
#include "infer/tensor.h"

namespace rwave::infer {

struct TreeEnsemble;  // infer/trees.h

// The dimensions of one row's value: (channels, length) or (features). The batch dimension, always first and
// free, is left out.
using Shape = std::vector<std::int64_t>;

// Inputs of each operator, constants marked *: convolution (x, weight* (out, in / group, taps), [bias*
// (out)]); batch_norm (x, scale*, shift*, mean*, variance*), each (channels); gemm (x, weight*, [bias*]);
// matmul (x, weight* (in, out)); add (x, y or y* broadcast over channels); concat (x, ...); reshape (x,
// shape*); all others (x). Meaning and defaults are ONNX's, opset 13. quantize is ONNX's QuantizeLinear
// followed by DequantizeLinear with the same scale s and zero point z: y = s (clamp(round(x / s) + z, 0, 255)
// - z), rounding halves to even. tree_ensemble (x) is ai.onnx.ml's TreeEnsembleRegressor.
enum class Op {
  convolution,
  batch_norm,
  relu,
  sigmoid,
  softmax,
  max_pool,
  average_pool,
  global_max_pool,
  global_average_pool,
  add,
  concat,
  flatten,
  reshape,
  gemm,
  matmul,
  quantize,
  tree_ensemble,
};

// ONNX's name of an operator ("Conv"); quantize is "QuantizeLinear".
std::string_view name_of(Op op);

// Only those that the operator has are looked at.
struct Attributes {
  // Pools; a convolution's taps are its weight's.
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t pad_begin = 0;
  std::int64_t pad_end = 0;
  std::int64_t group = 1;
  std::int64_t axis =
      1;  // concat, softmax, flatten: counted with the batch dimension; from the end if negative
  bool ceil_mode = false;
  bool count_include_pad = false;
  // Gemm: weight is (out, in).
  bool transpose_weight = false;
  float epsilon = 1e-5F;
  float alpha = 1;
  float beta = 1;
  float scale = 1;                                 // quantize
  int zero_point = 0;                              // quantize, 0..255
  std::shared_ptr<const TreeEnsemble> trees = {};  // tree_ensemble; shared by copies, compared by address

  bool operator==(const Attributes&) const = default;
};

// One operation with one result. Inputs name the graph's input, results of earlier nodes, or constants; an
// optional input that is left out at the end is not listed.
struct Node {
  Op op = Op::relu;
  std::string name;  // for messages
  std::vector<std::string> inputs;
  std::string output;
  Attributes attributes;
};

struct Value {
  std::string name;
  Shape shape;
};

struct Graph {
  // Float32 (batch, shape...).
  Value input;
  // Float32 (batch, shape...).
  Value output;
  std::map<std::string, Tensor, std::less<>> constants;
  // Each after those it takes from.
  std::vector<Node> nodes;
  std::optional<ModelCard> card;
};

// Throws Error, as of `file`, where the graph's card (if any) does not fit its input and output.
void check_card(const Graph& graph, std::string_view file);

// How many of the graph's nodes take each value; the graph's output counts as one more taker.
std::map<std::string, int, std::less<>> count_uses(const Graph& graph);

}  // namespace rwave::infer
