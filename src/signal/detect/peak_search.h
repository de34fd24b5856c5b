#pragma once
// The search for an R peak in one lead, from the middle of its QRS complex.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "signal/detect/timing.h"

namespace rwave {

// The recording's sample that stands furthest from the complex's own baseline, within 70 ms of the middle
// that the lead has of the complex: annotators mark the beat there. Up and down count alike, so that an
// inverted lead gives the same sample. `candidate`: working sample; `Lead` answers as LeadTrack does.
// Missing samples are passed over on both counts. Where all of them are missing the middle is the answer,
// so that a beat is never lost for want of a peak. Ties go to the earlier sample.
template <class Lead>
std::int64_t r_peak_in(const Lead& lead, std::int64_t candidate, const WorkingRate& clock) {
  // s about the candidate's, where a lead's own middle may be; about that, the mean is the complex's
  // baseline; about that, the peak is looked for.
  constexpr double own_middle = 0.06, baseline = 0.1, search = 0.07;
  const auto& raw = lead.raw();
  const double rate = clock.rate * clock.factor;
  // The lead's own middle: the leads' joint one lies where another lead is greatest.
  const float* from_middle = lead.envelope().at(candidate - clock.samples(own_middle));
  const float* own =
      std::max_element(from_middle, lead.envelope().at(candidate + clock.samples(own_middle)) + 1);
  const std::int64_t index = candidate - clock.samples(own_middle) + (own - from_middle);
  const std::int64_t middle = index * clock.factor + clock.factor / 2;
  const auto range = [&](double seconds) {
    const std::int64_t reach = std::lround(seconds * rate);
    return std::pair(std::max(raw.begin(), middle - reach), std::min(raw.end() - 1, middle + reach));
  };
  // Not the recording's baseline: with wander of a millivolt the largest distance from a global mean would be
  // a place on the wander.
  const auto [first, last] = range(baseline);
  float sum = 0;
  int count = 0;
  for (std::int64_t i = first; i <= last; ++i) {
    if (!std::isfinite(raw[i])) continue;
    sum += raw[i];
    ++count;
  }
  const float mean = count > 0 ? sum / static_cast<float>(count) : 0;
  const auto [from, to] = range(search);
  std::int64_t peak = middle;
  float furthest = -1;
  for (std::int64_t i = from; i <= to; ++i) {
    const float distance = std::fabs(raw[i] - mean);
    if (distance > furthest) {
      furthest = distance;
      peak = i;
    }
  }
  return peak;
}

}  // namespace rwave
