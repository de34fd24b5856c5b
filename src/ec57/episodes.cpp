#include "ec57/episodes.h"

#include <algorithm>

#include "ec57/annotation_types.h"

namespace rwave::ec57 {
namespace {

enum class Mark : std::uint8_t { none, begin, end, extremum };

// What a rhythm change means to the kind of rhythm that `name` begins.
// Any rhythm that is not this one ends it, also where it is not on; episodes_of() knows whether it is.
Mark rhythm_mark(const Annotation& annotation, std::string_view name) {
  if (annotation.code != rhythm_type || annotation.text.empty()) return Mark::none;
  return annotation.text.starts_with(name) ? Mark::begin : Mark::end;
}

// Prefixes, not whole texts: sign and size of the deviation follow.
Mark st_mark(const Annotation& annotation, std::string_view begin, std::string_view end) {
  if (annotation.code != st_change_type) return Mark::none;
  const std::string_view text = annotation.text;
  if (text.starts_with(begin)) return Mark::begin;
  if (text.starts_with(end)) return Mark::end;
  return Mark::none;
}

// An extremum is looked for before the marks, since "(ST" and "ST" are tested as prefixes and "AST" is
// neither.
Mark mark_of(const Annotation& annotation, EpisodeKind kind) {
  switch (kind) {
    case EpisodeKind::atrial_fibrillation:
      return rhythm_mark(annotation, "(AFIB");
    case EpisodeKind::atrial_flutter:
      return rhythm_mark(annotation, "(AFL");
    case EpisodeKind::ventricular_fibrillation:
      return annotation.code == vf_begin_type ? Mark::begin
             : annotation.code == vf_end_type ? Mark::end
                                              : Mark::none;
    default:
      break;
  }
  const bool first = kind != EpisodeKind::st_signal_1, second = kind != EpisodeKind::st_signal_0;
  if (annotation.code == st_change_type &&
      ((first && annotation.text.starts_with("AST0")) || (second && annotation.text.starts_with("AST1"))))
    return Mark::extremum;
  if (kind == EpisodeKind::st_both) return st_mark(annotation, "(ST", "ST");
  return kind == EpisodeKind::st_signal_0 ? st_mark(annotation, "(ST0", "ST0")
                                          : st_mark(annotation, "(ST1", "ST1");
}

// An episode as it counts: cut at start and end, and shortened by what is excluded. Its duration is not
// always end - begin: see exclude().
struct Counted {
  std::int64_t begin = 0, end = 0, duration = 0;
  std::optional<std::int64_t> extremum;
};

// Takes the flutter intervals out of an episode; nothing is left of one that lies within flutter. Where the
// episode begins in flutter the reference implementation adds the part cut off to the duration instead of
// subtracting it; its figures are what scores are compared with, so that slip is kept.
bool exclude(Counted& episode, const std::vector<Episode>& flutters) {
  for (const Episode& flutter : flutters) {
    if (flutter.begin >= episode.end) break;
    if (flutter.end < episode.begin) continue;
    if (flutter.begin <= episode.begin) {
      if (episode.end <= flutter.end) return false;
      episode.duration += flutter.end - episode.begin;
      episode.begin = flutter.end;
    } else if (flutter.end < episode.end) {
      episode.duration -= flutter.end - flutter.begin;
    } else {
      episode.duration -= episode.end - flutter.begin;
      episode.end = flutter.begin;
    }
  }
  return true;
}

// One pass: the episodes of one annotator against those of the other.
class EpisodePass {
 public:
  EpisodePass(const EpisodeOptions& options, std::vector<Episode> others, std::vector<Episode> flutters)
      : options_(options), others_(std::move(others)), flutters_(std::move(flutters)) {}

  void add(const Episode& episode) {
    auto counted = cut(episode);
    if (!counted || !exclude(*counted, flutters_) || counted->duration < options_.shortest) return;
    const auto [overlap, at_extremum] = overlap_of(*counted);
    const bool is_match =
        overlap > 0 && (!is_st(options_.kind) || at_extremum || 2 * overlap >= counted->duration);
    ++(is_match ? matched : unmatched);
    duration += counted->duration;
    total_overlap += overlap;
  }

