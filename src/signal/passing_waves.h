#pragma once
// Waves that go on through a pause and through the beats on either side of it, as beats of none.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "signal/heart_watch.h"
#include "signal/lead_reader.h"

namespace rwave {

// Of `peaks` those that are such waves, in order: atrial flutter without a conducted beat, or a tremor. In a
// pause nothing is higher than they are, and every second one passes for a beat of a tachycardia, where there
// is standstill. A tachycardia begins and ends; these go on, in step, between the beats before and after.
//
// Asked are peaks half as high as those around in every lead that shows the heart, between higher ones, where
// the signal between these returns after .15 to .4 s. `reader` of `leads` with `per_frame` samples per frame
// at `rate` samples per second, `watch` and `heartless` of the same; `peaks` in samples. Reads those spans a
// second time.
std::vector<std::int64_t> passing_waves(LeadReader& reader, const HeartWatch& watch,
                                        std::span<const int> leads, std::span<const HeartlessLead> heartless,
                                        double rate, int per_frame, std::span<const std::int64_t> peaks);

}  // namespace rwave
