#pragma once
// Atrial fibrillation around a beat, in which to come early is no sign of S.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// By beat: the log odds of rhythm/irregularity.h that the up to 128 intervals around it are those of atrial
// fibrillation; -12 where there are fewer than 12. `times`: of the beats, s. Labels are not known yet, so
// beats of another group and another shape stand for the V beats whose intervals are left out. `table`: needs
// group_is_main (group_features.h) and qrs_global (shape_features.h).
std::vector<float> fibrillation_odds(std::span<const double> times, const FeatureTable& table);

// By beat: 1 where these odds begin an episode of fibrillation (docs/rhythm.md) and what precedes the QRS
// complexes of the main rhythm around does not repeat, as P waves would; else 0. There an early beat is no S:
// nothing but its time would make it one, and in fibrillation every second beat is early. The trees see a
// dozen patients who fibrillate, and mark some of their beats by time alone; the odds were fitted on mitdb
// and some 150 patients of afdb, ltafdb, nsrdb and nsr2db. On folds by patient over 83 records this forbids
// 420 to 790 false S labels (804, 203, 210, 893, 845) and 66 to 126 true ones, by seed. Odds from -1 to 1 and
// reliabilities of .5 and .6 do as well. The same odds as a feature of the trees were refused: they hardly
// use it (F1 of S without 865 and 232 .704 and .709, before .707 and .702). Where an analyst marks S within
// fibrillation by its time (222) it is lost. `table`: needs reliability_p_local besides (group_features.h).
std::vector<std::uint8_t> fibrillating(std::span<const double> times, const FeatureTable& table);

}  // namespace rwave::whole
