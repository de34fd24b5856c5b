#include "rhythm/variability_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "math/mean_spread.h"
#include "rhythm/beat_intervals.h"

namespace rwave {
namespace {

constexpr double undefined_variability = std::numeric_limits<double>::quiet_NaN();
constexpr double shortest = 200, longest = 3000;  // ms, of an interval between two heartbeats
constexpr double segment_seconds = 300;
// Fewer intervals in 5 minutes say little of their spread: a mean of two would count as much as one of 400.
constexpr std::size_t fewest_of_segment = 30;
constexpr double histogram_bin = 1000.0 / 128;  // ms, the Task Force's

void add_segments(const NormalIntervals& intervals, TimeDomain& result) {
  std::vector<double> means, deviations;
  for (std::size_t first = 0; first < intervals.nn.size();) {
    const double segment = std::floor(intervals.time[first] / segment_seconds);
    std::size_t end = first;
    while (end < intervals.nn.size() && std::floor(intervals.time[end] / segment_seconds) == segment) ++end;
    const std::span values(intervals.nn.data() + first, end - first);
    if (values.size() >= fewest_of_segment) {
      const MeanSpread segment_figures = mean_spread(values);
      means.push_back(segment_figures.mean);
      deviations.push_back(segment_figures.spread);
    }
    first = end;
  }
  result.segments = static_cast<std::int64_t>(means.size());
  // Task Force 1996: SDANN is the deviation of the means of 5-minute segments, the SDNN index the
  // mean of their deviations.
  result.sdann = mean_spread(means).spread;
  result.sdnn_index = mean_spread(deviations).mean;
}

}  // namespace

NormalIntervals normal_intervals(std::span<const LabelledBeat> beats, std::span<const SampleSpan> excluded,
                                 double rate) {
  NormalIntervals found;
  found.beats = static_cast<std::int64_t>(beats.size());
  for (const SampleSpan& span : excluded)
    found.excluded_seconds += static_cast<double>(span.end - span.first) / rate;
  std::size_t next_span = 0;
  bool last_taken = false;
  for (std::size_t i = 1; i < beats.size(); ++i) {
    const std::int64_t from = beats[i - 1].sample, to = beats[i].sample;
    while (next_span < excluded.size() && excluded[next_span].end <= from) ++next_span;
    const double nn = 1000 * static_cast<double>(to - from) / rate;
    // NN means that both beats are N. An interval before or after an ectopic beat is short or long
    // for a reason of its own, and a few of them double RMSSD.
    const bool normal = beats[i].label == 'N' && beats[i - 1].label == 'N';
    const bool hidden = next_span < excluded.size() && excluded[next_span].first < to;
    const bool plausible = nn >= shortest && nn <= longest;
    if (!normal)
      ++found.not_normal;
    else if (hidden)
      ++found.in_spans;
    else if (!plausible)
      ++found.out_of_range;
    const bool taken = normal && !hidden && plausible;
    if (taken) {
      found.time.push_back(static_cast<double>(to) / rate);
      found.nn.push_back(nn);
      // Whether the interval before was NN as well: RMSSD and pNN50 are of adjacent NN only, and
      // libraries that take any two that follow in the list come out higher.
      found.follows.push_back(last_taken);
    }
    last_taken = taken;
  }
  return found;
}

TimeDomain time_domain(const NormalIntervals& intervals) {
  TimeDomain result;
  const auto& nn = intervals.nn;
  result.intervals = static_cast<std::int64_t>(nn.size());
  // Undefined and not 0 of fewer than two: a deviation of 0 would be read as a heart without any variability.
  const MeanSpread all = mean_spread(nn);
  result.mean_nn = all.mean;
  result.sdnn = all.spread;
  add_segments(intervals, result);
  double squares = 0;
  std::int64_t large = 0;
  std::map<std::int64_t, std::int64_t> histogram;
  std::int64_t highest = 0;
  for (std::size_t i = 0; i < nn.size(); ++i) {
    highest = std::max(highest, ++histogram[static_cast<std::int64_t>(std::floor(nn[i] / histogram_bin))]);
    if (!intervals.follows[i]) continue;
    const double difference = nn[i] - nn[i - 1];
    squares += difference * difference;
    // pNN50 is a share of the differences, not of the intervals; both are met in the literature.
    ++result.differences;
    if (std::abs(difference) > 50) ++large;
  }
  const auto pairs = static_cast<double>(result.differences);
  result.rmssd = result.differences > 0 ? std::sqrt(squares / pairs) : undefined_variability;
  result.pnn50 = result.differences > 0 ? 100 * static_cast<double>(large) / pairs : undefined_variability;
  result.triangular_index =
      highest > 0 ? static_cast<double>(nn.size()) / static_cast<double>(highest) : undefined_variability;
  return result;
}

std::vector<SampleSpan> not_sinus(std::span<const KnownSpan> spans, std::span<const Episode> episodes) {
  std::vector<SampleSpan> all;
  for (const KnownSpan& known : spans) all.push_back(known.span);
  for (const Episode& e : episodes)
    // In atrial fibrillation and flutter intervals do not tell of the sinus node, and a pause is an event
    // and no variability.
    if (e.kind == RhythmKind::AtrialFibrillation || e.kind == RhythmKind::AtrialFlutter ||
        e.kind == RhythmKind::Pause)
      all.push_back({e.first, e.end});
  std::ranges::sort(all, {}, &SampleSpan::first);
  // Apart from each other, so that their seconds add up.
  return joined(all);
}

Variability variability(std::span<const LabelledBeat> beats, std::span<const SampleSpan> excluded,
                        double rate) {
  Variability result;
  result.intervals = normal_intervals(beats, excluded, rate);
  result.time = time_domain(result.intervals);
  result.five_minutes = five_minute_spectrum(result.intervals);
  result.day = day_spectrum(result.intervals, result.five_minutes);
  result.nonlinear = nonlinear(result.intervals);
  return result;
}

std::vector<VariabilityFigure> figures_of(const Variability& v) {
  return {
      {"mean_nn", "mean NN", "ms", "mean of all NN intervals (both beats N)", v.time.mean_nn},
      {"sdnn", "SDNN", "ms", "standard deviation of all NN intervals, n - 1", v.time.sdnn},
      {"sdann", "SDANN", "ms",
       "standard deviation (n - 1) of the mean NN of 5-minute segments with 30 NN or more", v.time.sdann},
      {"sdnn_index", "SDNN index", "ms", "mean of the standard deviations (n - 1) of those segments",
       v.time.sdnn_index},
      {"rmssd", "RMSSD", "ms", "root mean square of the differences between adjacent NN", v.time.rmssd},
      {"pnn50", "pNN50", "%", "share of those differences above 50 ms", v.time.pnn50},
      {"triangular_index", "triangular index", "",
       "NN count over the highest bin of their histogram, bins of 1/128 s", v.time.triangular_index},
      {"vlf", "VLF", "ms\xC2\xB2",
       "0.003-0.04 Hz, Lomb, mean over 5-minute segments filled to 80 %: rough, as "
       "these hold few of its waves",
       v.five_minutes.vlf},
      {"lf", "LF", "ms\xC2\xB2", "0.04-0.15 Hz, of the same segments", v.five_minutes.lf},
      {"hf", "HF", "ms\xC2\xB2", "0.15-0.40 Hz, of the same segments", v.five_minutes.hf},
      {"lf_to_hf", "LF/HF", "", "LF over HF of these", v.five_minutes.lf_to_hf},
      {"day_ulf", "ULF, day", "ms\xC2\xB2", "below 0.003 Hz, Lomb over the whole recording, 18 hours or more",
       v.day.ulf},
      {"day_vlf", "VLF, day", "ms\xC2\xB2", "0.003-0.04 Hz, likewise", v.day.vlf},
      {"day_total", "total power, day", "ms\xC2\xB2", "ULF and VLF of the day, LF and HF of 5 minutes",
       v.day.total},
      {"sd1", "SD1", "ms",
       "Poincare plot, across the line of identity: SD of (NN[i+1] - NN[i]) / \xE2\x88\x9A"
       "2",
       v.nonlinear.sd1},
      {"sd2", "SD2", "ms",
       "Poincare plot, along it: SD of (NN[i+1] + NN[i]) / \xE2\x88\x9A"
       "2",
       v.nonlinear.sd2},
      {"sample_entropy", "sample entropy", "", "m = 2, r = 0.2 SD, of the first 5,000 NN",
       v.nonlinear.sample_entropy},
  };
}

}  // namespace rwave
