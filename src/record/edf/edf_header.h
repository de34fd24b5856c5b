#pragma once
// EDF and BDF headers, as devices and programs write them: what is wrong in a field is named with its offset,
// and read all the same where the samples do not depend on it.
//
// No library reads these: EDFlib refuses a file for a patient field with too few parts, a blank on the wrong
// side of a number or a dead channel, and does not say where. The format's own description
// (edfplus.info/specs) is followed.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rwave {

struct EdfSignal {
  std::string label;       // UTF-8
  std::string transducer;  // UTF-8
  std::string units;       // UTF-8; EDF's "physical dimension"
  double physical_minimum = 0, physical_maximum = 0;
  double digital_minimum = 0, digital_maximum = 0;
  int samples = 0;  // in a data record
  bool annotations = false;
  bool dead = false;  // without samples or without a scale: not read
};

struct EdfHeader {
  bool bdf = false;            // samples of 24 bits, not 16
  bool discontinuous = false;  // EDF+D: each data record says when it begins
  std::int64_t bytes = 0;      // of the header
  std::int64_t records = 0;    // whole data records in the file
  std::int64_t cut_bytes = 0;  // behind them, of a data record that the file ends within
  double duration = 0;         // of a data record, seconds; 0 in files of annotations alone
  std::string start;           // as RecordingInfo::start, without a fraction of a second
  std::vector<EdfSignal> signals;
  std::vector<std::string> warnings;  // fields that are wrong, and what was made of them

  std::int64_t sample_bytes() const { return bdf ? 3 : 2; }
  std::int64_t record_bytes() const;
};

inline constexpr std::int64_t edf_fixed_bytes = 256;   // before the signals' fields
inline constexpr std::int64_t edf_signal_bytes = 256;  // of each signal's fields
inline constexpr int most_edf_signals = 4096;

// Number of signals, from the first 256 bytes. Throws Error unless they begin an EDF or BDF file.
int edf_signal_count(std::span<const std::uint8_t> fixed_part, const std::string& file);

// Parses a whole header, 256 * (signals + 1) bytes, of a file of `file_bytes` bytes. Throws Error at the
// offset of the field at fault where the samples cannot be found without it: the samples of a data record,
// its duration, a file without a sample, or no signal that has a scale.
EdfHeader parse_edf_header(std::span<const std::uint8_t> bytes, std::int64_t file_bytes,
                           const std::string& file);

}  // namespace rwave
