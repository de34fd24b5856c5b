#pragma once
// Atrial flutter whose block changes: every interval is a multiple of one atrial cycle, and an early beat is
// no S.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// By beat: 1 where the 64 intervals around it are multiples of one cycle of .165 to .3 s (200 to 360 a
// minute). A beat that comes early there was conducted after fewer of the same waves. Sinus rhythm with
// premature beats can look so, as where these come at two thirds of the interval and the pause is
// compensatory: 2, 3 and 4 thirds. So all of these must hold:
// - three multiples that are not rare (a twenty-fifth of the intervals): two are those of a rhythm and its
//   half as well, of SVT or bigeminy;
// - of each of these two fifths or more of the intervals stand three or more in a row: a block stays as it is
//   for some beats, premature beats, couplets and pauses come in fewer;
// - no more than two intervals longer than both their neighbours: salvos of any length end with a pause.
//
// Flutter whose block changes with each beat or two looks as ectopy does, and is not seen. By intervals
// alone, as P waves say nothing: with a fixed block a flutter wave lies before each complex as a P wave
// does. Of 134 records of mitdb, svdb, qtdb, cpsc2021 and vfdb it holds for no beat: the flutter of
// mitdb's 203 and 222, whose conduction varies by more than a wave's width, is no other to it than
// fibrillation is, and that of 202 has one multiple. As no patient here shows that the rule helps, it
// must deny no ectopy.
//
// `times`: of the beats, s. `table`: as conducted_intervals.h needs it.
std::vector<std::uint8_t> changing_flutter(std::span<const double> times, const FeatureTable& table);

}  // namespace rwave::whole
