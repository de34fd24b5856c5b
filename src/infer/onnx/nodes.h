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

  void append(const onnx::NodeProto& proto, Op op, const Attributes& attributes);
  void read_quantize(const onnx::NodeProto& proto, AttributeReader& attributes);
  void read_dequantize(const onnx::NodeProto& proto, AttributeReader& attributes);
  void dequantize_weights(const onnx::NodeProto& proto, std::int64_t axis);
  Rounding rounding_of(const onnx::NodeProto& proto) const;
  const Tensor& constant(const onnx::NodeProto& proto, int input) const;

  Graph& graph_;
  std::map<std::string, std::string> aliases_;
  std::map<std::string, Rounding> roundings_;
};

}  // namespace rwave::infer
