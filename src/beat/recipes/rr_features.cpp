// The timing features of the last intervals. No heap: a device runs this too (embedded/).
#include "beat/recipes/rr_history.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "math/median.h"

namespace rwave {
namespace {

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

Some<RrHistory::long_history> irregularity_of(Intervals intervals) {
  Some<RrHistory::long_history> irregularity;
  for (std::size_t i = 1; i < intervals.size(); ++i)
    irregularity.add(RrHistory::step_of(intervals[i], intervals[i - 1]));
  return irregularity;
}

}  // namespace

double RrHistory::mean_of(Intervals values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// A ratio and not a difference: 0.1 s is a great change at 120 beats per minute and none at 50.
double RrHistory::step_of(double interval, double before) {
  return std::min(std::abs(std::log(interval / before)), 1.5);
}

double RrHistory::regular_share(Intervals intervals, double middle) {
  // Ratios clearly nearer and farther than `regular`: no logarithm has to be asked.
  constexpr double surely = 1.08, surely_not = 1.09;
  const auto near = std::ranges::count_if(intervals, [&](double interval) {
    const double ratio = interval / middle;
    if (ratio < surely && ratio * surely > 1) return true;
    if (ratio > surely_not || ratio * surely_not < 1) return false;
    return std::abs(std::log(ratio)) < regular;
  });
  return static_cast<double>(near) / static_cast<double>(intervals.size());
}

RrHistory::Recent RrHistory::recent_of(Intervals known, Room& room) {
  Recent recent;
  if (known.empty()) return recent;
  const Intervals lately = last(known, short_history), long_ago = last(known, long_history);
  const auto steps = irregularity_of(long_ago);
  const Intervals irregularity = steps;
  recent.any = true;
  recent.mean = mean_of(long_ago);
  recent.third_quartile = quantile(long_ago, 0.75, room);
  recent.longest = greatest_of(long_ago);
  recent.regular_share = regular_share(long_ago, middle_of(long_ago, room));
  recent.mean_of_8 = mean_of(lately);
  recent.median_of_8 = middle_of(lately, room);
  recent.longest_of_8 = greatest_of(lately);
  recent.ninth_decile = quantile(known, 0.9, room);
  if (!irregularity.empty()) {
    recent.irregularity = mean_of(last(irregularity, lately.size() - 1));
    recent.median_irregularity = middle_of(irregularity, room);
  }
  recent.last = known.back();
  if (known.size() > 1) recent.before_last = known[known.size() - 2];
  return recent;
}

std::array<float, RrHistory::features> RrHistory::features_of(const Recent& recent, const Ever& ever,
                                                              double rr, double next) {
  if (rr > 0) rr = std::clamp(rr, shortest_interval, longest_interval);
  next = std::clamp(next, shortest_interval, longest_next);
  // Where no interval came before, the beat's own is all there is to compare it with.
  const double only = rr > 0 ? rr : resting_interval;
  const auto known = [&](double value) { return recent.any ? value : only; };
  const double mean = known(recent.mean), slow = known(recent.third_quartile);
  return {log_ratio(rr, mean),
          log_ratio(next, mean),
          log_ratio(rr, known(recent.median_of_8)),
          log_ratio(next, rr),
          log_ratio(mean, resting_interval),
          static_cast<float>(recent.irregularity),
          log_ratio(rr, slow),
          log_ratio(rr, known(recent.longest)),
          log_ratio(rr, known(recent.longest_of_8)),
          static_cast<float>(recent.median_irregularity),
          log_ratio(rr, recent.last),
          rr > 0 ? log_ratio((rr + next) / 2, mean) : 0.F,
          log_ratio(rr, known(recent.ninth_decile)),
          log_ratio(next, slow),
          static_cast<float>(recent.regular_share),
          log_ratio(recent.last, slow),
          log_ratio(recent.before_last, slow),
          log_ratio(rr, known(recent.mean_of_8)),
          log_ratio(rr, known(ever.median)),
          log_ratio(rr, known(ever.ninth_decile)),
          log_ratio(rr, known(ever.third_quartile))};
}

// Premature beats must not shape the template of the patient's normal beat, and their class is not
// known yet: an interval of nearly the mean length stands for "normal or at least not early".
bool RrHistory::on_time(const Recent& recent, double rr) {
  return recent.any ? rr > on_time_share * recent.mean : rr > 0;
}

}  // namespace rwave
