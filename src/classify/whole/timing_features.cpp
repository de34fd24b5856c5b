#include "classify/whole/timing_features.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr float greatest_log = 1.5F;
constexpr std::int64_t near_reach = 4, far_reach = 20, wide_reach = 75;  // intervals on each side
constexpr double same_rhythm = 0.1;  // ln of the ratio of two intervals of one regular run
constexpr float longest_run = 64;    // beats: longer runs are all alike

float log_ratio(double value, double to) {
  if (value <= 0 || to <= 0) return 0;
  return std::clamp(static_cast<float>(std::log(value / to)), -greatest_log, greatest_log);
}

// The intervals [first, last) that there are, into `out`.
void collect(const std::vector<double>& rr, std::int64_t first, std::int64_t last, std::vector<double>& out) {
  out.clear();
  first = std::max<std::int64_t>(first, 0);
  last = std::min(last, static_cast<std::int64_t>(rr.size()));
  for (std::int64_t i = first; i < last; ++i)
    if (rr[static_cast<std::size_t>(i)] > 0) out.push_back(rr[static_cast<std::size_t>(i)]);
}

double quantile(std::vector<double>& values, double part) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

// A run of intervals, each within a tenth of the one before: [first, last].
struct Run {
  std::int64_t first = 0, last = 0;
};

std::vector<Run> runs_of(const std::vector<double>& rr) {
  std::vector<Run> runs(rr.size());
  const auto count = static_cast<std::int64_t>(rr.size());
  for (std::int64_t first = 0; first < count;) {
    std::int64_t last = first;
    const auto at = [&](std::int64_t i) { return rr[static_cast<std::size_t>(i)]; };
    while (last + 1 < count && at(last) > 0 && at(last + 1) > 0 &&
           std::abs(std::log(at(last + 1) / at(last))) < same_rhythm)
      ++last;
    for (std::int64_t i = first; i <= last; ++i) runs[static_cast<std::size_t>(i)] = {first, last};
    first = last + 1;
  }
  return runs;
}

class Timing {
 public:
  Timing(const Intervals& intervals, FeatureTable& table)
      : in_(intervals), rr_(intervals.rr), table_(table), count_(static_cast<std::int64_t>(rr_.size())) {}

  void add() {
    add_ratios();
    add_sides();
    add_ranks();
    add_irregularity();
    add_runs();
  }

 private:
  double rr(std::int64_t i) const { return i >= 0 && i < count_ ? rr_[static_cast<std::size_t>(i)] : 0; }

  template <class Value>
  void column(const char* name, Value value) {
    std::vector<float>& out = table_.add(name, rr_.size());
    for (std::int64_t i = 0; i < count_; ++i) out[static_cast<std::size_t>(i)] = value(i);
  }

  void add_ratios() {
    const auto of = [](const std::vector<double>& medians, std::int64_t i) {
      return medians[static_cast<std::size_t>(i)];
    };
    column("rr_to_near", [&](std::int64_t i) { return log_ratio(rr(i), of(in_.near, i)); });
    column("next_to_near", [&](std::int64_t i) { return log_ratio(rr(i + 1), of(in_.near, i)); });
    column("rr_to_far", [&](std::int64_t i) { return log_ratio(rr(i), of(in_.far, i)); });
    column("next_to_far", [&](std::int64_t i) { return log_ratio(rr(i + 1), of(in_.far, i)); });
    column("rr_to_wide", [&](std::int64_t i) { return log_ratio(rr(i), of(in_.wide, i)); });
    column("rr_to_all", [&](std::int64_t i) { return log_ratio(rr(i), in_.median); });
    column("next_to_all", [&](std::int64_t i) { return log_ratio(rr(i + 1), in_.median); });
    column("rr_to_before", [&](std::int64_t i) { return log_ratio(rr(i), rr(i - 1)); });
    column("next_to_rr", [&](std::int64_t i) { return log_ratio(rr(i + 1), rr(i)); });
    column("after_to_next", [&](std::int64_t i) { return log_ratio(rr(i + 2), rr(i + 1)); });
    column("rr_to_two_before", [&](std::int64_t i) { return log_ratio(rr(i), rr(i - 2)); });
    column("next_to_before", [&](std::int64_t i) { return log_ratio(rr(i + 1), rr(i - 1)); });
    // An interpolated ectopic beat leaves the sum of both intervals as it was; a compensatory pause
    // makes it twice the normal one.
    column("both_to_far", [&](std::int64_t i) {
      return rr(i) > 0 && rr(i + 1) > 0 ? log_ratio((rr(i) + rr(i + 1)) / 2, of(in_.far, i)) : 0;
    });
    column("near_to_far", [&](std::int64_t i) { return log_ratio(of(in_.near, i), of(in_.far, i)); });
    column("near_to_wide", [&](std::int64_t i) { return log_ratio(of(in_.near, i), of(in_.wide, i)); });
    column("far_to_all", [&](std::int64_t i) { return log_ratio(of(in_.far, i), in_.median); });
  }

