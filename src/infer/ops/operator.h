#pragma once
// An operator of the runtime: all that is known of one ONNX operator, in one place.
//
// A new operator touches three files: its enumerator and attributes in infer/graph.h, a file of its own in
// this folder, and a line in table.cpp. Arithmetic that no step has yet goes into infer/steps.

#include <span>
#include <string_view>

#include "infer/graph.h"

namespace rwave::infer {

class AttributeReader;
class AttributeWriter;
class Lowering;
class ShapeCheck;

// One entry of the table; every function is called by one part of the floor, named with it.
struct Operator {
  Op op;
  // ONNX's, "Conv"; of opset 13, or of version 1 of ai.onnx.ml.
  std::string_view name;

  // Takes the node's attributes out of an ONNX file. Throws Error where one has a value that is not known;
  // attributes that nobody asks for are an error of the caller's. Null: the operator has none.
  void (*read)(AttributeReader& reader, Attributes& attributes) = nullptr;

  // The shape of the node's result, one row of it. Throws Error, through the check, where the node makes no
  // sense: everything after this may trust the node.
  Shape (*shape)(const ShapeCheck& check) = nullptr;

  // Appends the steps that compute the node to the plan, and says where its result lies.
  void (*lower)(Lowering& lowering, const Node& node) = nullptr;

  // Writes what `read` takes. Null: no attributes.
  void (*write)(AttributeWriter& writer, const Node& node, const Graph& graph) = nullptr;

  // Multiply-adds of one row, of which a result of `result` values' shape has taken each weight once for
  // every position in time. Null: none.
  std::int64_t (*multiply_adds)(const Graph& graph, const Node& node, const Shape& result) = nullptr;

  // ONNX's default one, or "ai.onnx.ml".
  std::string_view domain = "";
};

// All operators, in the order of Op.
std::span<const Operator* const> operators();

const Operator& operator_of(Op op);

// The operator that has this name in an ONNX domain ("" or "ai.onnx": the default one); null where it is not
// known.
const Operator* operator_named(std::string_view name, std::string_view domain = "");

}  // namespace rwave::infer
