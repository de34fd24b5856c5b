#pragma once
// The elements of a MAT file of version 5: tagged, padded, some compressed.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rwave {

// The numbers that a tag holds (MAT-File Format, table 1-1). What is stored may be narrower than the
// array's class: MATLAB writes a double array of whole numbers as uint8.
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
  // An array with its name and sizes as elements within it.
  matrix = 14,
  // A whole element under zlib; MATLAB's default since version 7.
  compressed = 15,
  utf8 = 16,
  utf16 = 17,
  utf32 = 18
};

// One element; its data are a part of the file's bytes, or of what inflate_element() gave.
struct MatElement {
  MatType type{};
  std::span<const std::uint8_t> data;
};

// The elements of a part of the file, one after the other. `offset` is where the part begins, for messages;
// of what is within a compressed element it is that element's.
class MatReader {
 public:
  // `swapped`: the file's byte order is the other one. `file` must outlive the reader.
  MatReader(std::span<const std::uint8_t> part, bool swapped, std::int64_t offset, const std::string& file)
      : part_(part), swapped_(swapped), offset_(offset), file_(&file) {}

  // Nothing at the part's end. Throws Error where an element is longer than what is left of the part.
  std::optional<MatElement> next();

  // The same, where one must follow: Error naming `what` is missing.
  MatElement require(const char* what);

  // The elements within one that next() gave last.
  MatReader within(const MatElement& element) const;

  // Throws Error at the last element's offset.
  [[noreturn]] void fail(const std::string& message) const;

  // Four bytes of an element in the file's byte order; Error where it ends before them.
  std::uint32_t u32(std::span<const std::uint8_t> data, std::size_t at) const;

  // The numbers of an element of a numeric type as doubles, exact up to 2^53; Error for other types.
  std::vector<double> numbers(const MatElement& element) const;

  // Whether the file's byte order is not this machine's.
  bool swapped() const { return swapped_; }
  // Of the last element, for messages.
  std::int64_t offset() const { return offset_ + static_cast<std::int64_t>(element_at_); }
  const std::string& file() const { return *file_; }

 private:
  // An unsigned number of 1 to 8 bytes.
  std::uint64_t raw(std::span<const std::uint8_t> data, std::size_t at, std::size_t bytes) const;

  // What the next element is read from: the file, or what one element holds.
  std::span<const std::uint8_t> part_;
  bool swapped_;
  std::int64_t offset_;
  const std::string* file_;
  // Where the next element begins in the part, and where the last one did, which messages name.
  std::size_t at_ = 0;
  std::size_t element_at_ = 0;
};

// What a compressed element holds, at most `limit` bytes (else Error). Memory grows with what comes out,
// not with the length that the file claims.
std::vector<std::uint8_t> inflate_element(const MatElement& element, std::size_t limit,
                                          const MatReader& reader);

}  // namespace rwave
