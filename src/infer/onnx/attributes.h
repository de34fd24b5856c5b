#pragma once
// The attributes of one ONNX node, each asked for by name; what nobody asked for is an error, since an
// attribute that is overlooked changes results in silence.

#include <cstdint>
#include <set>
#include <string>

#include "infer/onnx/proto.h"

namespace rwave::infer {

// What messages call a node: its own name, else the first value it computes.
std::string label_of(const onnx::NodeProto& node);

class AttributeReader {
 public:
  explicit AttributeReader(const onnx::NodeProto& node) : node_(node) {}

  std::int64_t integer(const char* name, std::int64_t otherwise);
  float real(const char* name, float otherwise);
  std::string text(const char* name, const char* otherwise);

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
  const onnx::AttributeProto* find(const char* name, onnx::AttributeProto::AttributeType type);

  const onnx::NodeProto& node_;
  std::set<std::string> asked_;
};

}  // namespace rwave::infer