  // The eight intervals on either side, the beat's own two left out.
  void add_sides() {
    std::vector<double> before(rr_.size()), after(rr_.size()), values;
    for (std::int64_t i = 0; i < count_; ++i) {
      collect(rr_, i - 8, i, values);
      before[static_cast<std::size_t>(i)] = median(values);
      collect(rr_, i + 2, i + 10, values);
      after[static_cast<std::size_t>(i)] = median(values);
    }
    const auto at = [](const std::vector<double>& of, std::int64_t i) {
      return of[static_cast<std::size_t>(i)];
    };
    column("rr_to_8_before", [&](std::int64_t i) { return log_ratio(rr(i), at(before, i)); });
    column("next_to_8_before", [&](std::int64_t i) { return log_ratio(rr(i + 1), at(before, i)); });
    column("rr_to_8_after", [&](std::int64_t i) { return log_ratio(rr(i), at(after, i)); });
    column("8_after_to_8_before", [&](std::int64_t i) { return log_ratio(at(after, i), at(before, i)); });
  }

  // Where the interval stands among those around it: in a sick sinus most beats are early, and the long
  // intervals are the patient's own.
  void add_ranks() {
    std::vector<float>& rank = table_.add("rank_32", rr_.size());
    for (std::int64_t i = 0; i < count_; ++i) {
      int below = 0, all = 0;
      for (std::int64_t k = i - 32; k <= i + 32; ++k) {
        if (rr(k) <= 0 || k == i) continue;
        ++all;
        // 3 %: less is the clock of the recording and the place of the R peak.
        if (rr(k) > 1.03 * rr(i)) ++below;
      }
      rank[static_cast<std::size_t>(i)] =
          all > 0 && rr(i) > 0 ? static_cast<float>(below) / static_cast<float>(all) : 0;
    }
    std::vector<double> values, upper(rr_.size()), top(rr_.size()), low(rr_.size());
    for (std::int64_t i = 0; i < count_; ++i) {
      collect(rr_, i - 19, i + 21, values);
      upper[static_cast<std::size_t>(i)] = quantile(values, 0.75);
      top[static_cast<std::size_t>(i)] = quantile(values, 0.9);
      low[static_cast<std::size_t>(i)] = quantile(values, 0.1);
    }
    collect(rr_, 0, count_, values);
    const double top_of_all = quantile(values, 0.9);
    const auto at = [](const std::vector<double>& of, std::int64_t i) {
      return of[static_cast<std::size_t>(i)];
    };
    column("rr_to_upper_quarter", [&](std::int64_t i) { return log_ratio(rr(i), at(upper, i)); });
    column("rr_to_top_tenth", [&](std::int64_t i) { return log_ratio(rr(i), at(top, i)); });
    column("rr_to_top_of_all", [&](std::int64_t i) { return log_ratio(rr(i), top_of_all); });
    column("spread_40", [&](std::int64_t i) { return log_ratio(at(top, i), at(low, i)); });
  }

