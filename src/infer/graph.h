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
  // Of whatever slides over time, in samples.
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  // Samples of padding before the first and behind the last.
  std::int64_t pad_begin = 0;
  std::int64_t pad_end = 0;
  // Convolutions: channels that are convolved apart from the others.
  std::int64_t group = 1;
  // Of concat, softmax and flatten: counted with the batch dimension; from the end if negative.
  std::int64_t axis = 1;
  // Pools: whether a last window that is not complete counts, and whether an average divides by its padding
  // too.
  bool ceil_mode = false;
  bool count_include_pad = false;
  // Gemm: weight is (out, in).
  bool transpose_weight = false;
  // Batch norms: what is added to the variance.
  float epsilon = 1e-5F;
  // Gemm: alpha x weight + beta bias.
  float alpha = 1;
  float beta = 1;
  // Quantize: the step between two neighbouring bytes, in the value's own unit.
  float scale = 1;
  // Quantize: the byte that stands for 0, 0..255.
  int zero_point = 0;
  // tree_ensemble: shared by copies, compared by address.
  std::shared_ptr<const TreeEnsemble> trees = {};

  bool operator==(const Attributes&) const = default;
};

// One operation with one result. Inputs name the graph's input, results of earlier nodes, or constants; an
// optional input that is left out at the end is not listed.
struct Node {
  Op op = Op::relu;
  // The file's, or the first result's where it has none; messages call the node by it.
  std::string name;
  std::vector<std::string> inputs;
  // The one result's name; operators with several results are refused when a file is read.
  std::string output;
  Attributes attributes;
};

// A value at the graph's border: its name in the file, and the shape of one row of it.
struct Value {
  std::string name;
  Shape shape;
};

// A plain value: copied and compared freely, changed by fold.h and quantize.h before it is planned.
struct Graph {
  // Float32 (batch, shape...).
  Value input;
  // Float32 (batch, shape...).
  Value output;
  // Weights and shapes by name, each shared by whoever names it.
  std::map<std::string, Tensor, std::less<>> constants;
  // Each after those it takes from.
  std::vector<Node> nodes;
  // How rows are made and what the scores mean; nothing for a foreign ONNX file.
  std::optional<ModelCard> card;
};

// Throws Error, as of `file`, where the graph's card (if any) does not fit its input and output.
void check_card(const Graph& graph, std::string_view file);

// How many of the graph's nodes take each value; the graph's output counts as one more taker.
std::map<std::string, int, std::less<>> count_uses(const Graph& graph);

}  // namespace rwave::infer
