#pragma once
// Measures of one beat in one lead against a template.

#include "classify/whole/templates.h"

namespace rwave::whole {

// Windows within an aligned beat, samples.
inline constexpr int qrs_first = aligned_before - 12, qrs_last = aligned_before + 18;  // -96 .. +144 ms
inline constexpr int p_first = aligned_before - 32, p_last = aligned_before - 9;       // -256 .. -72 ms
inline constexpr int t_first = aligned_before + 22, t_last = aligned_before + 60;      // +176 .. +480 ms

// Pearson's correlation of x and y over [first, last); 0 where one of them is flat.
float correlation(const float* x, const float* y, int first, int last);

// Peak to peak over [first, last).
float height(const float* x, int first, int last);

// How far the steep part of the complex spreads in time: twice the standard deviation of time weighted by the
// squared slope, s. Grows with the QRS duration and does not hang on where a complex begins.
float spread(const float* x);

// The measures, in the order of their names.
enum class Measure {
  qrs_local,     // correlation of the QRS complex with the local template
  qrs_global,    // and with the recording's
  qrs_distance,  // mean |difference| from the local template over its amplitude
  p_local,       // correlation of what comes before the complex, where a P wave is
  p_shifted,     // the best of it over shifts of 32 ms: a P wave that is there, at another distance
  p_distance,    // mean |difference| there, the mean taken off, over the amplitude
  p_height,      // ln of the height there to the template's
  t_local,       // correlation of the T wave, as far as the next beat leaves it
  t_distance,    // mean |difference| there over the amplitude
  qrs_height,    // ln of peak to peak to the template's
  qrs_area,      // ln of the mean |value|
  qrs_slope,     // ln of the greatest slope
  qrs_spread,    // spread(), s
  spread_ratio,  // ln of it to the template's
  projection,    // of the complex on the template: 1 as it, -1 upside down
  template_p,    // height of the template's P window over its amplitude
  count
};
inline constexpr auto measures = static_cast<std::size_t>(Measure::count);
extern const std::array<const char*, measures> measure_names;

// `next`: the interval that follows, s; 0: unknown.
std::array<float, measures> measure(const float* beat, const Aligned& local, const Aligned& global,
                                    double next);

}  // namespace rwave::whole
