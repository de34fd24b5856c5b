#pragma once
// A small ONNX file in memory, and its parts by name, for tests that change one thing of it.

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "infer/networks.h"
#include "infer/onnx/proto.h"
#include "infer/onnx_write.h"
#include "infer/random_graph.h"

namespace rwave::infer::testing {

inline ModelCard some_card() {
  ModelCard card;
  card.name = "seed";
  card.recipe = "kaggle";
  card.normalisation = "minmax";
  card.rate = 120;
  card.width = 187;
  card.classes = {"N", "S", "V", "F", "Q"};
  card.training = R"({"seed":1,"split":"kaggle"})";
  return card;
}

// A file as another program would write it, for changing one thing at a time.
inline onnx::ModelProto small_model() {
  GraphBuilder builder({1, 8});
  Random random(3);
  RandomLayers layers{builder, random};
  const Layer x = builder.relu(layers.convolution(builder.input(), "conv", 1, 2, 3));
  const Graph graph = builder.finish(layers.linear(builder.flatten(x), "fc", 12, 3));
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(to_onnx(graph)));
  return model;
}

inline std::string bytes_of(const onnx::ModelProto& model) {
  return model.SerializeAsString();
}

inline onnx::NodeProto& node_of(onnx::ModelProto& model, const std::string& name) {
  for (onnx::NodeProto& node : *model.mutable_graph()->mutable_node())
    if (node.name() == name) return node;
  throw std::logic_error(name);
}

inline onnx::TensorProto& tensor_of(onnx::ModelProto& model, const std::string& name) {
  for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer())
    if (tensor.name() == name) return tensor;
  throw std::logic_error(name);
}

}  // namespace rwave::infer::testing
