#pragma once
// Spikes of a few milliseconds taken out of a lead: electrodes, pacemakers, faults of a converter.

#include <array>
#include <cstddef>

namespace rwave {

// A QRS complex lasts 40 ms or more: what stands out for 6 ms at most (one sample at least), and comes back
// to where it began, is none. Such samples become the straight line between their neighbours. A spike must
// rise and fall six times as steeply as the signal next to it, and by 0.1 mV: the tip of a narrow complex,
// even at 128 Hz, does not.
//
// Missing samples as short as a spike become the same straight line: one sample that a device dropped within
// a QRS complex would otherwise cost the beat, since nothing is asked of a lead within 0.15 s of a gap. A
// longer gap stays missing.
class SpikeFilter {
 public:
  // `rate` in Hz.
  explicit SpikeFilter(double rate);

  // The next sample in, mV, NaN = not recorded; the oldest that waits out. Samples come out delay() later;
  // the first ones repeat the first sample.
  float filter(float sample);
  // The same for `count` samples, each `apart` floats behind the one before, in one call.
  void filter(const float* samples, std::size_t apart, std::size_t count, float* out);

  // In samples.
  int delay() const { return width_ + 2; }

 private:
  // What comes out of a full window, whose spike or gap is mended.
  float mended(float* window) const;
  // Makes a spike of `width` samples that begins at window[2] a straight line, if there is one.
  static void mend(float* window, int width);
  // Makes missing samples from window[2] on a straight line, where they are as few as a spike has and a
  // sample is known on both sides.
  void bridge(float* window) const;

  // Samples of the widest spike.
  int width_;
  // Two samples, up to width_ of a spike, two more.
  // 12 samples of a spike at the highest rate, 2000 Hz.
  std::array<float, 16> window_{};
  std::size_t size_;
  bool begun_ = false;
};

}  // namespace rwave
