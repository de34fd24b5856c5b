#pragma once
// One lead on its way through the detector, as signal/detect/lead_track.h has it, in little memory.

#include <array>
#include <cstdint>
#include <span>

#include "lines.h"
#include "signal/detect/levels.h"
#include "signal/detect/quadrature.h"
#include "signal/detect/spike_filter.h"
#include "signal/detect/timing.h"

namespace rwave::embedded {

// A band's filter, its taps in the arena.
struct Band {
  Band() = default;
  Band(Arena& arena, double rate, double centre, double width, bool make);

  float magnitude(const float* sample) const {
    return QuadratureFilter::magnitude_of(even, odd, half, sample);
  }

  int half = 0;
  float *even = nullptr, *odd = nullptr;
};

// The working signal is kept for as long as a candidate is compared with those before it; what else the
// desktop keeps of the same seconds is made again from it, or from the counts, when it is asked for: a second
// spike filter and a second envelope follow the candidates, up to 5 s behind the newest sample. The
// arithmetic is the desktop's own.
class Lead {
 public:
  Lead() = default;
  // `scratch`: room for a block of the levels.
  Lead(Arena& arena, double rate, const CountRing& counts, float* scratch, bool make);

  // The next sample, mV. True where it completes a working sample.
  bool push(float sample);

  // Makes the envelope known up to `index`, and the samples without spikes up to `sample` of the recording.
  void follow_envelope(std::int64_t index);
  void follow_raw(std::int64_t sample);

  // As LeadTrack's.
  std::int64_t signal_end() const { return signal_.end(); }
  std::int64_t envelope_end() const { return signal_.end() - qrs_.half; }
  const Line& envelope() const { return envelope_; }
  const Line& raw() const { return raw_; }
  const BlockMemory& levels() const { return levels_; }
  float background(std::int64_t index) const {
    return levels_.background(envelope_end() - 1 - index, pending_, block_);
  }
  float high_background() const { return high_levels_.background(); }
  bool block_ended() const { return block_ended_; }
  bool usable(std::int64_t index) const;
  bool recorded(std::int64_t index) const { return !missing_[index]; }
  float likeness(std::int64_t index) const;
  float low_band(std::int64_t index) const { return low_.magnitude(signal_.at(index)); }
  float high_band(std::int64_t index) const { return high_.magnitude(signal_.at(index)); }

  // The shape about `index`: shape_size() values.
  void write_shape(std::int64_t index, float* shape) const;
  std::size_t shape_size() const { return 2 * static_cast<std::size_t>(qrs_.half) + 1; }

  const WorkingRate& clock() const { return clock_; }

 private:
  void end_sample();
  void end_block(std::int64_t end);
  void remember_wave(std::int64_t index);
  float band_at(const Band& band, std::int64_t index) const;
  bool constant(std::int64_t first, std::int64_t last) const;

  static constexpr int remembered_waves = 16;  // of RecentWaves

  WorkingRate clock_{100};
  const CountRing* counts_ = nullptr;
  float* scratch_ = nullptr;
  Band qrs_, low_, high_;
  Line signal_, envelope_, raw_;
  BitRing missing_;
  BlockMemory levels_, high_levels_;
  SpikeFilter spikes_{100}, later_spikes_{100};
  int waiting_ = 0, later_waiting_ = 0;
  std::int64_t later_fed_ = 0;  // samples that the second spike filter has had
  float* waves_ = nullptr;      // shapes, remembered_waves of them
  std::array<std::int64_t, remembered_waves> wave_at_{};
  int wave_count_ = 0, next_wave_ = 0;
  std::size_t block_ = 1, pending_ = 0, missing_in_block_ = 0;
  std::int64_t begun_at_ = -1;  // working sample at which the first value came; -1: none yet
  float sum_ = 0;
  int summed_ = 0;
  float held_ = 0;
  bool block_ended_ = false;
};

}  // namespace rwave::embedded
