#pragma once
// Writing WFDB records: a signal file in format 16 or 212 and its header.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "rwave/recording.h"

namespace rwave {

// Streams frames into FOLDER/NAME.dat and writes FOLDER/NAME.hea when all are there. Neither file appears
// before commit(). Of `info`, name, rate, start, comments and the signals' names, units, gains, baselines,
// resolutions and samples per frame are used; the header's lengths, initial values and checksums come from
// the samples. Throws Error where the format cannot say something: a sample out of range, a fractional
// baseline, a name with a line break.
class WfdbWriter {
 public:
  // `format` is 16 or 212; other formats are read but have no user who writes them.
  WfdbWriter(const std::filesystem::path& folder, RecordingInfo info, int format);

  // Appends frames: samples in ADC units, frame after frame, in each the first signal's samples_per_frame
  // values, then the second's. missing_sample is written as the format's code for it. A whole number of
  // frames is expected.
  void write(std::span<const std::int32_t> frames);

  // Completes both files. To be called once, last.
  void commit();

 private:
  // A sample in the format's range, or its code for a missing one; Error names the signal and the value.
  std::int32_t stored_value(std::int32_t sample, std::size_t signal) const;
  void put(std::int32_t value);
  // The header's text (header(5)), once all sums are known.
  std::string header() const;

  std::filesystem::path header_file_;
  RecordingInfo info_;
  int format_;
  OutputFile data_;
  // The signal of each sample of a frame, by its position there.
  std::vector<std::size_t> signal_of_;
  // Each signal's first sample, which its header line states.
  std::vector<std::int32_t> initial_;
  // Each signal's sum so far, wrapping: its lower 16 bits are the header's checksum.
  std::vector<std::uint32_t> sums_;
  std::int64_t frames_ = 0;
  // Format 212: the first sample of a pair, while `holding_`.
  std::int32_t held_ = 0;
  bool holding_ = false;
};

}  // namespace rwave
