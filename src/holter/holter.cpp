#include "holter/holter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "rhythm/annotated_beats.h"
#include "rhythm/beat_intervals.h"

namespace rwave {
namespace {

constexpr double hour = 3600;        // s
constexpr double guideline_af = 30;  // s, of an episode that the guidelines call atrial fibrillation

// Written so that NaN, no rate yet, gives way to the first one.
void note_rate(HolterFigures& figures, double rate, std::int64_t sample) {
  if (!(figures.min_rate.rate <= rate)) figures.min_rate = {rate, sample};
  if (!(figures.max_rate.rate >= rate)) figures.max_rate = {rate, sample};
}

std::size_t hour_of(const Holter& holter, std::int64_t sample) {
  // An annotation past the stated end counts in the last hour and is not lost.
  const auto at =
      static_cast<std::size_t>(std::max(0.0, static_cast<double>(sample) / holter.input.info.rate / hour));
  return std::min(at, holter.hours.size() - 1);
}

void add_beats(Holter& holter) {
  const std::vector<bool> in_noise = beats_in_noise(holter.input.beats, holter.input.spans);
  std::vector<std::pair<double, std::int64_t>> sums(
      holter.hours.size());  // s and number of intervals by hour
  double sum = 0;
  std::int64_t count = 0;
  RateWindow window;
  for (std::size_t i = 0; i < holter.input.beats.size(); ++i) {
    const LabelledBeat& beat = holter.input.beats[i];
    const std::size_t h = hour_of(holter, beat.sample);
    const auto of = static_cast<std::size_t>(class_of(beat.label));
    for (HolterFigures* figures : {&holter.total, &holter.hours[h]}) {
      ++figures->beats;
      ++figures->by_class[of];
      if (in_noise[i])
        ++figures->in_noise[of];
      else if (beat.label == '/')
        ++figures->paced;
    }
    const double rr = holter.rr[i];
    const auto rate = window.add(rr);
    if (rr <= 0) continue;
    sum += rr;
    ++count;
    sums[h].first += rr;
    ++sums[h].second;
    if (!rate) continue;
    note_rate(holter.total, *rate, beat.sample);
    note_rate(holter.hours[h], *rate, beat.sample);
  }
  // Beats over time, as everywhere: a mean of rates would favour the fast beats.
  if (count > 0) holter.total.mean_rate = 60 * static_cast<double>(count) / sum;
  for (std::size_t h = 0; h < sums.size(); ++h)
    if (sums[h].second > 0)
      holter.hours[h].mean_rate = 60 * static_cast<double>(sums[h].second) / sums[h].first;
}

// Couplets, and runs of V that no episode states; of S beats none in fibrillation, as of their runs.
void add_rows(Holter& holter) {
  const auto& beats = holter.input.beats;
  std::vector<SampleSpan> fibrillation, runs;
  for (const Episode& e : holter.episodes) {
    if (e.kind == RhythmKind::AtrialFibrillation) fibrillation.push_back({e.first, e.end});
    if (e.kind == RhythmKind::VentricularTachycardia || e.kind == RhythmKind::IdioventricularRhythm)
      runs.push_back({e.first, e.end});
  }
  // Where a person stated a rhythm, a run that is none is denied and not in doubt.
  for (const StatedRhythm& one : holter.input.stated) runs.push_back(one.span);
  const auto meets = [&](const std::vector<SampleSpan>& spans, const BeatRow& row) {
    return std::ranges::any_of(spans, [&](const SampleSpan& s) {
      return s.first <= beats[row.end - 1].sample && beats[row.first].sample < s.end;
    });
  };
  const auto count = [&](std::int64_t HolterFigures::*field, const BeatRow& row) {
    ++(holter.total.*field);
    ++(holter.hours[hour_of(holter, beats[row.first].sample)].*field);
  };
  for (const BeatRow& row : beat_rows(beats, holter.rr, 'V')) {
    if (row.beats() == 2) count(&HolterFigures::v_couplets, row);
    if (row.beats() > 2 && !meets(runs, row)) count(&HolterFigures::v_runs_doubtful, row);
  }
  for (const BeatRow& row : beat_rows(beats, holter.rr, 'S'))
    if (row.beats() == 2 && !meets(fibrillation, row)) count(&HolterFigures::s_couplets, row);
}

// Adds the seconds of a span to every hour that it touches.
// An episode over the full hour belongs to both: counted where it begins, it could give an hour
// more seconds than it has.
void add_seconds(Holter& holter, double HolterFigures::*field, std::int64_t first, std::int64_t end) {
  const double rate = holter.input.info.rate;
  const double from = static_cast<double>(first) / rate, to = static_cast<double>(end) / rate;
  holter.total.*field += to - from;
  for (std::size_t h = hour_of(holter, first); h < holter.hours.size() && static_cast<double>(h) * hour < to;
       ++h) {
    const double begin = static_cast<double>(h) * hour;
    holter.hours[h].*field += std::max(0.0, std::min(to, begin + hour) - std::max(from, begin));
  }
}

// Of a span what these spans, in order and apart, leave.
std::vector<SampleSpan> outside(std::span<const SampleSpan> noise, SampleSpan span) {
  std::vector<SampleSpan> left;
  auto one = std::ranges::lower_bound(noise, span.first, {}, &SampleSpan::end);
  for (; one != noise.end() && one->first < span.end; ++one) {
    if (one->first > span.first) left.push_back({span.first, one->first});
    span.first = std::max(span.first, one->end);
  }
  if (span.first < span.end) left.push_back(span);
  return left;
}

void add_episode(Holter& holter, std::span<const SampleSpan> noise, std::int64_t index) {
  const Episode& e = holter.episodes[static_cast<std::size_t>(index)];
  const auto at = [&](std::int64_t i) -> const Episode& {
    return holter.episodes[static_cast<std::size_t>(i)];
  };
  const auto count = [&](std::int64_t HolterFigures::*field) {
    ++(holter.total.*field);
    ++(holter.hours[hour_of(holter, e.first)].*field);
  };
  const double seconds = seconds_of(holter, e);
  const auto keep_most = [&](std::int64_t& best, auto value) {
    // The first of equal ones, so that two runs of the program show the same strip.
    if (best < 0 || value(e) > value(at(best))) best = index;
  };
  const auto beats = [](const Episode& x) { return static_cast<double>(x.beats); };
  const auto length = [](const Episode& x) { return static_cast<double>(x.end - x.first); };
  switch (e.kind) {
    // Runs of three or more V beats in a row, whatever their rate: the faster are tachycardia, the
    // slower idioventricular rhythm, and a report counts both as runs.
    case RhythmKind::VentricularTachycardia:
      count(&HolterFigures::vt);
      if (seconds >= sustained_vt_seconds) count(&HolterFigures::sustained_vt);
      [[fallthrough]];
    case RhythmKind::IdioventricularRhythm:
      count(&HolterFigures::v_runs);
      keep_most(holter.longest_v_run, beats);
      keep_most(holter.fastest_v_run, [](const Episode& x) { return x.mean_rate; });
      break;
    case RhythmKind::SupraventricularRun:
      count(&HolterFigures::s_runs);
      keep_most(holter.longest_s_run, beats);
      break;
    case RhythmKind::Pause:
      count(&HolterFigures::pauses);
      // Pauses from 2.0, 2.5 and 3.0 s on, as reports of Holter systems list them.
      for (std::size_t i = 0; i < holter.pauses_from.size(); ++i)
        if (seconds >= 2 + 0.5 * static_cast<double>(i)) ++holter.pauses_from[i];
      keep_most(holter.longest_pause, length);
      break;
    case RhythmKind::AtrialFibrillation:
      ++holter.af_episodes;
      if (seconds < guideline_af) ++holter.short_af_episodes;
      // Its share is of the analyzable time, so what noise covers of it is no part of either.
      for (const SampleSpan& seen : outside(noise, {e.first, e.end}))
        add_seconds(holter, &HolterFigures::af_seconds, seen.first, seen.end);
      keep_most(holter.longest_af, length);
      break;
    case RhythmKind::VentricularFibrillation:
    case RhythmKind::VentricularFlutter:
      add_seconds(holter, &HolterFigures::vf_seconds, e.first, e.end);
      break;
    case RhythmKind::VentricularBigeminy:
      add_seconds(holter, &HolterFigures::bigeminy_seconds, e.first, e.end);
      break;
    case RhythmKind::VentricularTrigeminy:
      add_seconds(holter, &HolterFigures::trigeminy_seconds, e.first, e.end);
      break;
    default:
      break;
  }
}

double parse_start(const std::string& text) {
  int h = 0, m = 0;
  double s = 0;
  if (std::sscanf(text.c_str(), "%d:%d:%lf", &h, &m, &s) != 3) return -1;
  // A clock that is wrong is worse than none: times then count from the begin.
  if (h < 0 || h > 23 || m < 0 || m > 59 || !(s >= 0 && s < 60)) return -1;
  return h * hour + m * 60 + s;
}

}  // namespace

std::int64_t first_of_hour(const Holter& holter, std::size_t index) {
  return static_cast<std::int64_t>(static_cast<double>(index) * hour * holter.input.info.rate);
}

double seconds_of(const Holter& holter, const Episode& episode) {
  return static_cast<double>(episode.end - episode.first) / holter.input.info.rate;
}

double per_cent(double part, double whole) {
  return whole > 0 ? 100 * part / whole : std::numeric_limits<double>::quiet_NaN();
}

std::int64_t analyzable_beats(const HolterFigures& figures) {
  return std::accumulate(figures.in_noise.begin(), figures.in_noise.end(), figures.beats, std::minus<>());
}

std::int64_t analyzable_beats(const HolterFigures& figures, BeatClass of) {
  const auto at = static_cast<std::size_t>(of);
  return figures.by_class[at] - figures.in_noise[at];
}

double burden(const HolterFigures& figures, BeatClass of) {
  return per_cent(static_cast<double>(analyzable_beats(figures, of)),
                  static_cast<double>(analyzable_beats(figures)));
}

double fibrillation_burden(const HolterFigures& figures) {
  if (figures.af_seconds <= 0 && figures.analyzable < guideline_af)
    return std::numeric_limits<double>::quiet_NaN();
  return per_cent(figures.af_seconds, figures.analyzable);
}

Holter make_holter(HolterInput input, const EpisodeOptions& options) {
  Holter holter;
  holter.input = std::move(input);
  RecordingInfo& info = holter.input.info;
  // Annotations without a signal may come with a header that states no length: the last beat then
  // ends the recording.
  if (!holter.input.beats.empty()) info.frames = std::max(info.frames, holter.input.beats.back().sample + 1);
  holter.total.seconds = static_cast<double>(info.frames) / info.rate;
  holter.start_of_day = parse_start(info.start);
  holter.hours.resize(static_cast<std::size_t>(std::max(1.0, std::ceil(holter.total.seconds / hour))));
  for (std::size_t h = 0; h < holter.hours.size(); ++h)
    holter.hours[h].seconds = std::min(hour, holter.total.seconds - static_cast<double>(h) * hour);
  holter.episodes = find_episodes(holter.input.beats, holter.input.spans, info.rate, info.frames, options);
  const auto pauses = std::ranges::count(holter.episodes, RhythmKind::Pause, &Episode::kind);
  if (!holter.input.stated.empty())
    holter.episodes = with_stated(holter.episodes, holter.input.stated, holter.input.beats, info.rate);
  holter.rr = beat_intervals(holter.input.beats, holter.input.spans, info.rate);
  add_beats(holter);
  add_rows(holter);
  // Before a person's statements, which take pauses away that are not in doubt.
  holter.doubtful_pauses =
      std::ranges::count_if(holter.rr, [&](double rr) { return rr >= options.pause; }) - pauses;
  std::vector<SampleSpan> noise;
  for (const Episode& e : holter.episodes)
    if (e.kind == RhythmKind::Unanalyzable) noise.push_back({e.first, e.end});
  noise = joined(noise);
  for (std::size_t i = 0; i < holter.episodes.size(); ++i)
    add_episode(holter, noise, static_cast<std::int64_t>(i));
  for (const SampleSpan& span : noise)
    add_seconds(holter, &HolterFigures::analyzable, span.first, span.end);  // turned round below
  holter.total.analyzable = holter.total.seconds - holter.total.analyzable;
  for (HolterFigures& figures : holter.hours) figures.analyzable = figures.seconds - figures.analyzable;
  holter.variability =
      // Unanalyzable time, fibrillation and pauses are taken out first: Task Force 1996 defines the
      // figures on intervals between normal sinus beats, and irregular conduction would pass for
      // high variability.
      variability(holter.input.beats, not_sinus(holter.input.spans, holter.episodes), info.rate);
  return holter;
}

std::string time_text(const Holter& holter, std::int64_t sample) {
  double seconds = static_cast<double>(sample) / holter.input.info.rate;
  if (holter.start_of_day >= 0) seconds += holter.start_of_day;
  const auto whole = static_cast<std::int64_t>(seconds);
  const std::string clock = fmt::format("{:02}:{:02}:{:02}", whole / 3600 % 24, whole / 60 % 60, whole % 60);
  return whole >= 24 * 3600 ? fmt::format("{}d {}", whole / (24 * 3600) + 1, clock) : clock;
}

}  // namespace rwave
