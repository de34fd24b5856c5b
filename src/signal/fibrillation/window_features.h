#pragma once
// Numbers that tell ventricular fibrillation from a rhythm with QRS complexes, of 4 s of one lead.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace rwave {

// What describes a window. None depends on the gain or the polarity of the lead but `range`.
enum FibrillationFeature : std::size_t {
  dominant_frequency,    // Hz, of the greatest spectral power from 1.5 to 9 Hz
  concentration,         // share of the power within 0.7 to 1.4 times it
  high_power,            // ln of the share above 10 Hz: muscle, sharp complexes
  middle_power,          // share from 2.5 to 8 Hz
  mean_frequency,        // Hz, the spectrum's centre
  spectral_entropy,      // 0 .. 1
  leakage,               // what half a mean period does not cancel (Kuo and Dillman 1978): 0 for a sine
  kurtosis,              // ln, of the samples: sharp waves over a baseline are high
  slope_kurtosis,        // ln, of the differences: QRS complexes are high
  above_threshold,       // share of the samples beyond a fifth of the greatest (Thakor 1990, Arafat 2011)
  flat_slopes,           // share of the differences below a tenth of the greatest: a baseline to be seen
  periodicity,           // greatest autocorrelation at the first return, up to 0.55 s
  period,                // s, its lag
  first_zero,            // s, where the autocorrelation first falls to 0
  deepest_correlation,   // least autocorrelation up to 0.55 s
  long_periodicity,      // greatest autocorrelation from 0.35 to 1.3 s
  least_range,           // least range of an eighth of the window over the greatest
  range_spread,          // standard deviation of those ranges over their mean
  fibrillation_features  // so many
};

struct FibrillationWindow {
  std::array<float, fibrillation_features> values{};
  float range = 0;  // mV from the least to the greatest sample
};

// Describes windows of one length at one rate; what depends on them alone is computed once.
class FibrillationDescriber {
 public:
  static constexpr double window_seconds = 4;

  // `rate` in Hz, about 50 to 80: fibrillation has its power below 10 Hz.
  explicit FibrillationDescriber(double rate);

  // Samples of a window.
  std::size_t size() const { return size_; }

  // `window` holds size() samples in mV. Nothing where sharp complexes over a baseline show at first sight
  // that it is no fibrillation (the slopes' kurtosis is beyond 10), which most windows of most recordings
  // do, or where the lead is flat.
  std::optional<FibrillationWindow> describe(std::span<const float> window);

 private:
  void add_spectrum(FibrillationWindow& out) const;
  void add_shape(FibrillationWindow& out) const;
  void add_autocorrelation(FibrillationWindow& out) const;
  void add_ranges(FibrillationWindow& out) const;

  double rate_;
  std::size_t size_;
  std::vector<float> samples_;        // of the window, about their mean
  std::vector<float> slopes_;         // their differences
  std::vector<float> taper_;          // Hann
  std::vector<double> frequencies_;   // Hz
  std::vector<float> cosine_, sine_;  // a row of size_ for each frequency, tapered
};

}  // namespace rwave
