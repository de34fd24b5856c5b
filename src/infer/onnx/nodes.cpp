#include "infer/onnx/nodes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string_view>

#include "infer/onnx/attributes.h"
#include "infer/onnx/tensors.h"
#include "infer/ops/operator.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

double element(const Tensor& tensor, std::size_t i) {
  switch (tensor.type) {
    case ElementType::float32:
      return tensor.floats()[i];
    case ElementType::int8:
      return tensor.int8s()[i];
    case ElementType::uint8:
      return static_cast<std::uint8_t>(tensor.bytes[i]);
    case ElementType::int32:
      return tensor.int32s()[i];
    case ElementType::int64:
      return static_cast<double>(tensor.int64s()[i]);
  }
  return 0;
}

// The operator of a node; Error listing those that are known where it is none of them.
const Operator& known_operator(const onnx::NodeProto& proto) {
  if (const Operator* found = operator_named(proto.op_type(), proto.domain())) return *found;
  std::set<std::string_view> names;
  for (const Operator* known : operators()) names.insert(known->name);
  throw Error(fmt::format("{}: operator {}{}{} is not known (known: {})", label_of(proto), proto.domain(),
                          proto.domain().empty() ? "" : ".", proto.op_type(), fmt::join(names, " ")));
}

// Of two values of one name each program takes another one.
void require_new(const onnx::NodeProto& proto, bool is_new) {
  if (!is_new)
    throw Error(fmt::format("{}: its result \"{}\" is named twice", label_of(proto), proto.output(0)));
}

}  // namespace

const std::string& NodeReader::resolve(const std::string& name) const {
  const auto found = aliases_.find(name);
  return found == aliases_.end() ? name : found->second;
}

const Tensor& NodeReader::constant(const onnx::NodeProto& proto, int input) const {
  const auto found = graph_.constants.find(resolve(proto.input(input)));
  if (found == graph_.constants.end() || found->second.bytes.empty())
    throw Error(fmt::format("{}: input \"{}\" must be a constant, and the file holds none of that name",
                            label_of(proto), proto.input(input)));
  return found->second;
}

void NodeReader::read(onnx::NodeProto& proto) {
  for (int i = 1; i < proto.output_size(); ++i)
    if (!proto.output(i).empty() && proto.op_type() != "Dropout")
      throw Error(fmt::format("{}: a second result (\"{}\") is not known", label_of(proto), proto.output(i)));
  if (proto.output_size() == 0) throw Error(fmt::format("{}: it has no result", label_of(proto)));
  AttributeReader reader(proto);
  const std::string& type = proto.op_type();
  // In inference both give back their input. They vanish by renaming, so that no later step meets
  // them.
  if (type == "Identity" || type == "Dropout") {
    if (proto.input_size() == 0) throw Error(fmt::format("{}: it has no input", label_of(proto)));
    require_new(proto, aliases_.emplace(proto.output(0), resolve(proto.input(0))).second);
  } else if (type == "Constant") {
    onnx::TensorProto copy = reader.tensor("value");
    require_new(proto, graph_.constants.emplace(proto.output(0), take_tensor(copy)).second);
    reader.finish();
  } else if (type == "QuantizeLinear") {
    read_quantize(proto, reader);
  } else if (type == "DequantizeLinear") {
    read_dequantize(proto, reader);
  } else {
    Attributes attributes;
    const Operator& found = known_operator(proto);
    if (found.read) found.read(reader, attributes);
    reader.finish();
    append(proto, found.op, attributes);
  }
}

void NodeReader::append(const onnx::NodeProto& proto, Op op, const Attributes& attributes) {
  Node node{op, proto.name().empty() ? proto.output(0) : proto.name(), {}, proto.output(0), attributes};
  for (const std::string& input : proto.input())
    if (!input.empty()) node.inputs.push_back(resolve(input));
  // Add takes its constant second in our form.
  if (op == Op::add && node.inputs.size() == 2 && graph_.constants.contains(node.inputs[0]))
    std::swap(node.inputs[0], node.inputs[1]);
  graph_.nodes.push_back(std::move(node));
}

NodeReader::Rounding NodeReader::rounding_of(const onnx::NodeProto& proto) const {
  const Tensor& scale = constant(proto, 1);
  if (scale.type != ElementType::float32 || scale.elements() != 1)
    throw Error(fmt::format("{}: activations need one float32 scale", label_of(proto)));
  Rounding rounding{resolve(proto.input(0)), scale.floats()[0], 0};
  if (proto.input_size() > 2 && !proto.input(2).empty()) {
    const Tensor& zero_point = constant(proto, 2);
    if (zero_point.elements() != 1 ||
        (zero_point.type != ElementType::uint8 && zero_point.type != ElementType::int8))
      throw Error(fmt::format("{}: activations need one uint8 or int8 zero point", label_of(proto)));
    // int8's -128..127 is uint8's 0..255 moved by 128.
    rounding.zero_point =
        static_cast<int>(element(zero_point, 0)) + (zero_point.type == ElementType::int8 ? 128 : 0);
  }
  return rounding;
}

