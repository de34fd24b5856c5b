#pragma once
// Beats and rates of any segment of a recording: of an episode that was cut, or whose rule looks at some of
// its beats only.

#include <span>
#include <vector>

#include "rwave/rhythm.h"

namespace rwave {

class SegmentFigures {
 public:
  // `beats` must outlive this; `spans` in order of their first samples, `rate` in samples per second.
  SegmentFigures(std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans, double rate);

  // Beats within the span and outside unanalyzable ones, and the rates over the intervals between them,
  // whatever their labels: mean_rate over all, max_rate over four in a row, over all where there are no four.
  Episode measured(RhythmKind kind, SampleSpan span) const;

 private:
  std::span<const LabelledBeat> beats_;
  std::vector<double> rr_;      // s, as beat_intervals() has them
  std::vector<bool> in_noise_;  // of each beat
};

}  // namespace rwave
