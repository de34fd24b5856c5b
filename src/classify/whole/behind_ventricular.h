#pragma once
// Beats behind a ventricular one that are the sinus node's, however early they come.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// By beat: 1 where the trees call the beat before it V (a half or more) and one of these holds, so that it is
// no S; else 0.
// - Both its intervals together are about one of the rhythm: the ventricular beat is interpolated, and this
//   one comes when it would have come without it. To the medians around it is early by half.
// - It is early by no more than a fifth. Its P wave lies on the T wave of the ventricular beat, so that
//   another shape says nothing, and there is no other sign.
// On folds by patient over 83 records of mitdb and svdb this forbids 120 false S labels of 21 records, 56 of
// them of 857, and two true ones, of 849 (seed 1); bounds near these do the same. All others behind a V beat,
// 13 true and 56 false, are left: a supraventricular beat may follow one.
// `times`: of the beats, s. `v_probabilities`: of the trees, by beat. `table`: needs rr_to_far
// (timing_features.h).
std::vector<std::uint8_t> behind_ventricular(std::span<const double> times, const FeatureTable& table,
                                             std::span<const float> v_probabilities);

}  // namespace rwave::whole