  // Medians of |ln(interval / the one before)|, and the share that departs by more than a tenth.
  void add_irregularity() {
    std::vector<double> steps(rr_.size(), 0), values;
    for (std::int64_t i = 1; i < count_; ++i)
      if (rr(i) > 0 && rr(i - 1) > 0)
        // `collect` passes over zeros, which stand for no interval; a step of exactly 0 must count.
        steps[static_cast<std::size_t>(i)] = std::abs(std::log(rr(i) / rr(i - 1))) + 1e-9;
    const auto middle = [&](std::int64_t i, std::int64_t reach) {
      collect(steps, i - reach + 1, i + reach + 1, values);
      return static_cast<float>(std::min(median(values), 1.0));
    };
    column("irregularity_16", [&](std::int64_t i) { return middle(i, 8); });
    column("irregularity_64", [&](std::int64_t i) { return middle(i, 32); });
    column("departing_16", [&](std::int64_t i) {
      collect(steps, i - 7, i + 9, values);
      if (values.empty()) return 0.F;
      const auto far = std::ranges::count_if(values, [](double step) { return step > same_rhythm; });
      return static_cast<float>(far) / static_cast<float>(values.size());
    });
  }

  // The regular run that a beat is part of: how it began and ended, once for all of its beats.
  void add_runs() {
    const std::vector<Run> runs = runs_of(rr_);
    std::vector<double> values;
    std::vector<float> onset(rr_.size()), rate(rr_.size());
    for (std::int64_t first = 0; first < count_;) {
      const Run run = runs[static_cast<std::size_t>(first)];
      collect(rr_, run.first - 8, run.first, values);
      const double before = median(values);
      collect(rr_, run.first, run.last + 1, values);
      const double own = median(values);
      for (std::int64_t i = run.first; i <= run.last; ++i) {
        onset[static_cast<std::size_t>(i)] = log_ratio(rr(run.first), before);
        rate[static_cast<std::size_t>(i)] = log_ratio(own, in_.median);
      }
      first = run.last + 1;
    }
    const auto run = [&](std::int64_t i) { return runs[static_cast<std::size_t>(i)]; };
    const auto beats = [](std::int64_t number) {
      return std::log1p(std::min(static_cast<float>(number), longest_run));
    };
    column("run_onset", [&](std::int64_t i) { return onset[static_cast<std::size_t>(i)]; });
    column("run_end", [&](std::int64_t i) { return log_ratio(rr(run(i).last + 1), rr(run(i).last)); });
    column("run_rate", [&](std::int64_t i) { return rate[static_cast<std::size_t>(i)]; });
    column("run_before", [&](std::int64_t i) { return beats(i - run(i).first); });
    column("run_after", [&](std::int64_t i) { return beats(run(i).last - i); });
  }

  const Intervals& in_;
  const std::vector<double>& rr_;
  FeatureTable& table_;
  std::int64_t count_;
};

}  // namespace

Intervals::Intervals(const std::vector<double>& times) : rr(times.size(), 0) {
  for (std::size_t i = 1; i < times.size(); ++i) {
    const double interval = times[i] - times[i - 1];
    // A longer interval is a gap of the signal or asystole, and tells nothing of the rhythm.
    if (interval > 0 && interval <= longest_interval) rr[i] = interval;
  }
  std::vector<double> values;
  collect(rr, 0, static_cast<std::int64_t>(rr.size()), values);
  median = rwave::median(values);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(rr.size()); ++i) {
    const auto around = [&](std::int64_t reach) {
      collect(rr, i - reach + 1, i + reach + 1, values);
      return rwave::median(values);
    };
    near.push_back(around(near_reach));
    far.push_back(around(far_reach));
    wide.push_back(around(wide_reach));
    prematurity.push_back(log_ratio(rr[static_cast<std::size_t>(i)], far.back()));
  }
}

void add_timing(const Intervals& intervals, FeatureTable& table) {
  Timing(intervals, table).add();
}

}  // namespace rwave::whole
