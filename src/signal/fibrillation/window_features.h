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
  // Hz, of the greatest spectral power from 1.5 to 9 Hz.
  dominant_frequency,
  // Share of the power within 0.7 to 1.4 times it.
  concentration,
  // ln of the share above 10 Hz: muscle, sharp complexes.
  high_power,
  // Share from 2.5 to 8 Hz.
  middle_power,
  // Hz, the spectrum's centre.
  mean_frequency,
  // 0 .. 1.
  spectral_entropy,
  // What half a mean period does not cancel (Kuo and Dillman 1978): 0 for a sine.
  leakage,
  // ln, of the samples: sharp waves over a baseline are high.
  kurtosis,
  // ln, of the differences: QRS complexes are high.
  slope_kurtosis,
  // Share of the samples beyond a fifth of the greatest (Thakor 1990, Arafat 2011).
  above_threshold,
  // Share of the differences below a tenth of the greatest: a baseline to be seen.
  flat_slopes,
  // Greatest autocorrelation at the first return, up to 0.55 s.
  periodicity,
  // s, its lag.
  period,
  // s, where the autocorrelation first falls to 0.
  first_zero,
  // Least autocorrelation up to 0.55 s.
  deepest_correlation,
  // Greatest autocorrelation from 0.35 to 1.3 s.
  long_periodicity,
  // Least range of an eighth of the window over the greatest.
  least_range,
  // Standard deviation of those ranges over their mean.
  range_spread,
  // Their number; no feature itself.
  fibrillation_features
};

// The description of one window of one lead.
struct FibrillationWindow {
  std::array<float, fibrillation_features> values{};
  // mV from the least to the greatest sample.
  float range = 0;
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
  double rate_;
  std::size_t size_;
  // Of the window, about their mean.
  std::vector<float> samples_;
  // Differences of successive samples of the window.
  std::vector<float> slopes_;
  // A Hann window, against leakage in the spectrum.
  std::vector<float> taper_;
  // At which the spectrum is taken, Hz.
  std::vector<double> frequencies_;
  // A row of size_ for each frequency, tapered.
  std::vector<float> cosine_, sine_;
};

}  // namespace rwave
