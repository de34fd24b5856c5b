#include "rhythm/segment_figures.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

#include "rhythm/beat_intervals.h"

namespace rwave {

SegmentFigures::SegmentFigures(std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans,
                               double rate)
    : beats_(beats), rr_(beat_intervals(beats, spans, rate)), in_noise_(beats_in_noise(beats, spans)) {}

Episode SegmentFigures::measured(RhythmKind kind, SampleSpan span) const {
  const auto place = [&](std::int64_t sample) {
    return static_cast<std::size_t>(std::ranges::lower_bound(beats_, sample, {}, &LabelledBeat::sample) -
                                    beats_.begin());
  };
  Episode episode{kind, span.first, span.end, 0, 0, 0};
  std::array<double, 4> last{};
  std::size_t in_a_row = 0, intervals = 0;
  double seconds = 0;
  const std::size_t first = place(span.first), end = place(span.end);
  for (std::size_t i = first; i < end; ++i) {
    if (!in_noise_[i]) ++episode.beats;
    // An interval that something unanalyzable cuts is none: it would slow the rate.
    if (i == first || rr_[i] <= 0) {
      in_a_row = 0;
      continue;
    }
    ++intervals;
    seconds += rr_[i];
    last[in_a_row++ % last.size()] = rr_[i];
    if (in_a_row >= last.size())
      episode.max_rate = std::max(episode.max_rate, 60 * static_cast<double>(last.size()) /
                                                        std::accumulate(last.begin(), last.end(), 0.0));
  }
  if (seconds <= 0) return episode;
  episode.mean_rate = 60 * static_cast<double>(intervals) / seconds;
  episode.max_rate = std::max(episode.max_rate, episode.mean_rate);
  return episode;
}

}  // namespace rwave
