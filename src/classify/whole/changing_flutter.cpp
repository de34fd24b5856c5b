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
constexpr double off_multiple = 0.2;  // of a cycle: further, an interval is no multiple
constexpr double least_second = 0.15,
                 least_third = 0.08;       // of the intervals, of the second and third multiple
constexpr double least_lasting = 0.4;      // of those that are not the first multiple
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

// Whether the intervals [first, last), which agree on the cycle, are those of a block that changes.
bool block_changes(const ConductedIntervals& all, std::size_t first, std::size_t last, double cycle) {
  std::vector<std::size_t> multiple(last - first, 0);  // 0: of none
  std::array<std::size_t, most_multiple + 1> count{};
  for (std::size_t i = first; i < last; ++i) {
    const double times = all.intervals[i] / cycle, whole = std::round(times);
    if (std::abs(times - whole) >= off_multiple) continue;
    multiple[i - first] = std::min(static_cast<std::size_t>(whole), most_multiple);
    ++count[multiple[i - first]];
  }
  const auto most = static_cast<std::size_t>(std::ranges::max_element(count) - count.begin());
  std::size_t other = 0, lasting = 0;
  for (std::size_t i = 0; i < multiple.size(); ++i) {
    if (multiple[i] == 0 || multiple[i] == most) continue;
    ++other;
    // Neighbours in time, not behind what was left out.
    const auto alike = [&](std::size_t before) {
      return multiple[before] == multiple[before + 1] &&
             all.ends[first + before] + 1 == all.ends[first + before + 1];
    };
    if ((i > 0 && alike(i - 1)) || (i + 1 < multiple.size() && alike(i))) ++lasting;
  }
  std::ranges::sort(count, std::greater<>());
  const auto share = [](std::size_t part, std::size_t of) {
    return static_cast<double>(part) / static_cast<double>(of);
  };
  return share(count[1], multiple.size()) >= least_second &&
         share(count[2], multiple.size()) >= least_third && share(lasting, other) >= least_lasting;
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
