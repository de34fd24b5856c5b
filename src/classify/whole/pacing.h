#pragma once
// Paced beats: a spike of a few milliseconds on the QRS complex, and a group of beats that all have one.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/shape_groups.h"

namespace rwave::whole {

// Hz. Below this a spike of 2 ms leaves no trace that tells it from a narrow complex: no beat is called
// paced.
inline constexpr double lowest_spike_rate = 200;

// How far one instant of `samples` (mV, of one lead, from 0.10 s before an R peak to 0.08 s after it) stands
// out: the greatest second difference over 2.8 ms, divided by the greatest one that is 11 ms or more away.
// On the paced records of mitdb it is 4 to 9, on a complex that the heart conducted at most 3 (medians over a
// record's beats). 0 where the greatest is below 0.08 mV or a sample was not recorded.
float spike_ratio(std::span<const float> samples, double rate);

// From here on a complex is wide, s: paced ones of mitdb and ludb have .09 and more over their leads, narrow
// ones with a steep S wave, whose edge can be as sharp as a spike at 500 Hz, .05 at most.
inline constexpr float wide_complex = 0.055F;

// spread() (lead_shape.h) of the mean complex of a group's beats, s, as a mean over the leads that show it; 0
// where none does.
float complex_width(const BeatWindows& windows, const ShapeGroups& groups, int group);

// By beat: the share of its group's beats with a spike, 0 where it is not paced. A group of eight beats or
// more is paced where half of them have a spike in a labelled lead and their mean complex is wide: what a
// pacemaker excites in a ventricle spreads slowly. Three fifths that have one in each of two leads, and of
// half of all leads, are enough, too, and in a recording of fewer than 30 beats a group of four: of twelve
// leads most show a spike, and a few the sharp edge of a complex. A beat of such a group is paced unless it
// clearly has no spike, and a beat of another group (fusion of paced and conducted) where it has one itself.
// Beats paced in the atrium alone, whose complex is narrow, are not told.
std::vector<float> paced_beats(const BeatWindows& windows, const ShapeGroups& groups);

// By beat: 1 where a pacemaker is at work in the recording (`paced`, of paced_beats) and the beat is
// conducted: it has no spike, and its group of eight beats or more has a mean complex that is narrow. What it
// is compared with is a paced complex, next to which a conducted one looks as foreign as a ventricular one;
// but a ventricular complex is wide.
std::vector<std::uint8_t> conducted_between_paced(const BeatWindows& windows, const ShapeGroups& groups,
                                                  std::span<const float> paced);

}  // namespace rwave::whole
