#pragma once
// Leads of a recording in mV, side by side, block after block.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rwave/detector.h"
#include "rwave/recording.h"

namespace rwave {

// Where a signal of a recording, by its index, shows no heart: frames, in order and apart from each other.
struct HeartlessLead {
  int lead = 0;
  std::vector<SampleSpan> spans;
};

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

  std::int64_t frames() const { return recording_.info().frames; }

  // From now on a short gap becomes the straight line between its neighbours: up to longest_bridge s, and
  // only where three times as much was recorded on both sides of it. Nothing is asked of a lead within 0.15 s
  // of a missing sample, so a lost packet of 12 ms would cost the beat next to it in silence. Lines stay out
  // of files: what is written keeps its gaps.
  void bridge_gaps() { bridges_ = true; }
  // s. About a QRS complex: one that lies wholly in a gap is lost, those next to it are found.
  static constexpr double longest_bridge = 0.12;

  // From now on what a lead holds where it shows no heart counts as not recorded.
  void leave_out(std::span<const HeartlessLead> heartless);

  // Throws Error where nothing of what was read so far had been recorded.
  void require_samples() const;

 private:
  // Puts straight lines into the gaps of one lead of the block in samples_, which begins at frame `first`.
  void bridge(std::size_t lead, std::int64_t first, std::int64_t frames);
  // Takes what is left out of one lead out of values_.
  void leave_out(std::size_t lead, std::int64_t first, std::int64_t frames);

  Recording& recording_;
  bool bridges_ = false;
  // By lead read; frames.
  std::vector<std::vector<SampleSpan>> left_out_;
  // The first one's name.
  std::string lead_;
  bool recorded_ = false;
  // mV = (adc - baseline) * scale.
  std::vector<double> scales_, baselines_;
  // Buffers of one block, kept from call to call.
  std::vector<std::vector<std::int32_t>> samples_;
  std::vector<SignalSlice> slices_;
  std::vector<float> values_;
  // A block with gaps, and what lies around it.
  std::vector<std::int32_t> line_;
};

}  // namespace rwave
