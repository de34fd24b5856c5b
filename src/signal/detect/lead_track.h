#pragma once
// One lead on its way through the detector: at the working rate, its envelope, its levels.

#include <cstdint>
#include <vector>

#include "signal/detect/history.h"
#include "signal/detect/levels.h"
#include "signal/detect/quadrature.h"
#include "signal/detect/recent_waves.h"
#include "signal/detect/spike_filter.h"
#include "signal/detect/timing.h"

namespace rwave {

// Indices are working samples from the recording's beginning, unless said otherwise.
class LeadTrack {
 public:
  // `recording_rate` in Hz; `look_ahead`: what is asked about lies so far back at most, s.
  explicit LeadTrack(double recording_rate, double look_ahead = looked_at);

  // The lead's next sample, mV. One that is not finite or beyond a kilovolt was not recorded: the last value
  // is held in its place and the working sample marked. Returns true where it completes a working sample.
  bool push(float sample) {
    // Before anything else: a pacemaker's spike in the mean would look like a complex.
    const float mended = spikes_.filter(sample);
    // For the samples that the filter needs beyond the first.
    if (waiting_ > 0) {
      --waiting_;
      return false;
    }
    raw_.push(mended);
    sum_ += mended;
    // A working sample is the mean of `factor` samples.
    if (++summed_ < clock_.factor) return false;
    end_sample();
    return true;
  }

  // One past the last index whose signal, and whose envelope, is known.
  // The envelope ends half a filter's length before the signal.
  std::int64_t signal_end() const { return signal_.end(); }
  std::int64_t envelope_end() const { return envelope_.end(); }
  const History& envelope() const { return envelope_; }
  // What QRS complexes and the background measure in this lead.
  const BlockLevels& levels() const { return levels_; }

  // The background about `index`, mV, of the QRS band's envelope and of the high band's.
  float background(std::int64_t index) const { return levels_.background(envelope_.end() - 1 - index); }
  float high_background() const { return high_levels_.background(); }

  // Whether a block of the levels ended with the last working sample.
  bool block_ended() const { return block_ended_; }

  // Samples by their index in the recording, missing ones too, without spikes.
  const History& raw() const { return raw_; }

  // Whether the lead can be asked about `index`: nothing is missing within 0.15 s, and it is no step to or
  // from a constant value (an electrode that came off, an amplifier at its rail).
  bool usable(std::int64_t index) const;

  // Whether the working sample itself was recorded.
  bool recorded(std::int64_t index) const { return missing_[index] == 0; }

  // How like the lead's greatest waves recently the one at `index` is, -1..1.
  float likeness(std::int64_t index) const {
    return waves_.likeness(signal_.at(index), index, clock_.samples(0.1));
  }

  // The shape about `index` by which candidates are compared: mean 0, sum of squares 1.
  std::vector<float> shape(std::int64_t index) const { return waves_.shape(signal_.at(index)); }

  // Envelopes at `index` of a band below that of the QRS complex (T and P waves, wander) and of one above
  // (muscle, pacing spikes).
  float low_band(std::int64_t index) const { return low_filter_.magnitude(signal_.at(index)); }
  float high_band(std::int64_t index) const { return high_filter_.magnitude(signal_.at(index)); }

 private:
  // A working sample is complete: signal, envelopes and levels take one value more.
  void end_sample();
  // Whether the signal does not change from `first` to `last`: an electrode that came off, a rail.
  bool constant(std::int64_t first, std::int64_t last) const;

  WorkingRate clock_;
  // Around 11, 4.5 and 24 Hz: QRS complexes, T and P waves, muscle and spikes.
  QuadratureFilter filter_, low_filter_, high_filter_;
  // By recording sample.
  History raw_;
  // Working samples: the signal in mV, 1 where it was not recorded, and the QRS band's envelope in mV.
  History signal_;
  History missing_;
  History envelope_;
  BlockLevels levels_, high_levels_;
  SpikeFilter spikes_;
  RecentWaves waves_;
  // Samples until the spike filter's output is the recording's first sample.
  int waiting_;
  // Of the samples of the working sample that is being filled, and their number.
  float sum_ = 0;
  int summed_ = 0;
  // The last working sample that was recorded, which stands for missing ones.
  float held_ = 0;
  bool begun_ = false;
  bool block_ended_ = false;
};

}  // namespace rwave
