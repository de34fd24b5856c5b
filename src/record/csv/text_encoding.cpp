#include "record/csv/text_encoding.h"

#include <algorithm>
#include <vector>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t encoding_sample_bytes = 4096;

}  // namespace

// Micro sign, minus and narrow blanks have several code points. One byte stands for each, so that
// later steps know one form.
char narrow(unsigned unit) {
  if (unit == 0x3bc) return '\xb5';
  if (unit == 0x2212) return '-';
  if (unit == 0x202f || unit == 0x2009) return '\xa0';  // narrow blanks between thousands
  return unit < 0x100 ? static_cast<char>(unit) : '?';
}

TextEncoding find_encoding(const ByteSource& source) {
  std::vector<std::uint8_t> head(encoding_sample_bytes);
  head.resize(source.read_some(0, head));
  TextEncoding encoding;
  const auto begins = [&](std::initializer_list<std::uint8_t> mark) {
    return head.size() >= mark.size() && std::equal(mark.begin(), mark.end(), head.begin());
  };
  // ASCII in UTF-16 has a zero in every other byte, which tells the encoding of a file without a
  // byte order mark. Windows programs write such files.
  std::size_t even_zeros = 0, odd_zeros = 0;
  for (std::size_t i = 0; i < head.size(); ++i)
    if (head[i] == 0) ++(i % 2 == 0 ? even_zeros : odd_zeros);
  if (begins({0xef, 0xbb, 0xbf})) {
    encoding.name = "UTF-8 with byte order mark";
    encoding.mark_bytes = 3;
  } else if (begins({0xff, 0xfe}) || (even_zeros == 0 && odd_zeros > head.size() / 3)) {
    encoding.name = "UTF-16LE";
    encoding.unit_bytes = 2;
    encoding.mark_bytes = begins({0xff, 0xfe}) ? 2 : 0;
  } else if (begins({0xfe, 0xff}) || (odd_zeros == 0 && even_zeros > head.size() / 3)) {
    encoding.name = "UTF-16BE";
    encoding.unit_bytes = 2;
    encoding.big_endian = true;
    encoding.mark_bytes = begins({0xfe, 0xff}) ? 2 : 0;
  } else if (even_zeros + odd_zeros > 0) {
    const auto zero = std::ranges::find(head, std::uint8_t{0});
    throw Error::at_offset(source.name(), zero - head.begin(),
                           "a zero byte: this is no table of numbers but a binary file");
  }
  const auto holds = [&](std::uint8_t c) { return std::ranges::find(head, c) != head.end(); };
  // Line ends of old Macintosh programs, which some laboratory software still writes.
  if (!holds('\n') && holds('\r')) encoding.line_end = '\r';
  return encoding;
}

}  // namespace rwave
