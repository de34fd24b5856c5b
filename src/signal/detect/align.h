#pragma once
// R-peak placement: from the middle of a QRS complex to its R peak, in the lead that shows it.

#include <cstdint>
#include <span>

#include "signal/detect/candidate.h"
#include "signal/detect/lead_track.h"

namespace rwave {

// The recording's sample that stands furthest from the complex's own baseline, within 70 ms of the
// candidate's middle, in the first lead that shows the candidate (the later ones serve where it has nothing
// to say or is far noisier): annotators mark the beat there. Up and down count alike, so that an inverted
// lead gives the same sample.
std::int64_t r_peak(std::span<const LeadTrack> leads, const Candidate& candidate, const WorkingRate& clock);

}  // namespace rwave
