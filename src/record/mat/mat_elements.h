#pragma once
// The elements of a MAT file of version 5: tagged, padded, some compressed.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rwave {

enum class MatType : std::uint32_t {
  int8 = 1,
  uint8 = 2,
  int16 = 3,
  uint16 = 4,
  int32 = 5,
  uint32 = 6,
  single_real = 7,
  double_real = 9,
  int64 = 12,
  uint64 = 13,
  matrix = 14,
  compressed = 15,
  utf8 = 16,
  utf16 = 17,
  utf32 = 18
};

struct MatElement {
  MatType type{};
  std::span<const std::uint8_t> data;
};

// The elements of a part of the file, one after the other. `offset` is where the part begins, for messages;
// of what is within a compressed element it is that element's.
class MatReader {
 public:
  MatReader(std::span<const std::uint8_t> part, bool swapped, std::int64_t offset, const std::string& file)
      : part_(part), swapped_(swapped), offset_(offset), file_(&file) {}

  // Nothing at the part's end. Throws Error where an element is longer than what is left of the part.
  std::optional<MatElement> next();

  // The same, where one must follow.
  MatElement require(const char* what);

  // The elements within one that next() gave last.
  MatReader within(const MatElement& element) const;

  [[noreturn]] void fail(const std::string& message) const;

  std::uint32_t u32(std::span<const std::uint8_t> data, std::size_t at) const;

  // The numbers of an element of a numeric type; Error for others.
  std::vector<double> numbers(const MatElement& element) const;

  bool swapped() const { return swapped_; }
  std::int64_t offset() const { return offset_ + static_cast<std::int64_t>(element_at_); }
  const std::string& file() const { return *file_; }

 private:
  std::uint64_t raw(std::span<const std::uint8_t> data, std::size_t at, std::size_t bytes) const;

  std::span<const std::uint8_t> part_;
  bool swapped_;
  std::int64_t offset_;
  const std::string* file_;
  std::size_t at_ = 0;          // of the next element
  std::size_t element_at_ = 0;  // of the last one
};

// What a compressed element holds, at most `limit` bytes (else Error).
std::vector<std::uint8_t> inflate_element(const MatElement& element, std::size_t limit,
                                          const MatReader& reader);

}  // namespace rwave
