#include "beat/rr_history.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rwave {
namespace {

constexpr std::size_t longest_history = 32;
constexpr std::size_t short_history = 8;
constexpr double shortest_interval = 0.2, longest_interval = 3;  // s
constexpr double usual_interval = 0.8;                           // s, 75 beats a minute

double limited(double rr) {
  return std::clamp(rr, shortest_interval, longest_interval);
}

float log_ratio(double a, double b) {
  return a > 0 && b > 0 ? static_cast<float>(std::clamp(std::log(a / b), -1.5, 1.5)) : 0.F;
}

}  // namespace

std::array<float, RrHistory::features> RrHistory::features_of(double rr, double next) const {
  if (rr > 0) rr = limited(rr);
  next = std::clamp(next, shortest_interval, longest_next);
  const double rhythm = intervals_.empty() ? rr : mean_of_all();
  const double lately = intervals_.empty() ? rr : median_of_last();
  return {log_ratio(rr, rhythm), log_ratio(next, rhythm),           log_ratio(rr, lately),
          log_ratio(next, rr),   log_ratio(rhythm, usual_interval), static_cast<float>(unrest())};
}

void RrHistory::add(double rr) {
  if (rr <= 0) return;
  intervals_.push_back(limited(rr));
  if (intervals_.size() > longest_history) intervals_.pop_front();
}

double RrHistory::mean_of_all() const {
  return std::accumulate(intervals_.begin(), intervals_.end(), 0.0) / static_cast<double>(intervals_.size());
}

double RrHistory::median_of_last() const {
  std::array<double, short_history> sorted{};
  const std::size_t count = std::min(short_history, intervals_.size());
  const auto end = std::copy_n(intervals_.end() - static_cast<std::ptrdiff_t>(count), count, sorted.begin());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(count / 2);
  std::nth_element(sorted.begin(), middle, end);
  return *middle;
}

double RrHistory::unrest() const {
  const std::size_t count = std::min(short_history, intervals_.size());
  if (count < 2) return 0;
  double sum = 0;
  for (std::size_t i = intervals_.size() - count + 1; i < intervals_.size(); ++i) {
    sum += std::abs(std::log(intervals_[i] / intervals_[i - 1]));
  }
  return std::min(sum / static_cast<double>(count - 1), 1.5);
}

}  // namespace rwave
