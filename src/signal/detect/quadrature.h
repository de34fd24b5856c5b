#pragma once
// A quadrature filter: the amplitude of a signal about one frequency, whatever its polarity or phase.

#include <cstddef>
#include <vector>

namespace rwave {

// A pair of filters under one Gaussian window, one even (cosine), one odd (sine): a Gabor wavelet. The
// magnitude of the two outputs is the envelope of the band, so that a QRS complex gives one smooth maximum
// whether it is upright, inverted or biphasic (Gabor 1946). The squared derivative of Pan and Tompkins 1985
// is as blind to polarity, but has a maximum at each flank and needs a moving average to join them.
class QuadratureFilter {
 public:
  // `rate` samples per second, band around `centre` Hz, Gaussian of standard deviation `width` seconds (in
  // frequency 1 / (2 pi width) Hz). The window ends at 2.6 standard deviations, where it has fallen to 3 %.
  QuadratureFilter(double rate, double centre, double width);

  // Samples on each side that a filter of that width needs; and its 2 half + 1 taps, written to two arrays.
  static int half_of(double rate, double width);
  static void make_taps(double rate, double centre, double width, float* even, float* odd);
  // The envelope by such taps; as magnitude().
  static float magnitude_of(const float* even, const float* odd, int half, const float* sample);

  // Samples needed on each side of the one asked for.
  int half() const { return half_; }

  // The envelope at *sample, in the signal's unit: 1 for a sine of amplitude 1 at the centre frequency. A
  // constant gives exactly 0 up to rounding. sample[-half()] .. sample[half()] must be readable.
  float magnitude(const float* sample) const;

  // The same for `count` samples from `sample` on, written to `out`; up to seven floats behind those of the
  // last one are read too.
  void magnitudes(const float* sample, std::size_t count, float* out) const;

 private:
  int half_;
  // 2 half_ + 1 taps.
  std::vector<float> even_, odd_;
};

}  // namespace rwave
