#pragma once
// Beats behind a ventricular one that are the sinus node's, however early they come.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// By beat: 1 where the trees call the beat before it V (a half or more) and one of these holds, so that
// it is no S; else 0.
// - Its interval and the one before are together about one of the rhythm, and the next one is about as
//   long: the ventricular beat is interpolated, and this one comes when it would have come without it,
//   though it is early by half to the medians around. A supraventricular beat would set the rhythm back,
//   and within a supraventricular run the next interval is short too.
// - It is early by no more than a fifth, to the 40 intervals around and to the 8 before: at the beginning
//   of a long run those around are the run's. Its P wave lies on the T wave of the ventricular beat, so
//   that another shape says nothing, and there is no other sign.
//
// Neither counts where the trees call S the last beat before the V beat that is not behind another V
// beat: an aberrant beat within a supraventricular run is called V too.
//
// On folds by patient over 83 records of mitdb and svdb, without the lower bound of the next interval,
// the 8 before and the runs, this forbade 116 false S labels of 21 records, 56 of them of 857, and two
// true ones, of 849 (seed 1). These conditions give back 19 S of the shipped trees, 4 of them true (two
// of 849).
//
// `times`: of the beats, s. `v_probabilities`: of the trees, by beat; 0 for a paced one, which the trees
// call V. `s_probabilities`: likewise of S. `table`: needs rr_to_far, rr_to_8_before and next_to_far
// (timing_features.h).
std::vector<std::uint8_t> behind_ventricular(std::span<const double> times, const FeatureTable& table,
                                             std::span<const float> v_probabilities,
                                             std::span<const float> s_probabilities);

}  // namespace rwave::whole
