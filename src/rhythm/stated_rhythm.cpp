#include "rhythm/stated_rhythm.h"

#include <algorithm>
#include <limits>

#include "rhythm/segment_figures.h"

namespace rwave {
namespace {

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
  std::vector<KnownSpan> spans;
  for (const Episode& e : episodes)
    if (e.kind == RhythmKind::Unanalyzable || e.kind == RhythmKind::VentricularFibrillation ||
        e.kind == RhythmKind::VentricularFlutter)
      spans.push_back({e.kind, {e.first, e.end}});
  // The figures are computed again from the beats within the span, as those of an episode that was cut are no
  // longer true of its part.
  const SegmentFigures figures(beats, spans, rate);
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
      const Episode part = figures.measured(episode.kind, {from, to});
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
    if (one.kind) result.push_back(figures.measured(*one.kind, one.span));
  std::ranges::stable_sort(result, {}, &Episode::first);
  return result;
}

}  // namespace rwave
