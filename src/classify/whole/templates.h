#pragma once
// Templates: means of the beats that are the patient's own rhythm, near a beat and over the whole recording.

#include <array>
#include <span>
#include <vector>

#include "classify/whole/shape_groups.h"
#include "classify/whole/timing_features.h"

namespace rwave::whole {

// An aligned window: that of a beat without the most_shift samples at each end.
inline constexpr int aligned_samples = window_samples - 2 * most_shift;
// Samples before the R peak of an aligned window.
inline constexpr int aligned_before = window_before - most_shift;
using Aligned = std::array<float, aligned_samples>;

// One lead of a beat, moved to where its group's template is.
const float* aligned(const BeatWindows& windows, const ShapeGroups& groups, std::size_t beat, int lead);

// Which beats make templates: those of the largest groups of beats that are not early. A beat that is early
// makes none even there, as its P wave may be another.
struct MainRhythm {
  MainRhythm(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals);

  // By group: 1 where it is one of the largest ones of beats that are not early.
  std::vector<std::uint8_t> is_main_group;
  // The beats that make templates, in order of time.
  std::vector<std::size_t> beats;
  // By beat: place in `beats` of the first that does not come before it.
  std::vector<std::size_t> place;
  // The recording's template of each lead: the mean of all these beats.
  std::array<Aligned, most_leads> mean{};
  // Peak to peak of the mean's QRS complex, mV; 0: not seen.
  std::array<float, most_leads> amplitude{};
};

// What the columns of a recording's beats are measured from; all of it outlives the measuring.
struct FeatureInputs {
  const BeatWindows& windows;
  const ShapeGroups& groups;
  const Intervals& intervals;
  const MainRhythm& main;
  // The beats whose rows are read, in order of time. Where no other beat's numbers hang on a column, it is
  // left 0 at the rest.
  std::span<const std::size_t> asked;
};

// The mean of the eight nearest template beats on each side of a beat, itself left out. False where none of
// them shows the lead.
bool local_template(const BeatWindows& windows, const ShapeGroups& groups, const MainRhythm& main,
                    std::size_t beat, int lead, Aligned& out);

}  // namespace rwave::whole
