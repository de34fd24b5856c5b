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
// kinds begin by one (ln -.3 to -.5), and 867 gets 270 false labels again. In time is a beat by the rhythm's
// own rate too: to what came before it the first ones are early, and the last ones to what comes. `table`:
// needs rr_to_near, rr_to_8_before, irregularity_16 (timing_features.h), like_median_32, near_rate
// (rhythm_context.h), regime_begins, regime_ends, regime_length, regime_rate, regime_p and regime_p_distance
// (rate_regimes.h).
std::vector<std::uint8_t> lasting_rhythm(const FeatureTable& table);

// By beat: 1 where it is in time in a regular rhythm of 100 a minute or less that begins or ends by a rate
// that is half or twice its own, and that keeps the main rhythm's P wave; else 0. Every second P wave is not
// conducted, or is so again: at no other rate does a rhythm change by just this factor. 100 a minute, as a
// tachycardia may be twice as fast as the sinus rhythm by chance. No S label of the folds is one of these.
// `table`: as lasting_rhythm() needs it.
std::vector<std::uint8_t> two_to_one_block(const FeatureTable& table);

// By beat: 1 where one of these three holds; else 0.
std::vector<std::uint8_t> never_s(const FeatureTable& table);

}  // namespace rwave::whole
