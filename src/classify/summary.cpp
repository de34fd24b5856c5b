#include "rwave/classification.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "beat/aami.h"

namespace rwave {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t rate_intervals = 8;
constexpr double shortest_pause = 2;  // s

// The interval that ends at a beat, s; 0 where there is none or the recording could not be read within it.
std::vector<double> intervals_of(const Classification& classification, double rate) {
  const auto& beats = classification.beats;
  std::vector<double> intervals(beats.size(), 0);
  auto gap = classification.unanalyzable.begin();
  for (std::size_t i = 1; i < beats.size(); ++i) {
    while (gap != classification.unanalyzable.end() && gap->end <= beats[i - 1].sample) ++gap;
    const bool cut = gap != classification.unanalyzable.end() && gap->first < beats[i].sample;
    if (!cut) intervals[i] = static_cast<double>(beats[i].sample - beats[i - 1].sample) / rate;
  }
  return intervals;
}

void add_rates(const std::vector<double>& intervals, Summary& summary) {
  double sum = 0, window = 0;
  std::size_t count = 0, in_window = 0;
  summary.mean_rate = summary.least_rate = summary.greatest_rate = summary.mean_rr = nan;
  for (std::size_t i = 1; i < intervals.size(); ++i) {
    const double rr = intervals[i];
    if (rr <= 0) {
      window = 0;
      in_window = 0;
      continue;
    }
    sum += rr;
    ++count;
    if (rr >= shortest_pause) ++summary.pauses;
    summary.longest_pause = std::max(summary.longest_pause, rr >= shortest_pause ? rr : 0);
    window += rr;
    if (++in_window > rate_intervals) window -= intervals[i - rate_intervals];
    if (in_window < rate_intervals) continue;
    const double rate = 60 * static_cast<double>(rate_intervals) / window;
    if (!(summary.least_rate <= rate)) summary.least_rate = rate;
    if (!(summary.greatest_rate >= rate)) summary.greatest_rate = rate;
  }
  if (count == 0) return;
  summary.mean_rr = sum / static_cast<double>(count);
  summary.mean_rate = 60 / summary.mean_rr;
}

// SDNN and RMSSD over intervals between two N beats; successive differences need two such intervals in a row.
void add_variability(const std::vector<LabelledBeat>& beats, const std::vector<double>& intervals,
                     Summary& summary) {
  double sum = 0, squares = 0, differences = 0, last = 0;
  std::int64_t count = 0, pairs = 0;
  for (std::size_t i = 1; i < beats.size(); ++i) {
    if (beats[i].label != 'N' || beats[i - 1].label != 'N' || intervals[i] <= 0) {
      last = 0;
      continue;
    }
    const double rr = 1000 * intervals[i];
    sum += rr;
    squares += rr * rr;
    ++count;
    if (last > 0) {
      differences += (rr - last) * (rr - last);
      ++pairs;
    }
    last = rr;
  }
  const auto n = static_cast<double>(count);
  summary.sdnn = count > 1 ? std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1))) : nan;
  summary.rmssd = pairs > 0 ? std::sqrt(differences / static_cast<double>(pairs)) : nan;
}

void add_runs(const std::vector<LabelledBeat>& beats, const std::vector<double>& intervals,
              Summary& summary) {
  for (std::size_t first = 0; first < beats.size();) {
    std::size_t end = first + 1;
    while (end < beats.size() && intervals[end] > 0 && beats[end].label == beats[first].label) ++end;
    const auto length = static_cast<std::int64_t>(end - first);
    if (beats[first].label == 'V' && length == 2) ++summary.v_couplets;
    if (beats[first].label == 'V' && length > 2) {
      ++summary.v_runs;
      if (length > summary.longest_run) {
        summary.longest_run = length;
        summary.longest_run_at = beats[first].sample;
      }
    }
    if (beats[first].label == 'S' && length > 2) ++summary.s_runs;
    first = end;
  }
}

// Seconds in which every `period`-th beat is V and those between are not, three V beats or more.
double seconds_of_pattern(const std::vector<LabelledBeat>& beats, const std::vector<double>& intervals,
                          std::size_t period, double rate) {
  double seconds = 0;
  for (std::size_t first = 0; first < beats.size();) {
    std::size_t end = first;
    while ((end == first || (end < beats.size() && intervals[end] > 0)) && end < beats.size() &&
           (beats[end].label == 'V') == ((end - first) % period == 0))
      ++end;
    const std::size_t ectopic = (end - first + period - 1) / period;
    if (ectopic >= 3) {
      seconds += static_cast<double>(beats[end - 1].sample - beats[first].sample) / rate;
      first = end - 1;  // the last beat may begin the next stretch
    }
    ++first;
  }
  return seconds;
}

}  // namespace

Summary summarise(const Classification& classification, double rate, std::int64_t frames) {
  Summary summary;
  const auto& beats = classification.beats;
  summary.seconds = static_cast<double>(frames) / rate;
  summary.beats = static_cast<std::int64_t>(beats.size());
  for (const LabelledBeat& beat : beats) {
    const auto found =
        std::ranges::find(beat_class_names, std::string_view(beat.label == '/' ? "Q" : &beat.label, 1));
    ++summary.by_class.at(static_cast<std::size_t>(found - beat_class_names.begin()));
    summary.paced += beat.label == '/' ? 1 : 0;
  }
  const std::vector<double> intervals = intervals_of(classification, rate);
  add_rates(intervals, summary);
  add_variability(beats, intervals, summary);
  add_runs(beats, intervals, summary);
  summary.bigeminy = seconds_of_pattern(beats, intervals, 2, rate);
  summary.trigeminy = seconds_of_pattern(beats, intervals, 3, rate);
  std::int64_t unanalyzable = 0;
  for (const SampleSpan& span : classification.unanalyzable) {
    unanalyzable += span.end - span.first;
    summary.longest_gap = std::max(summary.longest_gap, static_cast<double>(span.end - span.first) / rate);
  }
  summary.analyzable = frames > 0 ? 1 - static_cast<double>(unanalyzable) / static_cast<double>(frames) : 0;
  return summary;
}

}  // namespace rwave