  std::int64_t matched = 0, unmatched = 0, duration = 0, total_overlap = 0;

 private:
  std::optional<Counted> cut(const Episode& episode) const {
    const std::int64_t limit = *options_.end == 0 ? std::numeric_limits<std::int64_t>::max() : *options_.end;
    if (episode.end < options_.start || episode.begin >= limit) return std::nullopt;
    Counted counted;
    counted.begin = std::max(episode.begin, options_.start);
    counted.end = std::min(episode.end, limit);
    counted.duration = counted.end - counted.begin;
    // With no limit no extremum lies before it: the reference implementation compares with its 0.
    if (episode.extremum && *episode.extremum > options_.start && *episode.extremum < *options_.end)
      counted.extremum = episode.extremum;
    return counted;
  }

  struct Overlap {
    std::int64_t samples = 0;
    bool at_extremum = false;
  };
  // Every other episode is looked at: a record has tens of episodes, and a merge of sorted lists would only
  // hide the rule.
  Overlap overlap_of(const Counted& episode) const {
    Overlap overlap;
    for (const Episode& other : others_) {
      if (options_.ignore_short_others && other.end - other.begin < options_.shortest) continue;
      const std::int64_t begin = std::max(episode.begin, other.begin), end = std::min(episode.end, other.end);
      if (end < begin) continue;
      overlap.samples += end - begin;
      if (episode.extremum && begin <= *episode.extremum && *episode.extremum <= end)
        overlap.at_extremum = true;
    }
    return overlap;
  }

  const EpisodeOptions& options_;
  std::vector<Episode> others_, flutters_;
};

}  // namespace

// Depth is 0 or 1 but for ST of both signals, whose episode lasts until every signal's is over.
std::vector<Episode> episodes_of(std::span<const Annotation> annotations, EpisodeKind kind,
                                 std::int64_t end) {
  std::vector<Episode> episodes;
  // Above 1 only where begins are counted.
  int depth = 0;
  for (const Annotation& annotation : annotations) {
    const Mark mark = mark_of(annotation, kind);
    if (mark == Mark::begin) {
      if (depth == 0) episodes.push_back({annotation.sample, annotation.sample, std::nullopt});
      if (depth == 0 || kind == EpisodeKind::st_both) ++depth;
    } else if (mark == Mark::end && depth > 0) {
      if (--depth == 0) episodes.back().end = annotation.sample;
    } else if (mark == Mark::extremum && depth > 0) {
      episodes.back().extremum = annotation.sample;
    }
  }
  if (depth > 0) episodes.back().end = std::max(end, annotations.back().sample);
  return episodes;
}

// Two passes, since matching is not symmetric: three short test episodes in one of the reference are three
// right ones and one found.
EpisodeComparison compare_episodes(std::span<const Annotation> reference, std::span<const Annotation> test,
                                   double rate, const EpisodeOptions& options) {
  EpisodeComparison comparison;
  comparison.rate = rate;
  if (!options.end) return comparison;
  const std::vector<Episode> of_reference = episodes_of(reference, options.kind, *options.end);
  const std::vector<Episode> of_test = episodes_of(test, options.kind, *options.end);
  EpisodePass sensitivity(options, of_test, {});
  for (const Episode& episode : of_reference) sensitivity.add(episode);
  comparison.found = sensitivity.matched;
  comparison.missed = sensitivity.unmatched;
  comparison.reference_duration = sensitivity.duration;
  comparison.reference_overlap = sensitivity.total_overlap;

  std::vector<Episode> flutters;
  if (options.exclude_flutter && options.kind == EpisodeKind::atrial_fibrillation)
    flutters = episodes_of(reference, EpisodeKind::atrial_flutter, *options.end);
  EpisodePass predictivity(options, of_reference, std::move(flutters));
  for (const Episode& episode : of_test) predictivity.add(episode);
  comparison.right = predictivity.matched;
  comparison.invented = predictivity.unmatched;
  comparison.test_duration = predictivity.duration;
  comparison.test_overlap = predictivity.total_overlap;
  return comparison;
}

}  // namespace rwave::ec57
