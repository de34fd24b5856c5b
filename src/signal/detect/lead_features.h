#pragma once
// The features of one lead at a candidate, whatever keeps the lead (LeadTrack, or a device's).

#include <algorithm>
#include <cmath>

#include "signal/detect/candidate.h"
#include "signal/detect/timing.h"

namespace rwave {
namespace features {

// s about the candidate: a lead's own greatest value may lie a little off that of the joint envelope.
inline constexpr double height_within = 0.04;
// s. What is nearer belongs to the same complex and is not compared with.
inline constexpr double near = 0.12;
// s. The longest look back: a beat and its T wave lie within it.
inline constexpr double before = 0.6;
// s. A T wave begins to fall by then.
inline constexpr double after = 0.4;

// ln(above / below) within -4 .. 4: gain falls out, and twice as high counts as much as half as high.
// Clamped, as a flat neighbour would give infinity; the bounds of the two, far under any wave in mV, keep
// silence, 0 over 0, from being a number that the weights were never fitted with.
inline float log_ratio(float above, float below) {
  return std::clamp(std::log(std::max(above, 1e-4F) / std::max(below, 1e-3F)), -4.0F, 4.0F);
}

// The greatest value from `first` to `last`, both included, which must be known and still kept.
template <class Line>
float greatest(const Line& values, std::int64_t first, std::int64_t last) {
  return *std::max_element(values.at(first), values.at(last) + 1);
}

}  // namespace features

// The features of one lead at `index`, which must be known up to looked_at beyond it. `Lead` answers as
// LeadTrack does.
// Where the lead is not usable at `index`, its values stay 0 and nothing further is computed. The last
// feature, the likeness to other candidates, is not of one lead's signal alone: the finder adds it when
// those are known (candidate_finder.h).
template <class Lead>
LeadFeatures lead_features(const Lead& lead, const WorkingRate& clock, std::int64_t index) {
  using namespace features;
  LeadFeatures found;
  found.usable = lead.usable(index);
  if (!found.usable) return found;
  const auto& envelope = lead.envelope();
  const float* from = envelope.at(index - clock.samples(height_within));
  const float* to = envelope.at(index + clock.samples(height_within)) + 1;
  // Leads have their maxima at slightly different times; each lead's own is used within 40 ms.
  const float* top = std::max_element(from, to);
  const std::int64_t at = index - clock.samples(height_within) + (top - from);
  const float height = *top;
  const auto& levels = lead.levels();
  auto& values = found.values;
  values[height_to_qrs] = log_ratio(height, levels.qrs());
  const float background = lead.background(index);
  values[height_to_background] = log_ratio(height, background);
  values[height_to_before] =
      log_ratio(height, greatest(envelope, index - clock.samples(before), index - clock.samples(near)));
  values[height_to_after] =
      log_ratio(height, greatest(envelope, index + clock.samples(near), index + clock.samples(after)));
  values[low_to_height] = log_ratio(lead.low_band(at), height);
  const float high = lead.high_band(at);
  values[high_to_height] = log_ratio(high, height);
  values[high_to_before] =
      log_ratio(high, lead.greatest_high_band(index - clock.samples(before), index - clock.samples(near)));
  values[high_to_after] =
      log_ratio(high, lead.greatest_high_band(index + clock.samples(near), index + clock.samples(after)));
  values[high_to_background] = log_ratio(high, lead.high_background());
  values[background_to_qrs] = log_ratio(background, levels.qrs());
  values[qrs_spread] = std::min(levels.spread(), 4.0F);
  // Fisher's transform of a correlation: .98 and .99 differ as much as .5 and .8 do, as noise makes
  // them differ.
  const float likeness = lead.likeness(at);
  values[likeness_to_qrs] = log_ratio(1 + likeness, 1 - likeness);
  return found;
}

}  // namespace rwave
