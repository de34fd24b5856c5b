#include "infer/onnx/attributes.h"

#include <fmt/format.h>

#include <array>

#include "infer/onnx/proto.h"
#include "rwave/error.h"

namespace rwave::infer {

// Exporters leave names out; a node's first result has one in any case, since others refer to it.
std::string label_of(const onnx::NodeProto& node) {
  const std::string& name = !node.name().empty() || node.output_size() == 0 ? node.name() : node.output(0);
  return fmt::format("node {} ({})", name, node.op_type());
}

const onnx::AttributeProto* AttributeReader::find(const char* name, int type) {
  // What was asked for is remembered, so that finish() can refuse what was not: an attribute that
  // is overlooked changes results in silence.
  asked_.insert(name);
  for (const onnx::AttributeProto& attribute : node_.attribute()) {
    if (attribute.name() != name) continue;
    if (attribute.type() != type)
      throw Error(fmt::format("{}: attribute {} has the wrong type", label_of(node_), name));
    return &attribute;
  }
  return nullptr;
}

std::int64_t AttributeReader::integer(const char* name, std::int64_t otherwise) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::INT);
  return found ? found->i() : otherwise;
}

float AttributeReader::real(const char* name, float otherwise) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::FLOAT);
  return found ? found->f() : otherwise;
}

std::string AttributeReader::text(const char* name, const char* otherwise) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::STRING);
  return found ? found->s() : otherwise;
}

std::int64_t AttributeReader::entry(const char* name, int index, int count, std::int64_t otherwise) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::INTS);
  if (!found) return otherwise;
  // Two entries in kernel_shape are a picture's convolution.
  if (found->ints_size() != count)
    throw Error(fmt::format("{}: {} has {} entries, expected {}: only one-dimensional layers are known",
                            label_of(node_), name, found->ints_size(), count));
  return found->ints(index);
}

std::vector<std::int64_t> AttributeReader::integers(const char* name) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::INTS);
  return found ? std::vector<std::int64_t>(found->ints().begin(), found->ints().end())
               : std::vector<std::int64_t>();
}

std::vector<float> AttributeReader::reals(const char* name) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::FLOATS);
  return found ? std::vector<float>(found->floats().begin(), found->floats().end()) : std::vector<float>();
}

std::vector<std::string> AttributeReader::texts(const char* name) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::STRINGS);
  return found ? std::vector<std::string>(found->strings().begin(), found->strings().end())
               : std::vector<std::string>();
}

const onnx::TensorProto& AttributeReader::tensor(const char* name) {
  const onnx::AttributeProto* found = find(name, onnx::AttributeProto::TENSOR);
  if (!found) throw Error(fmt::format("{}: attribute {} is missing", label_of(node_), name));
  return found->t();
}

void AttributeReader::finish() const {
  for (const onnx::AttributeProto& attribute : node_.attribute())
    if (!asked_.contains(attribute.name()))
      throw Error(fmt::format("{}: attribute {} is not known", label_of(node_), attribute.name()));
}

void AttributeWriter::integer(const char* name, std::int64_t value) {
  onnx::AttributeProto& attribute = *node_.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}

void AttributeWriter::real(const char* name, float value) {
  onnx::AttributeProto& attribute = *node_.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}

void AttributeWriter::list(const char* name, std::span<const std::int64_t> values) {
  onnx::AttributeProto& attribute = *node_.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute.add_ints(value);
}

void AttributeWriter::reals(const char* name, std::span<const float> values) {
  onnx::AttributeProto& attribute = *node_.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::FLOATS);
  for (const float value : values) attribute.add_floats(value);
}

void AttributeWriter::texts(const char* name, std::span<const std::string> values) {
  onnx::AttributeProto& attribute = *node_.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::STRINGS);
  for (const std::string& value : values) attribute.add_strings(value);
}

void read_window(AttributeReader& reader, Attributes& attributes) {
  const std::string padding = reader.text("auto_pad", "NOTSET");
  // SAME_UPPER depends on the input's length, which explicit pads state once.
  if (padding != "NOTSET" && padding != "VALID")
    throw Error(fmt::format("{}: auto_pad {} is not known; export the model with explicit pads",
                            reader.label(), padding));
  attributes.kernel = reader.entry("kernel_shape", 0, 1, 1);
  attributes.stride = reader.entry("strides", 0, 1, 1);
  attributes.dilation = reader.entry("dilations", 0, 1, 1);
  attributes.pad_begin = reader.entry("pads", 0, 2, 0);
  attributes.pad_end = reader.entry("pads", 1, 2, 0);
}

void write_window(AttributeWriter& writer, const Attributes& attributes, std::int64_t kernel) {
  writer.list("kernel_shape", std::array{kernel});
  writer.list("strides", std::array{attributes.stride});
  writer.list("pads", std::array{attributes.pad_begin, attributes.pad_end});
}

}  // namespace rwave::infer
