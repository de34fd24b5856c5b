#pragma once
// What precedes each beat's QRS complex, where a P wave is, freed of the T wave of the beat before.

#include <array>
#include <utility>
#include <vector>

#include "classify/whole/lead_shape.h"

namespace rwave::whole {

// The P window, with room on both sides to be moved by most_shift.
inline constexpr int p_samples = p_last - p_first + 2 * most_shift;
// Values of a P window, mV, and what correlations() reads behind its last shift.
using PWindow = std::array<float, p_samples + 8>;

// Finds once, for a recording, what follows the complexes of each group; then gives the P window of any beat.
class PWindows {
 public:
  // `in` outlives it.
  explicit PWindows(const FeatureInputs& in);

  // The samples before the beat's complex less the T wave of the beat before it, as far as that one's window
  // goes.
  PWindow freed(std::size_t beat, int lead) const;

 private:
  struct Mean {
    std::array<Aligned, most_leads> of_lead{};
    std::array<float, most_leads> number{};

    void add(int lead, const float* values);
    void divide();
  };

  double next(std::size_t beat) const {
    return beat + 1 < in_.windows.beats() ? in_.intervals.rr[beat + 1] : 0;
  }
  std::size_t group_of(std::size_t beat) const { return static_cast<std::size_t>(in_.groups.group[beat]); }

  const FeatureInputs& in_;
  std::vector<Mean> tails_;  // by group
};

// What is measured of a part's beats once, for the columns of the trees and for the rules after them. The
// windows and their groups outlive it. No copy: its members refer to one another.
struct PartMeasures {
  // All beats are asked for.
  PartMeasures(const BeatWindows& windows, const ShapeGroups& groups);
  // Of one lead: the intervals are known, and some beats are asked for, in order of time.
  PartMeasures(const BeatWindows& windows, const ShapeGroups& groups, Intervals known,
               std::vector<std::size_t> beats)
      : intervals(std::move(known)),
        main(windows, groups, intervals),
        asked(std::move(beats)),
        in{windows, groups, intervals, main, asked},
        p_windows(in) {}
  PartMeasures(const PartMeasures&) = delete;
  PartMeasures& operator=(const PartMeasures&) = delete;

  Intervals intervals;
  MainRhythm main;
  std::vector<std::size_t> asked;
  FeatureInputs in;
  PWindows p_windows;
};

}  // namespace rwave::whole
