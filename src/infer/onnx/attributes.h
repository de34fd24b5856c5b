#pragma once
// The attributes of one ONNX node, each asked for by name; what nobody asked for is an error, since an
// attribute that is overlooked changes results in silence.

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "infer/graph.h"

// Protobuf's headers are slow to compile: whoever only reads and writes attributes does without them.
namespace onnx {
class AttributeProto;
class NodeProto;
class TensorProto;
}  // namespace onnx

namespace rwave::infer {

// What messages call a node: its own name, else the first value it computes.
std::string label_of(const onnx::NodeProto& node);

// Reads the attributes of one node, which must outlive it.
class AttributeReader {
 public:
  explicit AttributeReader(const onnx::NodeProto& node) : node_(node) {}

  // For messages of whoever reads the node.
  std::string label() const { return label_of(node_); }

  // The attribute, or `otherwise` where the node has none of that name. Error where it has another type.
  std::int64_t integer(const char* name, std::int64_t otherwise);
  // Real and text alike; ONNX stores numbers as 32-bit floats.
  float real(const char* name, float otherwise);
  std::string text(const char* name, const char* otherwise);

  // The whole list; empty where the node has none of that name.
  std::vector<std::int64_t> integers(const char* name);
  std::vector<float> reals(const char* name);
  std::vector<std::string> texts(const char* name);

  // The entry `index` of a list that has `count` entries: one for the single axis of Conv1d, two for its
  // padding.
  std::int64_t entry(const char* name, int index, int count, std::int64_t otherwise);

  // The tensor attribute; Error where there is none.
  const onnx::TensorProto& tensor(const char* name);

  // Says that an attribute is known and does not matter here.
  void ignore(const char* name) { asked_.insert(name); }

  // Throws Error naming the first attribute that was not asked for.
  void finish() const;

 private:
  // An AttributeProto::AttributeType. Null where the node has none of that name; Error where it is of
  // another type.
  const onnx::AttributeProto* find(const char* name, int type);

  const onnx::NodeProto& node_;
  // Names that somebody asked for or ignored; finish() looks for others.
  std::set<std::string> asked_;
};

// Adds attributes to an ONNX node.
// Adds to the node that it was made of; a name given twice would be there twice.
class AttributeWriter {
 public:
  explicit AttributeWriter(onnx::NodeProto& node) : node_(node) {}

  void integer(const char* name, std::int64_t value);
  void real(const char* name, float value);
  // Lists of whole numbers, of reals and of texts.
  void list(const char* name, std::span<const std::int64_t> values);
  void reals(const char* name, std::span<const float> values);
  void texts(const char* name, std::span<const std::string> values);

 private:
  onnx::NodeProto& node_;
};

// The attributes of whatever slides over time: kernel_shape, strides, dilations, pads. Error where padding is
// left to ONNX ("auto_pad"), which depends on lengths that are not known when weights are read.
void read_window(AttributeReader& reader, Attributes& attributes);
void write_window(AttributeWriter& writer, const Attributes& attributes, std::int64_t kernel);

}  // namespace rwave::infer
