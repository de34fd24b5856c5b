#include "infer/onnx/tensors.h"

#include <fmt/format.h>

#include <bit>

#include "infer/shapes.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

static_assert(std::endian::native == std::endian::little,
              "ONNX's raw data is little-endian and is taken as it is");

constexpr int max_rank = 8;

ElementType type_of(const onnx::TensorProto& proto) {
  switch (proto.data_type()) {
    case onnx::TensorProto::FLOAT:
      return ElementType::float32;
    case onnx::TensorProto::INT8:
      return ElementType::int8;
    case onnx::TensorProto::UINT8:
      return ElementType::uint8;
    case onnx::TensorProto::INT32:
      return ElementType::int32;
    case onnx::TensorProto::INT64:
      return ElementType::int64;
    default:
      throw Error(fmt::format(
          "tensor \"{}\": element type {} is not known (expected float32, int8, uint8, int32, int64)",
          proto.name(), proto.data_type()));
  }
}

// Values of one of the typed lists, narrowed to the element type, as bytes.
template <typename T, typename List>
std::string bytes_of(const List& list) {
  std::string bytes(static_cast<std::size_t>(list.size()) * sizeof(T), '\0');
  T* to = reinterpret_cast<T*>(bytes.data());
  for (const auto value : list) *to++ = static_cast<T>(value);
  return bytes;
}

std::string take_bytes(onnx::TensorProto& proto, ElementType type) {
  // ONNX has two forms: raw bytes, which most exporters write, and typed lists, where narrow types
  // lie in int32_data.
  if (proto.has_raw_data()) return std::move(*proto.mutable_raw_data());
  switch (type) {
    case ElementType::float32:
      return bytes_of<float>(proto.float_data());
    case ElementType::int8:
      return bytes_of<std::int8_t>(proto.int32_data());
    case ElementType::uint8:
      return bytes_of<std::uint8_t>(proto.int32_data());
    case ElementType::int32:
      return bytes_of<std::int32_t>(proto.int32_data());
    case ElementType::int64:
      return bytes_of<std::int64_t>(proto.int64_data());
  }
  return {};
}

}  // namespace

Tensor take_tensor(onnx::TensorProto& proto) {
  // A path in a file from somebody else would let it read any file; and a model of two files loses
  // one of them.
  if (proto.data_location() == onnx::TensorProto::EXTERNAL)
    throw Error(fmt::format("tensor \"{}\": its values are in another file; save the model as one file",
                            proto.name()));
  Tensor tensor;
  tensor.type = type_of(proto);
  tensor.shape.assign(proto.dims().begin(), proto.dims().end());
  const std::int64_t elements = count_elements(tensor.shape, max_constant_elements);
  if (elements < 0 || proto.dims_size() > max_rank)
    throw Error(fmt::format("tensor \"{}\": a shape of {} is absurd", proto.name(), to_text(tensor.shape)));
  tensor.bytes = take_bytes(proto, tensor.type);
  // Compared exactly: a tensor with more bytes than its shape says was written by somebody who
  // meant another shape.
  const std::size_t expected = static_cast<std::size_t>(elements) * size_of(tensor.type);
  if (tensor.bytes.size() != expected)
    throw Error(fmt::format("tensor \"{}\": {} bytes of values; its shape {} and type {} need {}",
                            proto.name(), tensor.bytes.size(), to_text(tensor.shape), name_of(tensor.type),
                            expected));
  return tensor;
}

void fill_tensor(const Tensor& tensor, const std::string& name, onnx::TensorProto& proto) {
  proto.set_name(name);
  for (const std::int64_t extent : tensor.shape) proto.add_dims(extent);
  proto.set_raw_data(tensor.bytes);
  switch (tensor.type) {
    case ElementType::float32:
      proto.set_data_type(onnx::TensorProto::FLOAT);
      break;
    case ElementType::int8:
      proto.set_data_type(onnx::TensorProto::INT8);
      break;
    case ElementType::uint8:
      proto.set_data_type(onnx::TensorProto::UINT8);
      break;
    case ElementType::int32:
      proto.set_data_type(onnx::TensorProto::INT32);
      break;
    case ElementType::int64:
      proto.set_data_type(onnx::TensorProto::INT64);
      break;
  }
}

}  // namespace rwave::infer
