#pragma once
// Heart-rate variability by the Task Force of 1996 (Eur Heart J 17:354), of NN intervals: those between two
// successive N beats.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rwave/api.h"
#include "rwave/rhythm.h"

namespace rwave {

struct LabelledRecording;

// NN intervals in order of time, and what was left out of them.
struct NormalIntervals {
  // Seconds from the recording's begin to the beat that ends each interval.
  std::vector<double> time;
  // Milliseconds.
  std::vector<double> nn;
  // Whether interval i begins where interval i - 1 ends.
  std::vector<bool> follows;
  // Beats that were looked at, of any class.
  std::int64_t beats = 0;
  // Intervals that begin or end at a beat other than N.
  std::int64_t not_normal = 0;
  // Intervals that touch an excluded span.
  std::int64_t in_spans = 0;
  // Intervals shorter than 0.2 s or longer than 3 s.
  std::int64_t out_of_range = 0;
  // Of excluded spans, seconds.
  double excluded_seconds = 0;
};

// NaN where there are too few intervals. ms, except where it is said.
struct TimeDomain {
  double mean_nn = 0;
  // Standard deviation of all NN, n - 1.
  double sdnn = 0;
  // Of the means of 5-minute segments, n - 1.
  double sdann = 0;
  // Mean of the standard deviations (n - 1) of 5-minute segments.
  double sdnn_index = 0;
  // Root mean square of differences between adjacent NN.
  double rmssd = 0;
  // Per cent of those differences that exceed 50 ms.
  double pnn50 = 0;
  // NN count over the highest bin of their histogram; bins of 1/128 s.
  double triangular_index = 0;
  // What the figures rest on: NN intervals, differences of adjacent ones, 5-minute segments.
  std::int64_t intervals = 0, differences = 0, segments = 0;
};

// Power in bands, ms^2.
struct Spectrum {
  // Below 0.003 Hz; of a day only.
  double ulf = 0;
  // 0.003 to 0.04 Hz.
  double vlf = 0;
  // 0.04 to 0.15 Hz.
  double lf = 0;
  // 0.15 to 0.40 Hz.
  double hf = 0;
  // Sum of the bands.
  double total = 0;
  // LF over HF, no unit.
  double lf_to_hf = 0;
  // Of 5 minutes that the mean is of; 1 of a day.
  std::int64_t segments = 0;
};

// By the shape of the intervals' cloud and its regularity.
struct Nonlinear {
  // Of the Poincare plot: standard deviation across the line of identity, ms.
  double sd1 = 0;
  // Along it, ms.
  double sd2 = 0;
  // With m = 2, r = 0.2 SDNN; NaN where no template matches.
  double sample_entropy = 0;
  // The first ones, at most 5,000.
  std::int64_t entropy_intervals = 0;
};

// All of it. A day's spectrum is of recordings of 18 hours or more, else NaN.
struct Variability {
  NormalIntervals intervals;
  TimeDomain time;
  Spectrum five_minutes, day;
  Nonlinear nonlinear;
};

// `excluded`: spans whose intervals are not sinus rhythm or not known (unanalyzable, fibrillation), in order
// of their first samples. `rate` in samples per second.
RWAVE_API Variability variability(std::span<const LabelledBeat> beats, std::span<const SampleSpan> excluded,
                                  double rate);

// Without what not_sinus() names of it.
RWAVE_API Variability variability_of(const LabelledRecording& recording);

// What sinus rhythm's variability must not be taken of: the known spans, atrial fibrillation and pauses. In
// order and apart from each other.
RWAVE_API std::vector<SampleSpan> not_sinus(std::span<const KnownSpan> spans,
                                            std::span<const Episode> episodes);

// Each figure with its name, unit and definition, as a page prints them. The names are literals,
// NUL-terminated.
struct VariabilityFigure {
  std::string_view key, text, unit, definition;
  // NaN where it is undefined.
  double value = 0;
};
RWAVE_API std::vector<VariabilityFigure> figures_of(const Variability& variability);

}  // namespace rwave
