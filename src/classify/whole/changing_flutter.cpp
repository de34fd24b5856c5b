#include "classify/whole/changing_flutter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>

#include "classify/whole/conducted_intervals.h"

namespace rwave::whole {
namespace {

constexpr double longest_multiple = 2;  // s: longer, a cycle's error adds up to half of one
constexpr double shortest_cycle = 0.165, cycle_step = 0.002;  // s, of the cycles that are tried
constexpr std::size_t cycles = 68;                            // up to .299 s
constexpr std::size_t reach = 32;                             // intervals on each side
constexpr std::size_t flutter_answers_apart = 8;              // intervals between two answers
// Mean cosine of the intervals' phases at the cycle: 1 of exact multiples, .8 with errors of a tenth of a
// cycle, .3 by chance at the best of all cycles.
constexpr double least_agreement = 0.7;
constexpr double off_multiple = 0.2;       // of a cycle: further, an interval is no multiple
constexpr double least_second = 0.15;      // of the intervals, of the second multiple
constexpr double least_multiple = 0.04;    // and of the third one; one below it is not held to last
constexpr double least_lasting = 0.4;      // of each multiple's intervals
constexpr std::size_t lasting_run = 3;     // intervals alike, one after the other
constexpr std::size_t most_pauses = 2;     // in a window
constexpr double pause_beyond = 0.5;       // cycles: longer than both its neighbours by more
constexpr std::size_t most_multiple = 14;  // of a cycle in longest_multiple

using Phases = std::array<double, cycles>;  // sums of cosines, by cycle

double cycle_at(std::size_t k) {
  return shortest_cycle + cycle_step * static_cast<double>(k);
}

Phases phases_of(double interval) {
  Phases found;
  for (std::size_t k = 0; k < cycles; ++k)
    found[k] = std::cos(static_cast<float>(2 * std::numbers::pi * interval / cycle_at(k)));
  return found;
}

// How many of the intervals [first, last) are longer than that before and that behind: pauses, which salvos
// of any length end with. A block that lasts has none.
std::size_t lone_pauses(const ConductedIntervals& all, std::size_t first, std::size_t last, double cycle) {
  std::size_t found = 0;
  for (std::size_t i = first + 1; i + 1 < last; ++i) {
    const double shorter = all.intervals[i] - pause_beyond * cycle;
    found += all.ends[i - 1] + 2 == all.ends[i + 1] && all.intervals[i - 1] < shorter &&
                     all.intervals[i + 1] < shorter
                 ? 1
                 : 0;
  }
  return found;
}

// Whether the intervals [first, last), which agree on the cycle, are those of a block that changes.
bool block_changes(const ConductedIntervals& all, std::size_t first, std::size_t last, double cycle) {
  if (lone_pauses(all, first, last, cycle) > most_pauses) return false;
  std::vector<std::size_t> multiple(last - first, 0);  // 0: of none
  std::array<std::size_t, most_multiple + 1> count{};
  for (std::size_t i = first; i < last; ++i) {
    const double times = all.intervals[i] / cycle, whole = std::round(times);
    if (std::abs(times - whole) >= off_multiple) continue;
    multiple[i - first] = std::min(static_cast<std::size_t>(whole), most_multiple);
    ++count[multiple[i - first]];
  }
  std::array<std::size_t, most_multiple + 1> in_runs{};
  for (std::size_t i = 0, begin = 0; i < multiple.size(); ++i) {
    // Neighbours in time, not behind what was left out.
    const bool ends = i + 1 == multiple.size() || multiple[i + 1] != multiple[i] ||
                      all.ends[first + i] + 1 != all.ends[first + i + 1];
    if (!ends) continue;
    if (i + 1 - begin >= lasting_run) in_runs[multiple[i]] += i + 1 - begin;
    begin = i + 1;
  }
  const auto share = [](std::size_t part, std::size_t of) {
    return static_cast<double>(part) / static_cast<double>(of);
  };
  for (std::size_t k = 1; k < count.size(); ++k)
    if (share(count[k], multiple.size()) >= least_multiple && share(in_runs[k], count[k]) < least_lasting)
      return false;
  std::ranges::sort(count, std::greater<>());
  return share(count[1], multiple.size()) >= least_second &&
         share(count[2], multiple.size()) >= least_multiple;
}

}  // namespace

std::vector<std::uint8_t> changing_flutter(std::span<const double> times, const FeatureTable& table) {
  std::vector<std::uint8_t> found(times.size(), 0);
  const ConductedIntervals all(times, table, {}, longest_multiple);
  const std::size_t number = all.intervals.size(), window = 2 * reach;
  if (number < window) return found;
  // Sums over a window that slides: an interval's phases are added once and taken off once.
  Phases sums{};
  std::vector<Phases> held(window);  // of interval i at i % window
  std::size_t last = 0, from = 0;    // the next interval to add; the first beat without an answer
  for (std::size_t i = 0; i < number; i += flutter_answers_apart) {
    const std::size_t centre = std::min(i + flutter_answers_apart / 2, number - 1);
    const std::size_t begin = std::min(centre > reach ? centre - reach : 0, number - window);
    for (; last < begin + window; ++last) {
      if (last >= window)
        for (std::size_t k = 0; k < cycles; ++k) sums[k] -= held[last % window][k];
      held[last % window] = phases_of(all.intervals[last]);
      for (std::size_t k = 0; k < cycles; ++k) sums[k] += held[last % window][k];
    }
    const auto best = static_cast<std::size_t>(std::ranges::max_element(sums) - sums.begin());
    const bool flutter = sums[best] > least_agreement * static_cast<double>(window) &&
                         block_changes(all, begin, last, cycle_at(best));
    const std::size_t to =
        i + flutter_answers_apart < number ? all.ends[i + flutter_answers_apart] : times.size();
    for (; from < to; ++from) found[from] = flutter ? 1 : 0;
  }
  return found;
}

}  // namespace rwave::whole
