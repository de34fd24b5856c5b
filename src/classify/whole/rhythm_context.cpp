#include "classify/whole/rhythm_context.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr std::int64_t short_reach = 16, long_reach = 64;  // intervals on each side
constexpr float early = -0.12F;                            // ln of the interval's ratio to the median of 40
constexpr double least_interval_spread =
    0.015;                           // ln: a clock's own jitter; keeps departures finite in paced rhythms
constexpr double like = 0.06;        // ln: intervals of one mode
constexpr double mode_share = 0.15;  // of the intervals around that a mode holds at least
constexpr std::size_t fewest_intervals = 6;  // intervals that a spread can be told of

class Context {
 public:
  Context(const Intervals& intervals, FeatureTable& table)
      : in_(intervals), table_(table), count_(static_cast<std::int64_t>(intervals.rr.size())) {
    for (const double rr : intervals.rr) log_.push_back(rr > 0 ? std::log(rr) : 0);
  }

  void add() {
    add_departures("16", short_reach);
    add_departures("64", long_reach);
    add_patterns();
    add_shares();
    add_modes();
    column("near_rate", [&](std::int64_t i) {
      const double near = in_.near[static_cast<std::size_t>(i)];
      return near > 0 ? static_cast<float>(std::clamp(std::log(near), -1.6, 1.1)) : 0.F;
    });
  }

 private:
  bool there(std::int64_t i) const { return i >= 0 && i < count_ && in_.rr[static_cast<std::size_t>(i)] > 0; }
  double log_at(std::int64_t i) const { return log_[static_cast<std::size_t>(i)]; }
  bool is_early(std::int64_t i) const {
    return i >= 0 && i < count_ && in_.prematurity[static_cast<std::size_t>(i)] < early;
  }

  template <class Value>
  void column(const std::string& name, Value value) {
    std::vector<float>& out = table_.add(name, in_.rr.size());
    for (std::int64_t i = 0; i < count_; ++i) out[static_cast<std::size_t>(i)] = value(i);
  }

  // Logarithms of the intervals around, those that are early or follow an early one left out: what the rhythm
  // does without its ectopic beats. All of them where too few are left.
  void collect_base(std::int64_t beat, std::int64_t reach, std::vector<double>& out) const {
    out.clear();
    for (std::int64_t i = beat - reach; i <= beat + reach; ++i)
      // The beat's own two intervals stay out: it is to be compared with what the rhythm does
      // without it.
      if (there(i) && i != beat && i != beat + 1 && !is_early(i) && !is_early(i - 1))
        out.push_back(log_at(i));
    if (out.size() >= fewest_intervals) return;
    out.clear();
    for (std::int64_t i = beat - reach; i <= beat + reach; ++i)
      if (there(i) && i != beat) out.push_back(log_at(i));
  }

  // The interval before and after a beat against the middle of the rhythm around it, in units of its spread.
  void add_departures(const std::string& suffix, std::int64_t reach) {
    std::vector<double> base, off;
    std::vector<float> spread(log_.size()), own(log_.size()), next(log_.size());
    for (std::int64_t i = 0; i < count_; ++i) {
      collect_base(i, reach, base);
      const double middle = median(base);
      off.clear();
      for (const double value : base) off.push_back(std::abs(value - middle));
      // The median deviation: up to half of the intervals may be anything.
      const double scale = median(off) + least_interval_spread;
      const auto at = static_cast<std::size_t>(i);
      const auto departure = [&](std::int64_t of) {
        if (!there(of) || base.empty()) return 0.F;
        return std::clamp(static_cast<float>((log_at(of) - middle) / scale), -greatest_departure,
                          greatest_departure);
      };
      spread[at] = static_cast<float>(std::min(scale, 0.5));
      own[at] = departure(i);
      next[at] = departure(i + 1);
    }
    column("base_spread_" + suffix, [&](std::int64_t i) { return spread[static_cast<std::size_t>(i)]; });
    column("rr_departure_" + suffix, [&](std::int64_t i) { return own[static_cast<std::size_t>(i)]; });
    column("next_departure_" + suffix, [&](std::int64_t i) { return next[static_cast<std::size_t>(i)]; });
  }

