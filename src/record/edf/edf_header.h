#pragma once
// EDF and BDF headers, checked before EDFlib sees the file: EDFlib names no field when it refuses, and it
// computes with some of these numbers before it has checked them all.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rwave {

struct EdfSignal {
  std::string label;  // UTF-8
  std::string units;  // UTF-8; EDF's "physical dimension"
  int samples = 0;    // in a data record
  bool annotations = false;
};

struct EdfHeader {
  bool bdf = false;          // samples of 24 bits, not 16
  bool plus = false;         // EDF+ or BDF+: signals may be annotations
  std::int64_t bytes = 0;    // of the header
  std::int64_t records = 0;  // data records in the file
  double duration = 0;       // of a data record, seconds
  std::vector<EdfSignal> signals;

  std::int64_t record_bytes() const;
};

inline constexpr std::int64_t edf_fixed_bytes = 256;   // before the signals' fields
inline constexpr std::int64_t edf_signal_bytes = 256;  // of each signal's fields
inline constexpr int most_edf_signals = 640;           // EDFlib's limit

// Number of signals, from the first 256 bytes. Throws Error unless they begin an EDF or BDF file.
int edf_signal_count(std::span<const std::uint8_t> fixed_part, const std::string& file);

// Parses a whole header, 256 * (signals + 1) bytes, of a file of `file_bytes` bytes. Throws Error at the
// offset of the field at fault; discontinuous files, a record duration of zero and a file shorter or longer
// than stated are such faults.
EdfHeader parse_edf_header(std::span<const std::uint8_t> bytes, std::int64_t file_bytes,
                           const std::string& file);

}  // namespace rwave
