// The summary of a labelled recording: rates and counts here, episodes by the rhythm statements.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "rhythm/annotated_beats.h"
#include "rhythm/beat_intervals.h"
#include "rhythm/statement.h"
#include "rhythm/variability_parts.h"
#include "rwave/classification.h"

namespace rwave {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void add_rates(const std::vector<double>& intervals, Summary& summary) {
  summary.mean_rate = summary.min_rate = summary.max_rate = summary.mean_rr = nan;
  double sum = 0;
  std::int64_t count = 0;
  RateWindow window;
  for (const double rr : intervals) {
    // Least and greatest rate over eight intervals: one missed or doubled beat would otherwise be
    // the extreme of a day.
    const auto rate = window.add(rr);
    if (rr <= 0) continue;
    sum += rr;
    ++count;
    if (!rate) continue;
    // Written so that a NaN, no rate yet, gives way.
    if (!(summary.min_rate <= *rate)) summary.min_rate = *rate;
    if (!(summary.max_rate >= *rate)) summary.max_rate = *rate;
  }
  if (count == 0) return;
  summary.mean_rr = sum / static_cast<double>(count);
  summary.mean_rate = 60 / summary.mean_rr;
}

void add_episode(const Episode& episode, double rate, Summary& summary) {
  const double seconds = static_cast<double>(episode.end - episode.first) / rate;
  switch (episode.kind) {
    case RhythmKind::VentricularTachycardia:
    case RhythmKind::IdioventricularRhythm:
      ++summary.v_runs;
      if (episode.beats <= summary.longest_run) break;
      summary.longest_run = episode.beats;
      summary.longest_run_at = episode.first;
      break;
    case RhythmKind::SupraventricularRun:
      ++summary.s_runs;
      break;
    case RhythmKind::VentricularBigeminy:
      summary.bigeminy += seconds;
      break;
    case RhythmKind::VentricularTrigeminy:
      summary.trigeminy += seconds;
      break;
    case RhythmKind::Pause:
      ++summary.pauses;
      summary.longest_pause = std::max(summary.longest_pause, seconds);
      break;
    default:
      break;
  }
}

// The cheap ones of the rhythm statements. Atrial fibrillation costs as much as the labels of a day, so it is
// left to the report.
void add_episodes(std::span<const LabelledBeat> beats, const std::vector<double>& intervals, double rate,
                  std::int64_t frames, const EpisodeOptions& options, Summary& summary) {
  EpisodeEvents events;
  for (const MakeStatement make : {make_ventricular_runs, make_supraventricular_runs, make_pauses,
                                   make_ventricular_bigeminy, make_ventricular_trigeminy}) {
    const auto statement = make(rate, options);
    for (std::size_t i = 0; i < beats.size(); ++i)
      statement->add({beats[i].sample, beats[i].label, intervals[i], beats[i].probability}, events);
    statement->finish(beats.empty() ? frames : beats.back().sample + 1, events);
  }
  for (const EpisodeEvent& event : events)
    if (event.ended) add_episode(event.episode, rate, summary);
}

// V beats in a row that are no stated run: couplets, and runs whose beats are not surely V.
void add_rows(std::span<const LabelledBeat> beats, const std::vector<double>& intervals, Summary& summary) {
  std::int64_t runs = 0;
  for (const BeatRow& row : beat_rows(beats, intervals, 'V')) {
    summary.v_couplets += row.beats() == 2 ? 1 : 0;
    runs += row.beats() > 2 ? 1 : 0;
  }
  summary.v_runs_doubtful = runs - summary.v_runs;
}

}  // namespace

Summary summarise(const Classification& classification, double rate, std::int64_t frames,
                  const std::function<bool(SampleSpan)>& quiet) {
  const std::vector<LabelledBeat>& beats = classification.beats;
  const std::vector<KnownSpan> spans = known_spans(classification.unanalyzable, classification.fibrillation);
  Summary summary;
  summary.seconds = static_cast<double>(frames) / rate;
  summary.beats = static_cast<std::int64_t>(beats.size());
  const std::vector<bool> in_noise = beats_in_noise(beats, spans);
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const LabelledBeat& beat = beats[i];
    const auto of = static_cast<std::size_t>(class_of(beat.label));
    ++summary.by_class.at(of);
    summary.in_unanalyzable.at(of) += in_noise[i] ? 1 : 0;
    summary.paced += beat.label == '/' && !in_noise[i] ? 1 : 0;
  }
  const std::vector<double> intervals = beat_intervals(beats, spans, rate);
  add_rates(intervals, summary);
  EpisodeOptions options;
  options.quiet = quiet;
  add_episodes(beats, intervals, rate, frames, options, summary);
  add_rows(beats, intervals, summary);
  std::vector<SampleSpan> excluded;
  std::int64_t unanalyzable = 0;
  for (const KnownSpan& known : spans) {
    excluded.push_back(known.span);
    const double length = static_cast<double>(known.span.end - known.span.first) / rate;
    if (known.kind != RhythmKind::Unanalyzable) {
      summary.fibrillation += length;
      continue;
    }
    unanalyzable += known.span.end - known.span.first;
    summary.longest_gap = std::max(summary.longest_gap, length);
  }
  const TimeDomain variability = time_domain(normal_intervals(beats, excluded, rate));
  summary.sdnn = variability.sdnn;
  summary.rmssd = variability.rmssd;
  summary.analyzable = frames > 0 ? 1 - static_cast<double>(unanalyzable) / static_cast<double>(frames) : 0;
  return summary;
}

}  // namespace rwave