void NodeReader::read_quantize(const onnx::NodeProto& proto, AttributeReader& attributes) {
  attributes.ignore("axis");  // of scales by channel, which rounding_of refuses
  attributes.finish();
  if (proto.input_size() < 2)
    throw Error(fmt::format("{}: {} inputs; expected 2 or 3", label_of(proto), proto.input_size()));
  // Only noted: a QuantizeLinear has a meaning here together with the DequantizeLinear behind it,
  // as one rounding of a value that goes on as float32.
  require_new(proto, roundings_.emplace(proto.output(0), rounding_of(proto)).second);
}

void NodeReader::read_dequantize(const onnx::NodeProto& proto, AttributeReader& attributes) {
  const std::int64_t axis = attributes.integer("axis", 1);
  attributes.finish();
  if (proto.input_size() < 2)
    throw Error(fmt::format("{}: {} inputs; expected 2 or 3", label_of(proto), proto.input_size()));
  if (graph_.constants.contains(resolve(proto.input(0)))) return dequantize_weights(proto, axis);
  const auto begun = roundings_.find(proto.input(0));
  if (begun == roundings_.end())
    throw Error(fmt::format("{}: it must follow a QuantizeLinear or take a constant", label_of(proto)));
  const Rounding& first = begun->second;
  const Rounding second = rounding_of(proto);
  // A pair with different scales would be a change of scale, not a rounding.
  if (first.scale != second.scale || first.zero_point != second.zero_point)
    throw Error(
        fmt::format("{}: its scale or zero point is not that of its QuantizeLinear", label_of(proto)));
  Node node{Op::quantize,
            proto.name().empty() ? proto.output(0) : proto.name(),
            {first.input},
            proto.output(0),
            {}};
  node.attributes.scale = first.scale;
  node.attributes.zero_point = first.zero_point;
  graph_.nodes.push_back(std::move(node));
}

// Weights: kept as int8 where they are symmetric with scales along the first dimension, the form that the
// int8 kernels take; anything else becomes float32 here.
void NodeReader::dequantize_weights(const onnx::NodeProto& proto, std::int64_t axis) {
  const Tensor& values = constant(proto, 0);
  const Tensor& scales = constant(proto, 1);
  const bool shifted = proto.input_size() > 2 && !proto.input(2).empty();
  const Tensor* zero_points = shifted ? &constant(proto, 2) : nullptr;
  const std::int64_t rank = static_cast<std::int64_t>(values.shape.size());
  if (axis < 0) axis += rank;
  const std::size_t count = static_cast<std::size_t>(scales.elements());
  const bool by_channel = count > 1;
  if (scales.type != ElementType::float32 || values.type == ElementType::float32 || scales.bytes.empty() ||
      (by_channel &&
       (axis < 0 || axis >= rank || values.shape[static_cast<std::size_t>(axis)] != scales.elements())) ||
      (zero_points && zero_points->elements() != scales.elements()))
    throw Error(fmt::format("{}: scales of shape {} do not fit weights of shape {}", label_of(proto),
                            to_text(scales.shape), to_text(values.shape)));
  bool symmetric = true;
  for (std::size_t i = 0; zero_points && i < count; ++i)
    symmetric = symmetric && element(*zero_points, i) == 0;

  Tensor out{ElementType::float32, values.shape, {}, {}};
  if (values.type == ElementType::int8 && symmetric && rank > 1 && (axis == 0 || !by_channel)) {
    out.type = ElementType::int8;
    out.bytes = values.bytes;
    out.scales.assign(static_cast<std::size_t>(values.shape[0]), scales.floats()[0]);
    if (by_channel) out.scales.assign(scales.floats().begin(), scales.floats().end());
  } else {
    // Values in a row behind `axis`.
    std::size_t inner = 1;
    for (std::size_t i = static_cast<std::size_t>(by_channel ? axis + 1 : rank); i < values.shape.size(); ++i)
      inner *= static_cast<std::size_t>(values.shape[i]);
    std::vector<float> floats(static_cast<std::size_t>(values.elements()));
    for (std::size_t i = 0; i < floats.size(); ++i) {
      const std::size_t channel = by_channel ? i / inner % count : 0;
      const double zero = zero_points ? element(*zero_points, channel) : 0;
      floats[i] =
          static_cast<float>((element(values, i) - zero) * static_cast<double>(scales.floats()[channel]));
    }
    out = Tensor::of(values.shape, floats);
  }
  require_new(proto, graph_.constants.emplace(proto.output(0), std::move(out)).second);
}

}  // namespace rwave::infer
