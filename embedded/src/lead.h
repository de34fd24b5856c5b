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

// What of a lead lies in the arena. Apart from the lead, so that it can be counted in little stack.
struct LeadParts {
  LeadParts() = default;
  // `make`: there is memory behind the arena.
  LeadParts(Arena& arena, double rate, bool make);

 protected:
  static constexpr int remembered_waves = 16;  // of RecentWaves

  // The shape about a working sample: that many values.
  std::size_t shape_values() const { return 2 * static_cast<std::size_t>(qrs_.half) + 1; }

  WorkingRate clock_{100};
  Band qrs_, low_, high_;
  Line signal_, envelope_, raw_;
  BitRing missing_;
  float* waves_ = nullptr;  // shapes, remembered_waves of them
};

// The working signal is kept for as long as a candidate is compared with those before it; what else the
// desktop keeps of the same seconds is made again from it, or from the counts, when it is asked for: a second
// spike filter and a second envelope follow the candidates, up to 5 s behind the newest sample. The
// arithmetic is the desktop's own.
class Lead : LeadParts {
 public:
  Lead() = default;
  // `scratch`: room for a block of the levels.
  Lead(Arena& arena, double rate, const CountRing& counts, float* scratch);

  // The next sample, mV. True where it completes a working sample.
  bool push(float sample);

  // Makes the envelope known from `first` to `last`, again where `first` is kept no more.
  void recall_envelope(std::int64_t first, std::int64_t last);
  // The envelope at a sample of the signal that is kept, whether it is kept itself or not.
  float envelope_at(std::int64_t index) const { return band_at(qrs_, index); }

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
  float high_band(std::int64_t index) const { return band_at(high_, index); }
  // Computed again each time: keeping the band would take more memory than there is.
  float greatest_high_band(std::int64_t first, std::int64_t last) const;

  // The shape about `index`: shape_size() values.
  void write_shape(std::int64_t index, float* shape) const;
  std::size_t shape_size() const { return shape_values(); }

  const WorkingRate& clock() const { return clock_; }

 private:
  void end_sample();
  void end_block(std::int64_t end);
  void remember_wave(std::int64_t index);
  float band_at(const Band& band, std::int64_t index) const;
  bool constant(std::int64_t first, std::int64_t last) const;

  const CountRing* counts_ = nullptr;
  float* scratch_ = nullptr;
  BlockMemory levels_, high_levels_;
  SpikeFilter spikes_{100}, later_spikes_{100};
  int waiting_ = 0, later_waiting_ = 0;
  std::int64_t later_fed_ = 0;                             // samples that the second spike filter has had
  std::array<std::uint32_t, remembered_waves> wave_at_{};  // lower halves
  int wave_count_ = 0, next_wave_ = 0;
  std::size_t block_ = 1, pending_ = 0, missing_in_block_ = 0;
  std::int64_t begun_at_ = -1;  // working sample at which the first value came; -1: none yet
  float sum_ = 0;
  int summed_ = 0;
  float held_ = 0;
  bool block_ended_ = false;
};

}  // namespace rwave::embedded
