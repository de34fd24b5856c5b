#include "signal/detect/align.h"

#include "signal/detect/peak_search.h"

namespace rwave {
namespace {

// ln: how much more clearly another lead must show the candidate.
constexpr float worth_leaving = 1;

// The first lead that shows the candidate clearly, and not the clearest of each beat: R peaks of
// one recording should lie on one wave, or RR intervals jitter by the time between the waves of two
// leads.
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
  return r_peak_in(leads[clearest_lead(candidate, leads.size())], candidate.index, clock);
}

}  // namespace rwave
