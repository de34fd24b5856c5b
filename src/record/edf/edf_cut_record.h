#pragma once
// The data record that an EDF file ends within, as a recorder that was switched off or a copy that was cut
// off leaves it: signals stand behind each other in it, so that the first ones may be whole and the last ones
// not there.

#include <cstdint>
#include <vector>

#include "record/byte_source.h"
#include "record/edf/edf_header.h"

namespace rwave {

// What can be read of it. It is kept in memory: a data record is a few seconds.
struct EdfCutRecord {
  // That hold a sample of any signal.
  std::int64_t frames = 0;
  // Of each signal that is read, in the header's order: frames * samples per frame, missing_sample where the
  // file has ended.
  std::vector<std::vector<std::int32_t>> samples;
};

// Reads the header's cut_bytes behind the whole data records; `record_frames`: frames in a data record.
EdfCutRecord read_cut_record(const ByteSource& source, const EdfHeader& header, std::int64_t record_frames);

}  // namespace rwave
