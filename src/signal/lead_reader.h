#pragma once
// Leads of a recording in mV, side by side, block after block.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// Reads chosen signals, which must have one rate, from their own form: ADC units, signal after signal.
class LeadReader {
 public:
  // Frames of a block: 8192 at 250 Hz are half a minute, some hundred kilobytes for all leads of a 12-lead
  // record.
  static constexpr std::int64_t most_frames = 8192;

  // Signals whose units are no voltage are taken to be in mV. Throws Error where the rates differ or the
  // recording is too short to hold a beat.
  LeadReader(Recording& recording, const std::vector<int>& leads);

  // Frames [first, first + frames) of the recording, `frames` at most most_frames: sample after sample the
  // first lead's value, the second's, ...; NaN = not recorded. Valid until the next call.
  std::span<const float> read(std::int64_t first, std::int64_t frames);

  // Throws Error where nothing of what was read so far had been recorded.
  void require_samples() const;

 private:
  Recording& recording_;
  // The first one's name.
  std::string lead_;
  bool recorded_ = false;
  // mV = (adc - baseline) * scale.
  std::vector<double> scales_, baselines_;
  // Buffers of one block, kept from call to call.
  std::vector<std::vector<std::int32_t>> samples_;
  std::vector<SignalSlice> slices_;
  std::vector<float> values_;
};

}  // namespace rwave
