#pragma once
// Constants of a graph: weights, and the shapes that Reshape takes.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rwave::infer {

// int32 and uint8 are met only while a file is read: DequantizeLinear turns them into float32 at once.
enum class ElementType { float32, int8, uint8, int32, int64 };

// Bytes of one element, and the type as messages name it.
std::size_t size_of(ElementType type);
std::string_view name_of(ElementType type);

// A constant: row-major, in the machine's byte order. The bytes are a string because that is what protobuf
// hands over without a copy, and weights are most of a model's memory.
struct Tensor {
  // Of all values of the tensor.
  ElementType type = ElementType::float32;
  // Empty: a scalar.
  std::vector<std::int64_t> shape;
  std::string bytes;
  // Only for int8: value = int8 * scales[i], i the index along the first dimension (output channels).
  std::vector<float> scales;

  // Copies the values. Throws Error where their number is not the shape's, or int8 scales are not one per
  // output channel.
  static Tensor of(std::vector<std::int64_t> shape, std::span<const float> values);
  static Tensor of(std::vector<std::int64_t> shape, std::span<const std::int64_t> values);
  static Tensor of(std::vector<std::int64_t> shape, std::span<const std::int8_t> values,
                   std::vector<float> scales);

  // The product of the dimensions; 1 for a scalar.
  std::int64_t elements() const;

  // The values as they are stored; the caller has checked the type.
  std::span<const float> floats() const { return view<float>(); }
  std::span<const std::int8_t> int8s() const { return view<std::int8_t>(); }
  std::span<const std::int32_t> int32s() const { return view<std::int32_t>(); }
  std::span<const std::int64_t> int64s() const { return view<std::int64_t>(); }

 private:
  // The string's bytes as numbers: std::string allocates at addresses that fit every element type here.
  template <typename T>
  std::span<const T> view() const {
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
};

// The values as float32, int8 ones times their scales. Error for any other type.
std::vector<float> to_floats(const Tensor& tensor);

// The product of the dimensions; -1 where one is negative or the product passes `limit`.
std::int64_t count_elements(std::span<const std::int64_t> shape, std::int64_t limit);

// "(32, 1, 5)"
std::string to_text(std::span<const std::int64_t> shape);

}  // namespace rwave::infer
