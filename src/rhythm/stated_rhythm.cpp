#include "rhythm/stated_rhythm.h"

#include <algorithm>
#include <limits>

namespace rwave {
namespace {

constexpr std::size_t rate_intervals = 4;  // that Episode::max_rate is over

// An episode over the span, with the figures of the beats that lie in it.
// The figures are computed again from the beats within the span, as those of an episode that was
// cut are no longer true of its part.
Episode measured(RhythmKind kind, SampleSpan span, std::span<const LabelledBeat> beats, double rate) {
  const auto from = std::ranges::lower_bound(beats, span.first, {}, &LabelledBeat::sample);
  const auto to = std::ranges::lower_bound(beats, span.end, {}, &LabelledBeat::sample);
  const std::span<const LabelledBeat> within(from, to);
  Episode episode{kind, span.first, span.end, static_cast<std::int64_t>(within.size()), 0, 0};
  if (within.size() < 2) return episode;
  const auto rate_over = [&](std::size_t first, std::size_t intervals) {
    const auto samples = static_cast<double>(within[first + intervals].sample - within[first].sample);
    return samples > 0 ? 60 * static_cast<double>(intervals) * rate / samples : 0;
  };
  const std::size_t intervals = within.size() - 1, window = std::min(intervals, rate_intervals);
  episode.mean_rate = rate_over(0, intervals);
  for (std::size_t first = 0; first + window <= intervals; ++first)
    episode.max_rate = std::max(episode.max_rate, rate_over(first, window));
  return episode;
}

// What a person states cuts an episode of the rules in two. A part that no longer meets its rule is
// none.
std::int64_t fewest_beats(RhythmKind kind) {
  switch (kind) {
    case RhythmKind::Pause:
    case RhythmKind::Asystole:
      return std::numeric_limits<std::int64_t>::max();
    case RhythmKind::VentricularTachycardia:
    case RhythmKind::IdioventricularRhythm:
    case RhythmKind::SupraventricularRun:
      return 3;
    case RhythmKind::VentricularFibrillation:
    case RhythmKind::VentricularFlutter:
      return 0;
    default:
      return 1;
  }
}

}  // namespace

std::vector<Episode> with_stated(std::span<const Episode> episodes, std::span<const StatedRhythm> stated,
                                 std::span<const LabelledBeat> beats, double rate) {
  std::vector<Episode> result;
  for (const Episode& episode : episodes) {
    if (episode.kind == RhythmKind::Unanalyzable) {
      result.push_back(episode);
      continue;
    }
    std::int64_t from = episode.first;
    bool cut = false;
    const auto keep = [&](std::int64_t to) {
      if (to <= from) return;  // a denied kind begins within the statement before it
      const Episode part = measured(episode.kind, {from, to}, beats, rate);
      // Of a run at least three beats must be left, and a part of a pause is none.
      if (part.beats >= fewest_beats(episode.kind)) result.push_back(part);
    };
    for (const StatedRhythm& one : stated) {
      if (one.span.end <= from || one.span.first >= episode.end) continue;
      if (one.denied && *one.denied != episode.kind) continue;
      if (cut || one.span.first > from) keep(one.span.first);
      cut = true;
      from = one.span.end;
    }
    if (!cut)
      result.push_back(episode);
    else if (from < episode.end)
      keep(episode.end);
  }
  // A statement without a kind says that none of the rules' episodes is right there: it only cuts.
  for (const StatedRhythm& one : stated)
    if (one.kind) result.push_back(measured(*one.kind, one.span, beats, rate));
  std::ranges::stable_sort(result, {}, &Episode::first);
  return result;
}

}  // namespace rwave
