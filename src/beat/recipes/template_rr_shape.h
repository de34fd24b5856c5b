#pragma once
// The arithmetic of a template-rr row, whatever keeps the patient's beats: TemplateRrRows, or a device's
// arena.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "beat/recipes/template_rr_row.h"
#include "beat/window_features.h"

namespace rwave::template_rr {

// Beats of the template and of the amplitude (a height is one number per beat, and its median can look
// further back), and how many on time must be known before they count alone.
inline constexpr std::size_t shape_beats = TemplateRrRows::shape_beats, height_beats = 32, least_on_time = 5;
// Of a flat lead, in whatever unit.
inline constexpr float least_height = 1e-6F;
// Of a value, in amplitudes: an artefact says no more by being higher.
inline constexpr float limit = 8;
// Times the timings, which then have about the spread of the signal's values.
inline constexpr float timing_scale = 5;
// Of correlation, per sample: a complex that resembles the template nowhere stays where it is.
inline constexpr float cost_of_moving = 0.03F;
// Of the features of shape: to about the spread of the timings.
inline constexpr std::array<float, TemplateRrRows::shape_features> shape_scale = {5, 10, 3, 20, 3, 10};

// Of a window: the QRS complex, a wider part whose height is the beat's, and the place of the P wave.
// Samples 25 to 49: R - 0.1 s .. R + 0.14 s.
inline WindowPart qrs(const TemplateRrWindow& window) {
  return WindowPart(window).subspan(25, 25);
}
// Samples 20 to 54: R - 0.15 s .. R + 0.19 s.
inline WindowPart beat_part(const TemplateRrWindow& window) {
  return WindowPart(window).subspan(20, 35);
}
// Samples 10 to 27: R - 0.25 s .. R - 0.08 s.
inline WindowPart p_wave(const TemplateRrWindow& window) {
  return WindowPart(window).subspan(10, TemplateRrRows::p_wave_samples);
}

// NaN does not come here: missing samples are 0 by then, and an amplitude is never 0.
inline float limited(float value) {
  return std::clamp(value, -limit, limit);
}

// The beat's window, moved to where its QRS complex resembles the template's most; `begun`: there is one.
inline TemplateRrWindow aligned(const TemplateRrSegment& segment, const TemplateRrWindow& shape, bool begun) {
  TemplateRrWindow best{}, moved{};
  std::copy_n(segment.begin() + template_rr_slack, best.size(), best.begin());
  if (!begun) return best;
  float best_score = correlation(qrs(best), qrs(shape));
  for (int by = -template_rr_slack; by <= template_rr_slack; ++by) {
    std::copy_n(segment.begin() + template_rr_slack + by, moved.size(), moved.begin());
    const float score =
        correlation(qrs(moved), qrs(shape)) - cost_of_moving * static_cast<float>(std::abs(by));
    if (score <= best_score) continue;
    best_score = score;
    best = moved;
  }
  return best;
}

// The features of shape, scaled. `p_likeness`: the median correlation of the template's beats with it before
// the QRS complex. Correlations do not change with gain or polarity, so they hold for a lead that was never
// trained on.
inline std::array<float, TemplateRrRows::shape_features> shape_of(const TemplateRrWindow& window,
                                                                  const TemplateRrWindow& shape,
                                                                  float p_likeness, float amplitude) {
  std::array<float, TemplateRrRows::shape_features> found = {
      correlation(qrs(window), qrs(shape)),
      mean_difference(qrs(window), qrs(shape)) / amplitude,
      correlation(p_wave(window), p_wave(shape)),
      mean_difference(p_wave(window), p_wave(shape)) / amplitude,
      p_likeness,
      height_of(p_wave(shape)) / amplitude};
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = limited(shape_scale[i] * found[i]);
  return found;
}

}  // namespace rwave::template_rr
