#pragma once
// ONNX nodes into ours, one after the other.

#include <map>
#include <string>

#include "infer/graph.h"
#include "infer/onnx/proto.h"

namespace rwave::infer {

class AttributeReader;

// Appends nodes to a graph whose constants are there already. Some ONNX nodes become none (Identity, Dropout,
// Constant, DequantizeLinear of weights), and a QuantizeLinear and DequantizeLinear become one.
class NodeReader {
 public:
  explicit NodeReader(Graph& graph) : graph_(graph) {}

  // Throws Error naming the node where it, or an attribute of it, is not known.
  void read(onnx::NodeProto& proto);

  // The name under which the value called `name` in the file is known in the graph.
  const std::string& resolve(const std::string& name) const;

 private:
  // A QuantizeLinear whose DequantizeLinear is still to come.
  struct Rounding {
    std::string input;
    float scale = 1;
    int zero_point = 0;
  };

  // Adds a node of our own form: inputs resolved, Add's constant second.
  void append(const onnx::NodeProto& proto, Op op, const Attributes& attributes);
  // The two halves of a rounding: the first is remembered, the second makes the node or fills a constant.
  void read_quantize(const onnx::NodeProto& proto, AttributeReader& attributes);
  void read_dequantize(const onnx::NodeProto& proto, AttributeReader& attributes);
  // Weights stay int8 where the int8 kernels can take them: symmetric, with scales along the first
  // dimension. Any others become float32 here.
  void dequantize_weights(const onnx::NodeProto& proto, std::int64_t axis);
  // Throws Error where scales come by channel, which activations may not have here.
  Rounding rounding_of(const onnx::NodeProto& proto) const;
  // Input `input` of the node; Error where the file holds no constant of that name.
  const Tensor& constant(const onnx::NodeProto& proto, int input) const;

  Graph& graph_;
  // Values that are another one under a second name, behind Identity and Dropout.
  std::map<std::string, std::string> aliases_;
  // By the name of the rounded value.
  std::map<std::string, Rounding> roundings_;
};

}  // namespace rwave::infer
