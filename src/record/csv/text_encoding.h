#pragma once
// How the bytes of a text file are characters and lines, told from its beginning.

#include <cstdint>
#include <string>
#include <string_view>

#include "record/byte_source.h"

namespace rwave {

// How characters and lines are stored.
struct TextEncoding {
  // For RecordingInfo::understood; UTF-8 and Latin-1 need no telling apart, since numbers are ASCII in
  // both.
  std::string_view name = "UTF-8 or Latin-1";
  // Bytes of a byte order mark before the text; 0 where there is none.
  std::int64_t mark_bytes = 0;
  // Bytes of a character: 2 for UTF-16, else 1.
  int unit_bytes = 1;
  bool big_endian = false;
  // '\n' also for \r\n; '\r' in files of old Macs.
  char line_end = '\n';
};

// By the byte order mark; without one, UTF-16 by zero bytes in every other place. Throws Error where the file
// is binary.
TextEncoding find_encoding(const ByteSource& source);

// One UTF-16 unit as a byte: Latin-1 as it is, the Greek mu as the micro sign, the typographic minus as '-',
// others '?'. Tables of numbers need no more.
char narrow(unsigned unit);

}  // namespace rwave
