#pragma once
// WFDB's signal storage formats (signal(5) of the WFDB manual): sizes, codes of "not recorded", and decoders.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "rwave/recording.h"

namespace rwave {

// How samples become bytes. Formats that pack several samples together do it over the whole sequence of a
// file's samples, across signals and frames: a unit is the smallest whole number of bytes that holds whole
// samples.
struct PackedFormat {
  // The number by which headers name the format.
  int code = 0;
  // Samples and bytes of a unit: 1 and 2 for format 16, 2 and 3 for 212, 3 and 4 for 310 and 311.
  int unit_samples = 1;
  int unit_bytes = 1;
  // Least value that a sample can have; below it lies `invalid`.
  std::int32_t lowest = 0;
  // Greatest value that a sample can have.
  std::int32_t highest = 0;
  // Stored where there is no sample; becomes missing_sample.
  std::int32_t invalid = 0;

  // Decodes whole units: `bytes` holds units * unit_bytes, `out` takes units * unit_samples.
  void (*decode)(const std::uint8_t* bytes, std::size_t units, std::int32_t* out) = nullptr;
};

// The format of that code (16, 24, 32, 61, 80, 160, 212, 310 or 311); null for others.
const PackedFormat* packed_format(int code);

// Whether WFDB has a signal format of that number, 0 (null signal) apart.
bool is_signal_format(int code);

// Whether it is one of the FLAC formats: 508, 516, 524.
bool is_flac_format(int code);

// What a missing sample is stored as in that format: it counts in the checksum. 0 where the format has no
// such code.
std::int32_t invalid_code(int code);

// All formats, for messages: "8 16 24 ... 524".
std::string signal_format_list();

// Bytes that `samples` samples take, and samples that `bytes` bytes hold, the last unit possibly begun only.
std::int64_t bytes_of_samples(const PackedFormat& format, std::int64_t samples);
std::int64_t samples_of_bytes(const PackedFormat& format, std::int64_t bytes);

}  // namespace rwave
