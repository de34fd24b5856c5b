#pragma once
// The one place that calls EDFlib.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "record/byte_source.h"
#include "record/edf/edf_header.h"
#include "rwave/annotation.h"

namespace rwave {

// An EDF signal's scale, as EDFlib reads it: the physical values of two digital ones.
struct EdfScale {
  double physical_minimum = 0, physical_maximum = 0;
  int digital_minimum = 0, digital_maximum = 0;
};

// An EDF+ annotation: seconds from the start of the file, and its text in UTF-8.
struct EdfNote {
  double onset = 0;
  std::string text;
};

struct EdfContents {
  std::vector<EdfScale> scales;  // of the signals that are no annotations, in order
  std::vector<EdfNote> notes;
  std::string start;  // as RecordingInfo::start
};

// What EDFlib makes of the file: it checks header, size and annotations thoroughly. EDFlib is open for the
// length of this call only, behind a lock: opening is not safe between threads, one file cannot be open
// twice, and its reading, byte by byte through stdio, is not what samples are read with. `header_bytes` are
// the file's own, of which `header` was parsed. Throws Error where EDFlib refuses the file.
EdfContents read_with_edflib(const ByteSource& source, const EdfHeader& header,
                             std::span<const std::uint8_t> header_bytes);

}  // namespace rwave
