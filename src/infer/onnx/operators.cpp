// ONNX's operators and their attributes, one by one.
#include <fmt/format.h>

#include <map>
#include <string_view>

#include "infer/onnx/attributes.h"
#include "infer/onnx/nodes.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

void read_window(const onnx::NodeProto& proto, AttributeReader& reader, Attributes& attributes) {
  const std::string padding = reader.text("auto_pad", "NOTSET");
  if (padding != "NOTSET" && padding != "VALID")
    throw Error(fmt::format("{}: auto_pad {} is not known; export the model with explicit pads",
                            label_of(proto), padding));
  attributes.kernel = reader.entry("kernel_shape", 0, 1, 1);
  attributes.stride = reader.entry("strides", 0, 1, 1);
  attributes.dilation = reader.entry("dilations", 0, 1, 1);
  attributes.pad_begin = reader.entry("pads", 0, 2, 0);
  attributes.pad_end = reader.entry("pads", 1, 2, 0);
}

void read_pool(const onnx::NodeProto& proto, AttributeReader& reader, Attributes& attributes) {
  read_window(proto, reader, attributes);
  attributes.ceil_mode = reader.integer("ceil_mode", 0) != 0;
  attributes.count_include_pad = reader.integer("count_include_pad", 0) != 0;
  reader.ignore("storage_order");  // of the indices, a second result that is refused elsewhere
}

void read_gemm(const onnx::NodeProto& proto, AttributeReader& reader, Attributes& attributes) {
  attributes.alpha = reader.real("alpha", 1);
  attributes.beta = reader.real("beta", 1);
  attributes.transpose_weight = reader.integer("transB", 0) != 0;
  if (reader.integer("transA", 0) != 0) throw Error(fmt::format("{}: transA is not known", label_of(proto)));
}

void read_batch_norm(const onnx::NodeProto& proto, AttributeReader& reader, Attributes& attributes) {
  attributes.epsilon = reader.real("epsilon", 1e-5F);
  reader.ignore("momentum");  // matters in training only
  reader.ignore("spatial");   // before opset 9
  if (reader.integer("training_mode", 0) != 0)
    throw Error(fmt::format("{}: it is in training mode; export the model for inference", label_of(proto)));
}

}  // namespace

Op read_operator(const onnx::NodeProto& proto, AttributeReader& reader, Attributes& attributes) {
  static const std::map<std::string_view, Op> known = {{"Conv", Op::convolution},
                                                       {"BatchNormalization", Op::batch_norm},
                                                       {"Relu", Op::relu},
                                                       {"Sigmoid", Op::sigmoid},
                                                       {"Softmax", Op::softmax},
                                                       {"MaxPool", Op::max_pool},
                                                       {"AveragePool", Op::average_pool},
                                                       {"GlobalMaxPool", Op::global_max_pool},
                                                       {"GlobalAveragePool", Op::global_average_pool},
                                                       {"Add", Op::add},
                                                       {"Concat", Op::concat},
                                                       {"Flatten", Op::flatten},
                                                       {"Reshape", Op::reshape},
                                                       {"Gemm", Op::gemm},
                                                       {"MatMul", Op::matmul}};
  const auto found = known.find(proto.op_type());
  if (found == known.end() || (!proto.domain().empty() && proto.domain() != "ai.onnx")) {
    std::string names;
    for (const auto& [name, op] : known) names += fmt::format(" {}", name);
    throw Error(fmt::format("{}: operator {}{}{} is not known (known:{})", label_of(proto), proto.domain(),
                            proto.domain().empty() ? "" : ".", proto.op_type(), names));
  }
  switch (found->second) {
    case Op::convolution:
      read_window(proto, reader, attributes);
      attributes.group = reader.integer("group", 1);
      break;
    case Op::max_pool:
    case Op::average_pool:
      read_pool(proto, reader, attributes);
      break;
    case Op::gemm:
      read_gemm(proto, reader, attributes);
      break;
    case Op::batch_norm:
      read_batch_norm(proto, reader, attributes);
      break;
    case Op::softmax:
      attributes.axis = reader.integer("axis", -1);
      break;
    case Op::concat:
      attributes.axis = reader.integer("axis", 1);
      break;
    case Op::flatten:
      attributes.axis = reader.integer("axis", 1);
      break;
    case Op::reshape:
      if (reader.integer("allowzero", 0) != 0)
        throw Error(fmt::format("{}: allowzero is not known", label_of(proto)));
      break;
    default:
      break;
  }
  return found->second;
}

}  // namespace rwave::infer
