#pragma once
// The parts of heart-rate variability (rwave/variability.h), each by itself.

#include <span>
#include <vector>

#include "rwave/variability.h"

namespace rwave {

// `excluded`: spans whose intervals are not sinus rhythm or not known (unanalyzable, fibrillation), in order
// of their first samples. `rate` in samples per second.
NormalIntervals normal_intervals(std::span<const LabelledBeat> beats, std::span<const SampleSpan> excluded,
                                 double rate);

// The measures in time (Task Force 1996): SDNN, SDANN, RMSSD, pNN50 and the like, in ms. NaN where there
// are too few intervals.
TimeDomain time_domain(const NormalIntervals& intervals);

// The mean over 5-minute segments that NN intervals fill to 80 % or more; ulf is NaN.
Spectrum five_minute_spectrum(const NormalIntervals& intervals);
// Of a recording of 18 hours or more, else all NaN: ULF and VLF of the whole; LF and HF are the means of its
// 5-minute segments, since a day's 30,000 frequencies above 0.04 Hz cost seconds and say the same.
Spectrum day_spectrum(const NormalIntervals& intervals, const Spectrum& five_minutes);

// Power (ms^2) of the Lomb periodogram in each band [edges[b], edges[b + 1]) Hz: at the frequencies k / T
// (T = time from first to last value) the power 2/n of the least-squares sine and cosine (Lomb 1976, Scargle
// 1982), so that all frequencies together of evenly spaced values sum to their variance (n).
std::vector<double> lomb_band_power(std::span<const double> time, std::span<const double> values,
                                    std::span<const double> edges);

// Poincare plot and sample entropy of the NN intervals, the latter of 5,000 at most: it takes their square.
Nonlinear nonlinear(const NormalIntervals& intervals);

// Sample entropy (Richman and Moorman 2000): -ln(A / B) of templates of m and m + 1 values that differ by
// less than or equal to r in each. Self-matches are not counted. NaN where A or B is 0.
double sample_entropy(std::span<const double> values, std::size_t m, double r);

}  // namespace rwave
