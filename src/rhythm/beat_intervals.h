#pragma once
// Intervals between successive beats, the rates over them and the spans that cut them, as the summary and the
// Holter report count them.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "rwave/rhythm.h"

namespace rwave {

// Unanalyzable spans and those of ventricular fibrillation together, in order of their first samples.
std::vector<KnownSpan> known_spans(std::span<const SampleSpan> unanalyzable,
                                   std::span<const SampleSpan> fibrillation);

// Of known spans the unanalyzable ones in which beats may lie, in the same order. A span of one sample only
// cuts an interval (an artefact's mark, a rejected beat).
std::vector<SampleSpan> noise_spans(std::span<const KnownSpan> spans);

// Of each beat whether it lies in one of noise_spans(spans): noise passes for beats there.
std::vector<bool> beats_in_noise(std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans);

// Spans in order of their first samples, with those that overlap or lie up to `gap` samples apart as one.
std::vector<SampleSpan> joined(std::span<const SampleSpan> spans, std::int64_t gap = 0);

// The interval before each beat, s; 0 for the first one, and where a span lies between two beats: what it
// hides is not known, so that they may not be successive. `spans` in order of their first samples, `rate` in
// samples per second.
std::vector<double> beat_intervals(std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans,
                                   double rate);

// Beats [first, end) of one label in a row.
struct BeatRow {
  std::size_t first = 0, end = 0;

  std::size_t beats() const { return end - first; }
};

// All rows of this label, also of one beat. `rr` of beat_intervals(): what cuts an interval ends a row, as
// nobody knows what lay there.
std::vector<BeatRow> beat_rows(std::span<const LabelledBeat> beats, std::span<const double> rr, char label);

// The heart rate over the last eight intervals that nothing cuts. Fewer make a rate of one early beat.
class RateWindow {
 public:
  // The next beat's interval, s, as beat_intervals() has it. Beats per minute; nothing while there are fewer
  // intervals, and above 300, where beats are found twice.
  std::optional<double> add(double rr);

 private:
  // The last intervals, s, the oldest overwritten next.
  std::array<double, 8> last_{};
  // Intervals since the last cut.
  std::size_t count_ = 0;
};

}  // namespace rwave
