#pragma once
// Beats behind a ventricular one that are the sinus node's, however early they come.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// By beat: 1 where the trees call the beat before it V (a half or more) and one of these holds, so that it is
// no S; else 0.
// - Its interval and the one before are together about one of the rhythm, and the next one is no longer than
//   that: the ventricular beat is interpolated, and this one comes when it would have come without it, though
//   it is early by half to the medians around. A supraventricular beat would set the rhythm back.
// - It is early by no more than a fifth. Its P wave lies on the T wave of the ventricular beat, so that
//   another shape says nothing, and there is no other sign.
// On folds by patient over 83 records of mitdb and svdb this forbids 116 false S labels of 21 records, 56 of
// them of 857, and two true ones, of 849 (seed 1); bounds near these do the same. All others behind a V beat,
// 14 true and 59 false, are left: a supraventricular beat may follow one.
// `times`: of the beats, s. `v_probabilities`: of the trees, by beat; 0 for a paced one, which the trees call
// V. `table`: needs rr_to_far and next_to_far (timing_features.h).
std::vector<std::uint8_t> behind_ventricular(std::span<const double> times, const FeatureTable& table,
                                             std::span<const float> v_probabilities);

}  // namespace rwave::whole
