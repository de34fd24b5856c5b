#include "record/csv/line_reader.h"

#include <cstring>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t chunk = 1 << 16;

}  // namespace

// Reads on behind the `kept` characters of the buffer; returns the characters read.
std::size_t LineReader::fill(std::size_t kept) {
  buffer_.resize(kept + chunk);
  const auto at = offset_ + static_cast<std::int64_t>(kept) * encoding_.unit_bytes;
  if (encoding_.unit_bytes == 1) return source_->read_some(at, std::span(buffer_).subspan(kept));
  raw_.resize(2 * chunk);
  const std::size_t units = source_->read_some(at, raw_) / 2;
  // UTF-16 becomes one byte a character. What a table needs lies in Latin-1, apart from a few signs
  // that narrow() maps.
  for (std::size_t i = 0; i < units; ++i) {
    const unsigned first = raw_[2 * i], second = raw_[2 * i + 1];
    buffer_[kept + i] =
        static_cast<std::uint8_t>(narrow(encoding_.big_endian ? first << 8 | second : second << 8 | first));
  }
  return units;
}

// Drops the lines already given and reads on. False at the end of the file.
bool LineReader::refill() {
  // The unfinished line moves to the front, so that it is in one piece when its end arrives.
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(at_));
  offset_ += static_cast<std::int64_t>(at_) * encoding_.unit_bytes;
  at_ = 0;
  const std::size_t kept = buffer_.size();
  // A binary file taken for a table has no line ends, and would be read into memory as one line.
  if (kept > longest_line)
    throw Error::at_line(source_->name(), line_ + 1, "longer than 1048576 bytes: not a table");
  const std::size_t got = fill(kept);
  buffer_.resize(kept + got);
  return got > 0;
}

std::optional<std::string_view> LineReader::next() {
  std::size_t searched = 0;  // bytes of this line known to hold no line end
  for (;;) {
    const std::uint8_t* begin = buffer_.data() + at_;
    const std::size_t held = buffer_.size() - at_;
    const void* end =
        held > searched ? std::memchr(begin + searched, encoding_.line_end, held - searched) : nullptr;
    searched = held;
    if (end == nullptr && refill()) continue;
    begin = buffer_.data() + at_;
    if (end == nullptr && buffer_.size() == at_) return std::nullopt;
    // The last line of a file may lack its line end.
    const std::size_t length = end == nullptr
                                   ? buffer_.size() - at_
                                   : static_cast<std::size_t>(static_cast<const std::uint8_t*>(end) - begin);
    ++line_;
    line_offset_ = offset_ + static_cast<std::int64_t>(at_) * encoding_.unit_bytes;
    cut_off_ = end == nullptr;
    at_ += length + (end == nullptr ? 0 : 1);
    std::string_view line(reinterpret_cast<const char*>(begin), length);
    while (line.ends_with('\r')) line.remove_suffix(1);  // converted twice, some have two
    return line;
  }
}

}  // namespace rwave
