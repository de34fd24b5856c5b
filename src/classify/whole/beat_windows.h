#pragma once
// What the whole-recording labeller keeps of each beat: a window of every labelled lead around its R peak.

#include <cstdint>
#include <span>
#include <vector>

#include "rwave/recording.h"
#include "signal/filter.h"
#include "signal/lead_reader.h"

namespace rwave::whole {

inline constexpr double window_rate =
    125;  // Hz: holds the band that tells beats apart, whatever the recording's rate
inline constexpr int window_before = 44;  // samples before the R peak, 0.352 s: the P wave and room to align
inline constexpr int window_samples = 112;  // to 0.544 s after the R peak: the T wave at resting rates
inline constexpr int most_leads = 3;        // a beat is looked at in so many leads

// Beats in order of time, with their windows: beat after beat, lead after lead, window_samples values each. A
// lead that was not recorded around a beat, or is flat there, holds zeros and is marked.
struct BeatWindows {
  int leads = 0;
  std::vector<double> times;           // of the R peaks, s
  std::vector<float> values;           // mV, filtered to 0.5 .. 35 Hz
  std::vector<std::uint8_t> recorded;  // by beat and lead: 0 = nothing to see there
  std::vector<float> spikes;           // by beat and lead: how far a pacing spike stands out (pacing.h)

  std::size_t beats() const { return times.size(); }
  std::span<const float> window(std::size_t beat, int lead) const {
    return std::span(values).subspan(index(beat, lead) * window_samples, window_samples);
  }
  bool is_recorded(std::size_t beat, int lead) const { return recorded[index(beat, lead)] != 0; }
  std::size_t index(std::size_t beat, int lead) const {
    return beat * static_cast<std::size_t>(leads) + static_cast<std::size_t>(lead);
  }
};

// Cuts windows while a recording is read from beginning to end, in order of time. Memory: one block of
// samples and the windows of the beats asked for.
class WindowCutter {
 public:
  // `leads` are signals of one rate, 1 to most_leads. Throws Error where their rates differ.
  WindowCutter(Recording& recording, const std::vector<int>& leads);

  // Appends the windows of these R peaks (samples of the leads, later than all before) to `out`.
  void cut(std::span<const std::int64_t> peaks, BeatWindows& out);

 private:
  // One lead as it comes in. A gap holds the value before it for the filters and is marked in `missing`.
  struct Lead {
    BandPass filter;
    std::vector<float> raw, filtered;   // mV; raw for pacing spikes, which the band leaves out
    std::vector<std::uint8_t> missing;  // by sample
  };

  void read_until(std::int64_t sample);
  void append_window(std::int64_t peak, const Lead& lead, BeatWindows& out) const;
  float spike_at(std::int64_t peak, const Lead& lead) const;

  Recording& recording_;
  LeadReader reader_;
  int per_frame_;           // samples a frame
  double rate_;             // of the leads, Hz
  std::int64_t frame_ = 0;  // the next to be read
  std::int64_t first_ = 0;  // sample at which the leads' buffers begin
  std::vector<Lead> leads_;
};

}  // namespace rwave::whole
