// The timing features of the last intervals. No heap: a device runs this too (embedded/).
#include "beat/recipes/rr_history.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "math/median.h"

namespace rwave {
namespace {

constexpr std::size_t long_history = 32, short_history = 8;
// s, 75 beats per minute.
constexpr double resting_interval = 0.8;
constexpr double regular = 0.08;
// Of the mean interval.
constexpr double on_time_share = 0.9;

// Ratios, as what is early for one patient is late for another; logarithms, as half and double are
// equally far from 1. Limited to a factor of about 4.5, as a value far out, say of a pause, would
// drown all other features of the row.
float log_ratio(double a, double b) {
  return a > 0 && b > 0 ? static_cast<float>(std::clamp(std::log(a / b), -1.5, 1.5)) : 0.F;
}

using Intervals = std::span<const double>;

Intervals last(Intervals intervals, std::size_t count) {
  return intervals.last(std::min(count, intervals.size()));
}

double mean_interval(Intervals values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Room for `most` values, without memory of its own to ask for.
template <std::size_t most>
struct Some {
  std::array<double, most> values;
  std::size_t size = 0;

  void add(double value) { values[size++] = value; }
  operator Intervals() const { return Intervals(values).first(size); }
};

// The value that `rank` others are not above. A selection and no sort: of up to 64 values one is looked at.
// They are ordered in the caller's room: a device has 2 KB of stack.
double ranked(Intervals values, std::size_t rank, RrHistory::Room& room) {
  std::copy(values.begin(), values.end(), room.begin());
  return of_rank(std::span(room).first(values.size()), rank);
}

double quantile(Intervals values, double share, RrHistory::Room& room) {
  return ranked(values, RrHistory::rank_at(share, values.size()), room);
}

// The upper of the two middle ones where there are two; the features were trained on that, so a
// mean of the two would be another feature.
double middle_of(Intervals values, RrHistory::Room& room) {
  return ranked(values, values.size() / 2, room);
}

double greatest_of(Intervals values) {
  return *std::ranges::max_element(values);
}

// |ln| of the ratios of successive intervals.
// Ratios and not differences: 0.1 s is a great change at 120 beats per minute and none at 50.
Some<long_history> irregularity_of(Intervals intervals) {
  Some<long_history> irregularity;
  for (std::size_t i = 1; i < intervals.size(); ++i)
    irregularity.add(std::min(std::abs(std::log(intervals[i] / intervals[i - 1])), 1.5));
  return irregularity;
}

double regular_share(Intervals intervals, double middle) {
  // So much nearer and farther than `regular` that no logarithm has to be asked.
  constexpr double surely = 1.08, surely_not = 1.09;
  const auto near = std::ranges::count_if(intervals, [&](double interval) {
    const double ratio = interval / middle;
    if (ratio < surely && ratio * surely > 1) return true;
    if (ratio > surely_not || ratio * surely_not < 1) return false;
    return std::abs(std::log(ratio)) < regular;
  });
  return static_cast<double>(near) / static_cast<double>(intervals.size());
}

}  // namespace

std::array<float, RrHistory::features> RrHistory::features_of(Intervals known, const Ever& ever_known,
                                                              double rr, double next, Room& room) {
  if (rr > 0) rr = std::clamp(rr, shortest_interval, longest_interval);
  next = std::clamp(next, shortest_interval, longest_next);
  // Where no interval came before, the beat's own is all there is to compare it with.
  const double only = rr > 0 ? rr : resting_interval;
  const Intervals all = known.empty() ? Intervals(&only, 1) : known;
  const Ever ever = known.empty() ? Ever{only, only, only} : ever_known;
  const Intervals lately = last(all, short_history), long_ago = last(all, long_history);
  const auto steps = irregularity_of(long_ago);
  const Intervals irregularity = steps;
  const auto irregularity_lately = last(irregularity, lately.size() - 1);
  const double rhythm = mean_interval(long_ago), slow = quantile(long_ago, 0.75, room);
  const auto before = [&](std::size_t count) {
    return known.size() < count ? 0 : known[known.size() - count];
  };
  return {log_ratio(rr, rhythm),
          log_ratio(next, rhythm),
          log_ratio(rr, middle_of(lately, room)),
          log_ratio(next, rr),
          log_ratio(rhythm, resting_interval),
          irregularity_lately.empty() ? 0.F : static_cast<float>(mean_interval(irregularity_lately)),
          log_ratio(rr, slow),
          log_ratio(rr, greatest_of(long_ago)),
          log_ratio(rr, greatest_of(lately)),
          irregularity.empty() ? 0.F : static_cast<float>(middle_of(irregularity, room)),
          log_ratio(rr, before(1)),
          rr > 0 ? log_ratio((rr + next) / 2, rhythm) : 0.F,
          log_ratio(rr, quantile(all, 0.9, room)),
          log_ratio(next, slow),
          static_cast<float>(regular_share(long_ago, middle_of(long_ago, room))),
          log_ratio(before(1), slow),
          log_ratio(before(2), slow),
          log_ratio(rr, mean_interval(lately)),
          log_ratio(rr, ever.median),
          log_ratio(rr, ever.ninth_decile),
          log_ratio(rr, ever.third_quartile)};
}

// Premature beats must not shape the template of the patient's normal beat, and their class is not
// known yet: an interval of nearly the mean length stands for "normal or at least not early".
bool RrHistory::on_time(Intervals known, double rr) {
  if (known.empty()) return rr > 0;
  return rr > on_time_share * mean_interval(last(known, long_history));
}

}  // namespace rwave
