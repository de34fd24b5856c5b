#pragma once
// Atrial fibrillation around a beat, in which to come early is no sign of S.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// By beat: the log odds of rhythm/irregularity.h that the up to 128 intervals around it are those of atrial
// fibrillation; -12 where there are fewer than 12. `times`: of the beats, s. `left_out`: by beat, 1 where its
// intervals are left out besides those of beats that are ectopic by their shape; empty: none. `table`: as
// conducted_intervals.h needs it.
std::vector<float> fibrillation_odds(std::span<const double> times, const FeatureTable& table,
                                     std::span<const std::uint8_t> left_out = {});

// By beat: 1 where the atria fibrillate, so that an early beat is no S: nothing but its time would make it
// one, and in fibrillation every second beat is early. The trees see a dozen patients who fibrillate, and
// mark some of their beats by time alone. Sinus rhythm with many premature beats is irregular too, and to
// take it for fibrillation would lose all of them. So all of these must hold:
// - the odds begin an episode of the report by intervals alone (docs/rhythm.md), with all beats and without
//   those that may be S by the trees: what is left of sinus rhythm is regular, of fibrillation it is not;
// - what precedes the QRS complexes of the main rhythm around does not repeat, as P waves would;
// - these complexes themselves do: else noise hides the P waves.
// Where too few intervals are left, or no main rhythm is known, nothing is fibrillation. Where an analyst
// marks S within fibrillation by its time (222) it is lost. `s_probabilities`: of the trees, by beat.
// `table`: needs reliability_p_local and reliability_qrs_local besides (group_features.h).
std::vector<std::uint8_t> fibrillating(std::span<const double> times, const FeatureTable& table,
                                       std::span<const float> s_probabilities);

}  // namespace rwave::whole