  // Correlation of intervals with those one, two and three later: about 0 in fibrillation, 1 at lag 2 in
  // bigeminy, at lag 3 in trigeminy. The share of turning points, 2/3 of a random series. rMSSD over the
  // mean.
  void add_patterns() {
    for (const std::int64_t lag : {1, 2, 3}) {
      column("rr_correlation_" + std::to_string(lag), [&](std::int64_t beat) {
        double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        for (std::int64_t i = beat - short_reach; i + lag <= beat + short_reach; ++i) {
          if (!there(i) || !there(i + lag)) continue;
          const double a = log_at(i), b = log_at(i + lag);
          ++n, x += a, y += b, xx += a * a, yy += b * b, xy += a * b;
        }
        if (n < static_cast<double>(fewest_intervals)) return 0.F;
        const double scale = (xx - x * x / n) * (yy - y * y / n);
        return scale > 1e-9 ? static_cast<float>((xy - x * y / n) / std::sqrt(scale)) : 0.F;
      });
    }
    column("turning_points", [&](std::int64_t beat) {
      int turns = 0, all = 0;
      for (std::int64_t i = beat - short_reach; i <= beat + short_reach; ++i) {
        if (!there(i - 1) || !there(i) || !there(i + 1)) continue;
        ++all;
        const double before = log_at(i) - log_at(i - 1), after = log_at(i + 1) - log_at(i);
        if (before * after < 0 && std::abs(before) > least_interval_spread &&
            std::abs(after) > least_interval_spread)
          ++turns;
      }
      return all > 0 ? static_cast<float>(turns) / static_cast<float>(all) : 0.F;
    });
    column("rmssd_32", [&](std::int64_t beat) { return rmssd(beat, short_reach); });
    column("rmssd_128", [&](std::int64_t beat) { return rmssd(beat, long_reach); });
  }

  float rmssd(std::int64_t beat, std::int64_t reach) const {
    double squares = 0, number = 0;
    for (std::int64_t i = beat - reach; i <= beat + reach; ++i) {
      if (!there(i) || !there(i - 1)) continue;
      squares += (log_at(i) - log_at(i - 1)) * (log_at(i) - log_at(i - 1));
      ++number;
    }
    return number > 0 ? static_cast<float>(std::sqrt(squares / number)) : 0.F;
  }

  // The share of early beats around, and that of intervals like their median.
  void add_shares() {
    for (const std::int64_t reach : {short_reach, long_reach}) {
      const std::string suffix = std::to_string(2 * reach);
      column("early_share_" + suffix, [&](std::int64_t beat) {
        float found = 0, all = 0;
        for (std::int64_t i = beat - reach; i <= beat + reach; ++i)
          if (there(i)) ++all, found += is_early(i) ? 1.F : 0.F;
        return all > 0 ? found / all : 0.F;
      });
      column("like_median_" + suffix, [&](std::int64_t beat) {
        const double middle = std::log(std::max(in_.far[static_cast<std::size_t>(beat)], 0.1));
        float found = 0, all = 0;
        for (std::int64_t i = beat - reach; i <= beat + reach; ++i)
          if (there(i)) ++all, found += std::abs(log_at(i) - middle) < like ? 1.F : 0.F;
        return all > 0 ? found / all : 0.F;
      });
    }
  }

  // The longest interval that repeats around a beat: where most beats are early, the long mode is the sinus
  // node's.
  void add_modes() {
    std::vector<double> sorted;
    std::vector<float> to_mode(log_.size()), share(log_.size());
    for (std::int64_t beat = 0; beat < count_; ++beat) {
      sorted.clear();
      for (std::int64_t i = beat - 2 * short_reach; i <= beat + 2 * short_reach; ++i)
        if (there(i)) sorted.push_back(log_at(i));
      if (sorted.size() < fewest_intervals || !there(beat)) continue;
      std::ranges::sort(sorted);
      const auto all = static_cast<double>(sorted.size());
      // From the longest interval down: the first with enough of its like around it, then the densest within
      // reach.
      std::size_t most = 0;
      double mode = sorted.back();
      for (std::size_t k = sorted.size(); k-- > 0;) {
        const auto low = std::ranges::lower_bound(sorted, sorted[k] - like);
        const auto high = std::ranges::upper_bound(sorted, sorted[k] + like);
        const auto number = static_cast<std::size_t>(high - low);
        if (most > 0 && sorted[k] < mode - like) break;
        if (static_cast<double>(number) >= std::max(3.0, mode_share * all) && number > most) {
          most = number;
          mode = sorted[k];
        }
      }
      const auto at = static_cast<std::size_t>(beat);
      to_mode[at] = static_cast<float>(std::clamp(log_at(beat) - mode, -1.5, 1.5));
      share[at] = static_cast<float>(static_cast<double>(most) / all);
    }
    column("rr_to_long_mode", [&](std::int64_t i) { return to_mode[static_cast<std::size_t>(i)]; });
    column("long_mode_share", [&](std::int64_t i) { return share[static_cast<std::size_t>(i)]; });
  }

  const Intervals& in_;
  FeatureTable& table_;
  std::int64_t count_;
  std::vector<double> log_;  // of the intervals; 0 where there is none
};

}  // namespace

void add_rhythm_context(const Intervals& intervals, FeatureTable& table) {
  Context(intervals, table).add();
}

}  // namespace rwave::whole
