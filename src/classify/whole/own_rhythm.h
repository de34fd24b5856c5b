#pragma once
// Regular rhythms in which a beat needs evidence to be S: the patient's own, and one that has lasted.

#include <cstdint>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// By beat: 1 where it is in time in a regular rhythm at the recording's own rate, and such beats are 60 % or
// more of all; else 0 for all. Nothing but its absolute rate and the shape of its P wave, which at 140 a
// minute lies on a T wave, could make such a beat S: a sinus tachycardia that fills a recording is not one S
// after the other. On 82 records of mitdb and svdb, by trees that had not seen the patient, this forbids one
// S label; without the share it would forbid 926 true ones, of a patient who is in SVT for half of the
// recording (865). `table`: needs rr_to_all, rr_to_near, rr_to_far and irregularity_16 (timing_features.h).
std::vector<std::uint8_t> own_rhythm(const FeatureTable& table);

// By beat: 1 where it is in time in a regular rhythm that lasts 80 beats or more between two steps of rate
// and whose mean shows the main rhythm's P wave; else 0. A supraventricular run begins with a beat that is
// early and has a P wave of another shape; the hundredth beat of a regular rhythm with the same P wave is the
// sinus node's, or that of an atrium whose every second wave is conducted, and analysts mark it N. On folds
// by patient over 83 records of mitdb and svdb this forbids some 640 false S labels of 867 and 202, and 100
// to 1,050 true ones of 865, whose tachycardia of minutes looks as sinus rhythm does: which of the two a
// patient has the signal does not tell, and the false ones were in more patients. `table`: needs rr_to_near,
// rr_to_8_before, irregularity_16 (timing_features.h), regime_length and regime_p (rate_regimes.h).
std::vector<std::uint8_t> lasting_rhythm(const FeatureTable& table);

}  // namespace rwave::whole
