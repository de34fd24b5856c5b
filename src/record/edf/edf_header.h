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

// The fields of one signal. A sample's physical value lies on the line through both ranges' ends.
struct EdfSignal {
  // As the file has it, in UTF-8; bytes that are none are taken for Latin-1.
  std::string label;
  // The electrode, in UTF-8. By it some files tell an ECG from other voltages ("AgAgCl electrode, chest").
  std::string transducer;
  // UTF-8; EDF's "physical dimension".
  std::string units;
  double physical_minimum = 0, physical_maximum = 0;
  double digital_minimum = 0, digital_maximum = 0;
  // Of this signal in a data record.
  int samples = 0;
  // An EDF+ annotation signal: its bytes are text.
  bool annotations = false;
  // Without samples or without a scale: not read.
  bool dead = false;
};

// The header, with its repairs made and each of them named in `warnings`.
struct EdfHeader {
  // BDF, whose samples have 24 bits, not 16.
  bool bdf = false;
  // EDF+D: each data record says when it begins.
  bool discontinuous = false;
  // Of the header, as its signals make it; the first data record begins there.
  std::int64_t bytes = 0;
  // Whole data records in the file. By the size of the file: many recorders leave the header's own count at
  // -1 or at an old value.
  std::int64_t records = 0;
  // Behind them, of a data record that the file ends within.
  std::int64_t cut_bytes = 0;
  // The file holds the data records that the header states, and nothing behind them.
  bool as_long_as_stated = false;
  // Of a data record, seconds; 0 in files of annotations alone.
  double duration = 0;
  // As RecordingInfo::start, without a fraction of a second.
  std::string start;
  std::vector<EdfSignal> signals;
  // Fields that are wrong, and what was made of them.
  std::vector<std::string> warnings;

  // Of one sample, and of one data record with all its signals.
  std::int64_t sample_bytes() const { return bdf ? 3 : 2; }
  std::int64_t record_bytes() const;
};

// Bytes before the signals' fields: version, patient, recording, date, number of records.
inline constexpr std::int64_t edf_fixed_bytes = 256;
// Bytes that each signal adds to the header.
inline constexpr std::int64_t edf_signal_bytes = 256;
// The field has four digits; more signals than this are taken for a damaged header.
inline constexpr int most_edf_signals = 4096;

// Number of signals, from the first 256 bytes. Throws Error unless they begin an EDF or BDF file.
int edf_signal_count(std::span<const std::uint8_t> fixed_part, const std::string& file);

// Parses a whole header, 256 * (signals + 1) bytes, of a file of `file_bytes` bytes. Throws Error at the
// offset of the field at fault where the samples cannot be found without it: the samples of a data record,
// its duration, a file without a sample, or no signal that has a scale.
EdfHeader parse_edf_header(std::span<const std::uint8_t> bytes, std::int64_t file_bytes,
                           const std::string& file);

}  // namespace rwave
