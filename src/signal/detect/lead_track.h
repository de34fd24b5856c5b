#pragma once
// One lead on its way through the detector: at the working rate, its envelope, its levels.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
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

  // The most samples that take() takes at once.
  static constexpr std::size_t most_samples = 512;

  // The lead's next samples, mV, each `apart` floats behind the one before. One that is not finite or beyond
  // a kilovolt was not recorded: the last value is held in its place and the working sample marked. Returns
  // how many working samples they complete: step() is then to be called for that many. What does not depend
  // on beats is done here for all of them at once; they become known later, by step().
  std::size_t take(const float* samples, std::size_t apart, std::size_t count);

  // Working samples until one ends a block of the levels, 1 and up: nothing of what levels() says, nor
  // background() of any index, changes before it.
  std::size_t until_block_end() const;

  // The next `count` working samples become known, 1 to until_block_end().
  void step(std::size_t count = 1);

  // envelope_end() once `further` more working samples are known: the filter looks to both sides, so its
  // value belongs to a sample half its length ago.
  std::int64_t envelope_end_after(std::size_t further) const {
    return std::max(envelope_end_, signal_end_ + static_cast<std::int64_t>(further) - filter_.half());
  }

  // One sample; true where it completes a working sample.
  bool push(float sample) {
    if (take(&sample, 1, 1) == 0) return false;
    step();
    return true;
  }

  // One past the last index whose signal, and whose envelope, is known.
  // The envelope ends half a filter's length before the signal.
  std::int64_t signal_end() const { return signal_end_; }
  std::int64_t envelope_end() const { return envelope_end_; }
  const History& envelope() const { return envelope_; }
  // What QRS complexes and the background measure in this lead.
  const BlockLevels& levels() const { return levels_; }

  // The background about `index`, mV, of the QRS band's envelope and of the high band's.
  float background(std::int64_t index) const { return levels_.background(envelope_end_ - 1 - index); }
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
  float likeness(std::int64_t index) const { return waves_.likeness(signal_.at(index), index, other_wave_); }

  // The shape about `index` by which candidates are compared: shape_size() samples, mean 0, sum of squares 1.
  void write_shape(std::int64_t index, float* shape) const { waves_.write_shape(signal_.at(index), shape); }
  std::size_t shape_size() const { return waves_.shape_size(); }

  // Envelopes at `index` of a band below that of the QRS complex (T and P waves, wander) and of one above
  // (steep slopes, muscle, pacing spikes), of which envelope() sets the end.
  float low_band(std::int64_t index) const { return low_filter_.magnitude(signal_.at(index)); }
  float high_band(std::int64_t index) const { return high_envelope_[index]; }
  // Both ends included.
  float greatest_high_band(std::int64_t first, std::int64_t last) const {
    return *std::max_element(high_envelope_.at(first), high_envelope_.at(last) + 1);
  }

 private:
  // The next working samples: those that were not recorded are held and marked.
  void hold(std::span<float> means);
  // Computes the envelopes that the signal is long enough for.
  void extend_envelopes();
  // The greatest wave of a block becomes one of those that candidates are compared with.
  void remember_wave(std::int64_t index);
  // Whether the signal does not change from `first` to `last`: an electrode that came off, a rail.
  bool constant(std::int64_t first, std::int64_t last) const;

  WorkingRate clock_;
  // Around 11, 4.5 and 24 Hz: QRS complexes, T and P waves, muscle and spikes.
  QuadratureFilter filter_, low_filter_, high_filter_;
  // By recording sample.
  History raw_;
  // Working samples: the signal in mV, 1 where it was not recorded, and the QRS band's and the high band's
  // envelope in mV. They run ahead of what is known by what take() has taken.
  History signal_;
  History missing_;
  History envelope_, high_envelope_;
  BlockLevels levels_, high_levels_;
  SpikeFilter spikes_;
  RecentWaves waves_;
  // Working samples that are known, and envelopes.
  std::int64_t signal_end_ = 0, envelope_end_ = 0;
  // Working samples: a wave nearer than this is the same one; usable() looks so far.
  std::int64_t other_wave_, near_, far_;
  // Room for the samples of take() without spikes.
  std::array<float, most_samples> mended_;
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
