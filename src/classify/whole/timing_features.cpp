#include "classify/whole/timing_features.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "math/median.h"
#include "math/sorted_window.h"

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

// Of sorted values; 0 of none.
double quantile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1) + 0.5)];
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
    std::vector<double> before(rr_.size()), after(rr_.size());
    SlidingWindow<double> earlier(rr_, in_.known), later(rr_, in_.known);
    for (std::int64_t i = 0; i < count_; ++i) {
      before[static_cast<std::size_t>(i)] = earlier.over(i - 8, i).median();
      after[static_cast<std::size_t>(i)] = later.over(i + 2, i + 10).median();
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
    SlidingWindow<double> far(rr_, in_.known);
    for (std::int64_t i = 0; i < count_; ++i) {
      const auto& around = far.over(i - 32, i + 33);
      // The interval itself is none of the others.
      if (rr(i) <= 0 || around.size() < 2) continue;
      // 3 %: less is the clock of the recording and the place of the R peak.
      const std::size_t longer = around.size() - around.first_beyond(1.03 * rr(i));
      rank[static_cast<std::size_t>(i)] = static_cast<float>(longer) / static_cast<float>(around.size() - 1);
    }
    std::vector<double> upper(rr_.size()), top(rr_.size()), low(rr_.size());
    SlidingWindow<double> near(rr_, in_.known);
    for (std::int64_t i = 0; i < count_; ++i) {
      const auto& around = near.over(i - 19, i + 21).values();
      upper[static_cast<std::size_t>(i)] = quantile(around, 0.75);
      top[static_cast<std::size_t>(i)] = quantile(around, 0.9);
      low[static_cast<std::size_t>(i)] = quantile(around, 0.1);
    }
    std::vector<double> all;
    collect(rr_, 0, count_, all);
    std::ranges::sort(all);
    const double top_of_all = quantile(all, 0.9);
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
    std::vector<double> steps(rr_.size(), 0);
    std::vector<std::uint8_t> known(rr_.size(), 0);
    for (std::int64_t i = 1; i < count_; ++i) {
      if (rr(i) <= 0 || rr(i - 1) <= 0) continue;
      steps[static_cast<std::size_t>(i)] = std::abs(std::log(rr(i) / rr(i - 1))) + 1e-9;
      known[static_cast<std::size_t>(i)] = 1;
    }
    const auto middles = [&](const char* name, std::int64_t reach) {
      SlidingWindow<double> around(steps, known);
      column(name, [&](std::int64_t i) {
        return static_cast<float>(std::min(around.over(i - reach + 1, i + reach + 1).median(), 1.0));
      });
    };
    middles("irregularity_16", 8);
    middles("irregularity_64", 32);
    SlidingWindow<double> sixteen(steps, known);
    column("departing_16", [&](std::int64_t i) {
      const auto& around = sixteen.over(i - 7, i + 9);
      if (around.empty()) return 0.F;
      const std::size_t departing = around.size() - around.first_beyond(same_rhythm);
      return static_cast<float>(departing) / static_cast<float>(around.size());
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
  for (const double interval : rr) known.push_back(interval > 0 ? 1 : 0);
  std::vector<double> values;
  collect(rr, 0, static_cast<std::int64_t>(rr.size()), values);
  median = rwave::median(values);
  const auto medians = [&](std::int64_t reach) {
    SlidingWindow<double> around(rr, known);
    std::vector<double> out;
    out.reserve(rr.size());
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(rr.size()); ++i)
      out.push_back(around.over(i - reach + 1, i + reach + 1).median());
    return out;
  };
  near = medians(near_reach);
  far = medians(far_reach);
  wide = medians(wide_reach);
  for (std::size_t i = 0; i < rr.size(); ++i) prematurity.push_back(log_ratio(rr[i], far[i]));
}

void add_timing(const Intervals& intervals, FeatureTable& table) {
  Timing(intervals, table).add();
}

}  // namespace rwave::whole
