#include "beat/recipes/rr_history.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

namespace rwave {
namespace {

constexpr std::size_t longest_history = 1000, longer_history = 64, long_history = 32, short_history = 8;
// s, 75 beats a minute.
constexpr double resting_interval = 0.8;
constexpr double regular = 0.08;
// Of the mean interval.
constexpr double on_time_share = 0.9;

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

std::vector<double> sorted(Intervals values) {
  std::vector<double> copy(values.begin(), values.end());
  std::ranges::sort(copy);
  return copy;
}

// Of sorted values the one at that share of the way up.
double quantile(const std::vector<double>& values, double share) {
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double middle_of_sorted(const std::vector<double>& values) {
  return values[values.size() / 2];
}

// |ln| of the ratios of successive intervals.
// Ratios and not differences: 0.1 s is a great change at 120 beats a minute and none at 50.
std::vector<double> irregularity_of(Intervals intervals) {
  std::vector<double> irregularity;
  for (std::size_t i = 1; i < intervals.size(); ++i)
    irregularity.push_back(std::min(std::abs(std::log(intervals[i] / intervals[i - 1])), 1.5));
  return irregularity;
}

double regular_share(const std::vector<double>& intervals) {
  const double middle = middle_of_sorted(intervals);
  const auto near = std::ranges::count_if(
      intervals, [&](double interval) { return std::abs(std::log(interval / middle)) < regular; });
  return static_cast<double>(near) / static_cast<double>(intervals.size());
}

}  // namespace

std::array<float, RrHistory::features> RrHistory::features_of(double rr, double next) const {
  if (rr > 0) rr = std::clamp(rr, shortest_interval, longest_interval);
  next = std::clamp(next, shortest_interval, longest_next);
  // Where no interval came before, the beat's own is all there is to compare it with.
  const auto recent = static_cast<std::ptrdiff_t>(std::min(longer_history, intervals_.size()));
  std::vector<double> history(intervals_.end() - recent, intervals_.end());
  if (history.empty()) history.push_back(rr > 0 ? rr : resting_interval);
  const Intervals all = history, lately = last(all, short_history), long_ago = last(all, long_history);
  const std::vector<double>& ever = ranked_.empty() ? history : ranked_;
  const auto ranked = sorted(long_ago), ranked_lately = sorted(lately);
  const auto irregularity = irregularity_of(long_ago);
  const auto irregularity_lately = last(irregularity, lately.size() - 1);
  const double rhythm = mean_interval(long_ago), slow = quantile(ranked, 0.75);
  const auto before = [&](std::size_t count) {
    return intervals_.size() < count ? 0 : intervals_[intervals_.size() - count];
  };
  return {log_ratio(rr, rhythm),
          log_ratio(next, rhythm),
          log_ratio(rr, middle_of_sorted(ranked_lately)),
          log_ratio(next, rr),
          log_ratio(rhythm, resting_interval),
          irregularity_lately.empty() ? 0.F : static_cast<float>(mean_interval(irregularity_lately)),
          log_ratio(rr, slow),
          log_ratio(rr, ranked.back()),
          log_ratio(rr, ranked_lately.back()),
          irregularity.empty() ? 0.F : static_cast<float>(middle_of_sorted(sorted(irregularity))),
          log_ratio(rr, before(1)),
          rr > 0 ? log_ratio((rr + next) / 2, rhythm) : 0.F,
          log_ratio(rr, quantile(sorted(all), 0.9)),
          log_ratio(next, slow),
          static_cast<float>(regular_share(ranked)),
          log_ratio(before(1), slow),
          log_ratio(before(2), slow),
          log_ratio(rr, mean_interval(lately)),
          log_ratio(rr, middle_of_sorted(ever)),
          log_ratio(rr, quantile(ever, 0.9)),
          log_ratio(rr, quantile(ever, 0.75))};
}

bool RrHistory::on_time(double rr) const {
  if (intervals_.empty()) return rr > 0;
  const std::size_t count = std::min(long_history, intervals_.size());
  const double sum =
      std::accumulate(intervals_.end() - static_cast<std::ptrdiff_t>(count), intervals_.end(), 0.0);
  return rr > on_time_share * sum / static_cast<double>(count);
}

// The ranks are kept, as sorting 1000 intervals at every beat would take as long as all the rest.
void RrHistory::add(double rr) {
  if (rr <= 0) return;
  const double interval = std::clamp(rr, shortest_interval, longest_interval);
  intervals_.push_back(interval);
  ranked_.insert(std::ranges::upper_bound(ranked_, interval), interval);
  if (intervals_.size() <= longest_history) return;
  ranked_.erase(std::ranges::lower_bound(ranked_, intervals_.front()));
  intervals_.pop_front();
}

}  // namespace rwave
