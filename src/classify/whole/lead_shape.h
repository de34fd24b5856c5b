#pragma once
// Measures of one beat in one lead against a template.

#include "classify/whole/templates.h"

namespace rwave::whole {

// The QRS complex, -96 .. +144 ms: a wide ectopic complex fits, the T wave does not.
inline constexpr int qrs_first = aligned_before - 12, qrs_last = aligned_before + 18;
// The P wave, -256 .. -72 ms: PR intervals from short to a first-degree block.
inline constexpr int p_first = aligned_before - 32, p_last = aligned_before - 9;
// The T wave, +176 .. +480 ms, cut where the next beat begins.
inline constexpr int t_first = aligned_before + 22, t_last = aligned_before + 60;

// Pearson's correlation of x and y over [first, last); 0 where one of them is flat.
float correlation(const float* x, const float* y, int first, int last);

// correlation(x + shift, y, first, last) at each shift from 0 to 2 most_shift. Up to seven floats behind
// those of the last shift are read.
using ShiftedCorrelations = std::array<float, 16>;
inline constexpr int correlated_shifts = 2 * most_shift + 1;
void correlations(const float* x, const float* y, int first, int last, ShiftedCorrelations& found);

// Peak to peak over [first, last).
float height(const float* x, int first, int last);

// How far the steep part of the complex spreads in time: twice the standard deviation of time weighted by the
// squared slope, s. Grows with the QRS duration and does not hang on where a complex begins.
float spread(const float* x);

// The measures, in the order of their names.
enum class Measure {
  // Correlation of the QRS complex with the local template.
  qrs_local,
  // Correlation of the QRS complex with the recording's template: a local one may be of an ectopic rhythm.
  qrs_global,
  // Mean |difference| from the local template over its amplitude.
  qrs_distance,
  // Correlation of what comes before the complex, where a P wave is.
  p_local,
  // The best of it over shifts of 32 ms: a P wave that is there, at another distance.
  p_shifted,
  // Mean |difference| there, the mean taken off, over the amplitude.
  p_distance,
  // ln of the height there to the template's.
  p_height,
  // Correlation of the T wave, as far as the next beat leaves it.
  t_local,
  // Mean |difference| there over the amplitude.
  t_distance,
  // ln of peak to peak to the template's.
  qrs_height,
  // ln of the mean |value| to the template's: a wide complex has more area at the same height.
  qrs_area,
  // ln of the greatest slope to the template's: ventricular conduction is slow.
  qrs_slope,
  // spread() of the complex, s.
  qrs_spread,
  // ln of that to the template's.
  spread_ratio,
  // Of the complex on the template: 1 as it, -1 upside down.
  projection,
  // Height of the template's P window over its amplitude.
  template_p,
  count
};
inline constexpr auto measures = static_cast<std::size_t>(Measure::count);
extern const std::array<const char*, measures> measure_names;

// `next`: the interval that follows, s; 0: unknown.
std::array<float, measures> measure(const float* beat, const Aligned& local, const Aligned& global,
                                    double next);

}  // namespace rwave::whole
