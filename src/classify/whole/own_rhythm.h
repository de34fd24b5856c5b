#pragma once
// The patient's own rhythm, where most of a recording is one: in it a beat needs evidence to be S.

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

}  // namespace rwave::whole
