#pragma once
// What the whole-recording labeller keeps of each beat: a window of every labelled lead around its R peak.

#include <cstdint>
#include <span>
#include <vector>

#include "rwave/recording.h"
#include "signal/filter.h"
#include "signal/lead_reader.h"

namespace rwave::whole {

// Hz: holds the band that tells beats apart, whatever the recording's rate.
inline constexpr double window_rate = 125;
// Samples before the R peak, 0.352 s: the P wave and room to align.
inline constexpr int window_before = 44;
// To 0.544 s after the R peak: the T wave at resting rates.
inline constexpr int window_samples = 112;
// Leads in which a beat is looked at; a recording may have more.
inline constexpr int most_leads = 3;

// Beats in order of time, with their windows: beat after beat, lead after lead, window_samples values each. A
// lead that was not recorded around a beat, or is flat there, holds zeros and is marked.
struct BeatWindows {
  int leads = 0;
  // Of the R peaks, s from the recording's beginning.
  std::vector<double> times;
  // mV, filtered to 0.5 .. 35 Hz.
  std::vector<float> values;
  // By beat and lead: 0 = nothing to see there.
  std::vector<std::uint8_t> recorded;
  // By beat and lead: how far a pacing spike stands out (pacing.h).
  std::vector<float> spikes;
  // Leads that are looked at for spikes alone, and the same of them, by beat and lead.
  int spike_leads = 0;
  std::vector<float> other_spikes;

  std::size_t beats() const { return times.size(); }
  std::span<const float> window(std::size_t beat, int lead) const {
    return std::span(values).subspan(index(beat, lead) * window_samples, window_samples);
  }
  bool is_recorded(std::size_t beat, int lead) const { return recorded[index(beat, lead)] != 0; }
  // Place of a beat's lead in `recorded` and `spikes`; times window_samples in `values`.
  std::size_t index(std::size_t beat, int lead) const {
    return beat * static_cast<std::size_t>(leads) + static_cast<std::size_t>(lead);
  }
};

// Cuts windows while a recording is read from beginning to end, in order of time. Memory: one block of
// samples and the windows of the beats asked for.
class WindowCutter {
 public:
  // `leads` are signals of one rate, 1 to most_leads; in `spike_leads`, others of that rate, pacing spikes
  // are looked for and nothing else. Throws Error where rates differ.
  WindowCutter(Recording& recording, const std::vector<int>& leads, const std::vector<int>& spike_leads = {});

  // What a lead holds where it shows no heart counts as not recorded.
  void leave_out(std::span<const HeartlessLead> heartless) { reader_.leave_out(heartless); }

  // Appends the windows of these R peaks (samples of the leads, later than all before) to `out`.
  void cut(std::span<const std::int64_t> peaks, BeatWindows& out);

 private:
  // One lead as it comes in. A gap holds the value before it for the filters and is marked in `missing`.
  struct Lead {
    // Samples pass through it once, in order, as the recording is read.
    BandPass filter;
    // mV; raw for pacing spikes, which the band leaves out. Of a lead for spikes alone `raw` is all there is.
    std::vector<float> raw, filtered;
    // By sample: 1 where nothing was recorded. A window with more than a tenth of such samples shows
    // nothing.
    std::vector<std::uint8_t> missing;
  };

  // Reads and filters blocks until the leads' buffers hold the sample; those before `kept_from` are dropped.
  void read_until(std::int64_t sample, std::int64_t kept_from);
  // Takes the samples before this one out of the leads' buffers.
  void drop_before(std::int64_t sample);
  // One lead of one beat: resampled to window_rate, or zeros where it was not recorded or is flat.
  void append_window(std::int64_t peak, const Lead& lead, BeatWindows& out) const;
  // pacing.h's measure on the unfiltered samples.
  float spike_at(std::int64_t peak, const Lead& lead) const;

  Recording& recording_;
  LeadReader reader_;
  // Samples of a lead per frame, and samples per second: peaks are numbered in samples, the file is read in
  // frames.
  int per_frame_;
  double rate_;
  // The frame that is read next.
  std::int64_t frame_ = 0;
  // Sample at which the leads' buffers begin.
  std::int64_t first_ = 0;
  std::vector<Lead> leads_, spike_leads_;
};

}  // namespace rwave::whole
