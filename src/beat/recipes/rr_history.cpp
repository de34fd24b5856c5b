#include "beat/recipes/rr_history.h"

#include <algorithm>

namespace rwave {
namespace {

using Values = std::span<const double>;

Values last(const std::vector<double>& values, std::size_t count) {
  return Values(values).last(std::min(count, values.size()));
}

double ranked(const SortedWindow<double>& window, double share) {
  return window.values()[RrHistory::rank_at(share, window.size())];
}

// The upper of two middle ones, as in recent_of().
double middle_of(const SortedWindow<double>& window) {
  return window.values()[window.size() / 2];
}

// The newest of the values joins the window of the last `most` of them.
void slide(SortedWindow<double>& window, Values values, std::size_t most) {
  if (values.size() > most) {
    window.replace(values[values.size() - 1 - most], values.back());
  } else {
    window.add(values.back());
  }
}

}  // namespace

std::array<float, RrHistory::features> RrHistory::features_of(double rr, double next) const {
  Ever ever;
  if (!all_.empty()) ever = {middle_of(all_), ranked(all_, 0.9), ranked(all_, 0.75)};
  return features_of(recent_, ever, rr, next);
}

// Order is kept from beat to beat: sorting 1000 intervals at every beat would take as long as all the rest,
// and selections among the last 64 with their logarithms as long as a fifth of the network.
void RrHistory::add(double rr) {
  if (rr <= 0) return;
  const double interval = std::clamp(rr, shortest_interval, longest_interval);
  const double before = intervals_.empty() ? 0 : intervals_.back();
  if (intervals_.size() == 2 * longest) {
    intervals_.erase(intervals_.begin(), intervals_.begin() + longest);
    steps_.erase(steps_.begin(), steps_.begin() + longest);
  }
  intervals_.push_back(interval);
  slide(all_, intervals_, longest);
  slide(looked_at_, intervals_, looked_at);
  slide(long_, intervals_, long_history);
  slide(short_, intervals_, short_history);
  if (before > 0) {
    steps_.push_back(step_of(interval, before));
    slide(long_steps_, steps_, long_history - 1);
  }
  update_recent();
}

// What recent_of() gives of the last intervals, to the bit.
void RrHistory::update_recent() {
  const Values long_ago = last(intervals_, long_history), lately = last(intervals_, short_history);
  recent_.any = true;
  recent_.mean = mean_of(long_ago);
  recent_.third_quartile = ranked(long_, 0.75);
  recent_.longest = long_.values().back();
  recent_.regular_share = regular_share(long_ago, middle_of(long_));
  recent_.mean_of_8 = mean_of(lately);
  recent_.median_of_8 = middle_of(short_);
  recent_.longest_of_8 = short_.values().back();
  recent_.ninth_decile = ranked(looked_at_, 0.9);
  if (!steps_.empty()) {
    recent_.irregularity = mean_of(last(steps_, lately.size() - 1));
    recent_.median_irregularity = middle_of(long_steps_);
  }
  recent_.before_last = recent_.last;
  recent_.last = intervals_.back();
}

}  // namespace rwave
