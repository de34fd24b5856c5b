#pragma once
// The lines of a text file, one after the other, in constant memory.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "record/byte_source.h"
#include "record/csv/text_encoding.h"

namespace rwave {

// Lines longer than this are no table of samples; a binary file named .csv is found out by it.
inline constexpr std::size_t longest_line = 1 << 20;

// Reads in chunks of 64 KB through ByteSource, so a table of any length needs the same memory. The source
// must outlive it.
class LineReader {
 public:
  // Starts at a byte offset, where line `line` (counted from 1) begins.
  LineReader(const ByteSource& source, const TextEncoding& encoding, std::int64_t offset, std::int64_t line)
      : source_(&source), encoding_(encoding), offset_(offset), line_(line - 1) {}

  // The next line without its end (\n, \r\n or \r), or nothing at the end of the file. Of UTF-16 one byte a
  // character, see narrow(). Valid until the next call. Throws Error where a line is too long.
  std::optional<std::string_view> next();

  // Of the line that next() gave last: its number, the offset of its first byte, and whether the file ends
  // with it without a line end.
  std::int64_t line() const { return line_; }
  std::int64_t line_offset() const { return line_offset_; }
  bool cut_off() const { return cut_off_; }

 private:
  // Makes room by dropping what was given, and reads on; false at the end of the file.
  bool refill();

  std::size_t fill(std::size_t kept);

  // Not owned; it must outlive the reader.
  const ByteSource* source_;
  TextEncoding encoding_;
  // Where buffer_[0] lies in the file.
  std::int64_t offset_;
  std::int64_t line_;
  std::int64_t line_offset_ = 0;
  bool cut_off_ = false;
  // Text that was read and not given yet, a byte per character.
  std::vector<std::uint8_t> buffer_;
  // Of UTF-16, before it is narrowed.
  std::vector<std::uint8_t> raw_;
  // First byte of the next line in buffer_.
  std::size_t at_ = 0;
};

}  // namespace rwave
