#pragma once
// EDF files that a program spoiled on their way: two joined end to end, or written again as text.

#include <cstdint>
#include <span>

#include "record/byte_source.h"
#include "record/edf/edf_header.h"

namespace rwave {

// parse_edf_header() of the file. Where a second EDF file begins behind whole data records of the first
// (`cat a.edf b.edf`), the first alone counts, with a warning: the second one's header would be samples, and
// shift all that follows. Throws Error where the samples are text, as a program took the file for: each byte
// above 127 became two or three (UTF-8), or a question mark.
EdfHeader header_of_first_file(const ByteSource& source, std::span<const std::uint8_t> bytes);

}  // namespace rwave
