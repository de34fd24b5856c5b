#pragma once
// Regular rhythms in which no beat is S, whatever the trees say: the patient's own, and one that has lasted.
// (Fibrillation is another: fibrillation.h.)

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
// and whose mean shows the main rhythm's P wave, of its shape and size; else 0. A supraventricular run begins
// with a beat that is early and has a P wave of another shape; the hundredth beat of a regular rhythm with
// the same P wave is the sinus node's, or that of an atrium whose every second wave is conducted, and
// analysts mark it N. On folds by patient over 83 records of mitdb and svdb this forbids 430 to 660 false S
// labels of 867 and 202, whose P waves depart from the main rhythm's by .04 to .05 of the QRS amplitude.
// Those of 865, whose tachycardia of minutes is S, have the shape of its sinus rhythm (correlation .98) and
// depart by .12: bounds from .06 to .1 leave it its 20 to 810 S labels (by seed), without any bound they
// are forbidden too. One patient's evidence. A bound on the step that begins the rhythm was refused: both
// kinds begin by one (ln -.3 to -.5), and 867 gets 270 false labels again. `table`: needs rr_to_near,
// rr_to_8_before, irregularity_16 (timing_features.h), like_median_32 (rhythm_context.h), regime_begins,
// regime_ends, regime_length, regime_p and regime_p_distance (rate_regimes.h).
std::vector<std::uint8_t> lasting_rhythm(const FeatureTable& table);

// By beat: 1 where one of these two holds; else 0.
std::vector<std::uint8_t> never_s(const FeatureTable& table);

}  // namespace rwave::whole
