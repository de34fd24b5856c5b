#include "infer/tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "rwave/error.h"

namespace rwave::infer {
namespace {

// Values are kept as the bytes of the file: an int8 network has a quarter of the float32 one's size
// only as long as nobody widens it.
template <typename T>
Tensor make(ElementType type, std::vector<std::int64_t> shape, std::span<const T> values) {
  Tensor tensor{type,
                std::move(shape),
                std::string(reinterpret_cast<const char*>(values.data()), values.size_bytes()),
                {}};
  if (tensor.elements() != static_cast<std::int64_t>(values.size())) {
    throw Error(fmt::format("a tensor of shape {} has {} values, not {}", to_text(tensor.shape),
                            tensor.elements(), values.size()));
  }
  return tensor;
}

}  // namespace

std::size_t size_of(ElementType type) {
  switch (type) {
    case ElementType::float32:
      return 4;
    case ElementType::int8:
    case ElementType::uint8:
      return 1;
    case ElementType::int32:
      return 4;
    case ElementType::int64:
      return 8;
  }
  return 0;
}

std::string_view name_of(ElementType type) {
  switch (type) {
    case ElementType::float32:
      return "float32";
    case ElementType::int8:
      return "int8";
    case ElementType::uint8:
      return "uint8";
    case ElementType::int32:
      return "int32";
    case ElementType::int64:
      return "int64";
  }
  return "";
}

Tensor Tensor::of(std::vector<std::int64_t> shape, std::span<const float> values) {
  return make(ElementType::float32, std::move(shape), values);
}

Tensor Tensor::of(std::vector<std::int64_t> shape, std::span<const std::int64_t> values) {
  return make(ElementType::int64, std::move(shape), values);
}

Tensor Tensor::of(std::vector<std::int64_t> shape, std::span<const std::int8_t> values,
                  std::vector<float> scales) {
  Tensor tensor = make(ElementType::int8, std::move(shape), values);
  if (tensor.shape.empty() || tensor.shape.front() != static_cast<std::int64_t>(scales.size()))
    throw Error(fmt::format("int8 weights of shape {} need a scale for each of the first dimension, not {}",
                            to_text(tensor.shape), scales.size()));
  tensor.scales = std::move(scales);
  return tensor;
}

std::int64_t Tensor::elements() const {
  return count_elements(shape, std::numeric_limits<std::int64_t>::max());
}

std::vector<float> to_floats(const Tensor& tensor) {
  if (tensor.type == ElementType::float32) return {tensor.floats().begin(), tensor.floats().end()};
  if (tensor.type != ElementType::int8)
    throw Error(fmt::format("weights must be float32 or int8, not {}", name_of(tensor.type)));
  const std::span<const std::int8_t> values = tensor.int8s();
  std::vector<float> out(values.size());
  // Scales belong to the first dimension, the output channels, so each holds for an equal part of
  // the values in order.
  const std::size_t part = tensor.scales.empty() ? 0 : values.size() / tensor.scales.size();
  for (std::size_t i = 0; i < values.size(); ++i)
    out[i] = static_cast<float>(values[i]) * (part == 0 ? 1.0F : tensor.scales[i / part]);
  return out;
}

// Bounded before each multiplication: shapes come from files.
std::int64_t count_elements(std::span<const std::int64_t> shape, std::int64_t limit) {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) {
    if (extent < 0) return -1;
    if (extent == 0) return 0;  // whatever the others are: they are bounded where they are read
    if (count > limit / extent) return -1;
    count *= extent;
  }
  return count;
}

std::string to_text(std::span<const std::int64_t> shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

}  // namespace rwave::infer
