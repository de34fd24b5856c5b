#include "signal/detect/align.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

// s about the candidate's, where a lead's own middle may be.
constexpr double own_middle = 0.06;
// s about the middle of the complex.
constexpr double search = 0.07;
// s about it: the mean there is the complex's baseline.
constexpr double baseline = 0.1;
// ln: so much more clearly must another lead show the candidate.
constexpr float worth_leaving = 1;

std::size_t clearest_lead(const Candidate& candidate, std::size_t leads) {
  std::size_t best = 0;
  float best_clearness = -1e9F;
  for (std::size_t i = 0; i < leads; ++i) {
    const LeadFeatures& lead = candidate.leads.at(i);
    if (!lead.usable) continue;
    const float clearness = lead.values[height_to_background];
    if (clearness > best_clearness + (i > 0 && best_clearness > -1e8F ? worth_leaving : 0)) {
      best = i;
      best_clearness = clearness;
    }
  }
  return best;
}

}  // namespace

std::int64_t r_peak(std::span<const LeadTrack> leads, const Candidate& candidate, const WorkingRate& clock) {
  const LeadTrack& lead = leads[clearest_lead(candidate, leads.size())];
  const History& raw = lead.raw();
  const double rate = clock.rate * clock.factor;
  // The lead's own middle: the leads' joint one lies where another lead is greatest.
  const float* from_middle = lead.envelope().at(candidate.index - clock.samples(own_middle));
  const float* own =
      std::max_element(from_middle, lead.envelope().at(candidate.index + clock.samples(own_middle)) + 1);
  const std::int64_t index = candidate.index - clock.samples(own_middle) + (own - from_middle);
  const std::int64_t middle = index * clock.factor + clock.factor / 2;
  const auto range = [&](double seconds) {
    const std::int64_t reach = std::lround(seconds * rate);
    return std::pair(std::max(raw.begin(), middle - reach), std::min(raw.end() - 1, middle + reach));
  };
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
