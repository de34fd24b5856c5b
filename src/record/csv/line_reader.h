#pragma once
// The lines of a text file, one after the other, in constant memory.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "record/byte_source.h"

namespace rwave {

// Lines longer than this are no table of samples; a binary file named .csv is found out by it.
inline constexpr std::size_t longest_line = 1 << 20;

class LineReader {
 public:
  // Starts at a byte offset, where line `line` (counted from 1) begins.
  LineReader(const ByteSource& source, std::int64_t offset, std::int64_t line)
      : source_(&source), offset_(offset), line_(line - 1) {}

  // The next line without its end (\n or \r\n), or nothing at the end of the file. Valid until the next call.
  // Throws Error where a line is too long.
  std::optional<std::string_view> next();

  // Of the line that next() gave last: its number, and the offset of its first byte.
  std::int64_t line() const { return line_; }
  std::int64_t line_offset() const { return line_offset_; }

 private:
  bool refill();

  const ByteSource* source_;
  std::int64_t offset_;  // of buffer_[0] in the file
  std::int64_t line_;
  std::int64_t line_offset_ = 0;
  std::vector<std::uint8_t> buffer_;
  std::size_t at_ = 0;  // first byte of the next line in buffer_
};

}  // namespace rwave
