#include "classify/whole/rhythm_context.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "math/sorted_window.h"

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
    for (std::int64_t i = 0; i < count_; ++i)
      in_base_.push_back(there(i) && !is_early(i) && !is_early(i - 1) ? 1 : 0);
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

  // All logarithms around but the beat's own: where those of the rhythm without its ectopic beats are too
  // few.
  SortedWindow<double> all_around(std::int64_t beat, std::int64_t reach) const {
    SortedWindow<double> all;
    for (std::int64_t i = beat - reach; i <= beat + reach; ++i)
      if (there(i) && i != beat) all.add(log_at(i));
    return all;
  }

  // The interval before and after a beat against the middle of the rhythm around it, in units of its spread.
  // That rhythm are the intervals that are not early and follow no early one: what it does without its
  // ectopic beats.
  void add_departures(const std::string& suffix, std::int64_t reach) {
    SlidingWindow<double> around(log_, in_base_);
    std::vector<float> spread(log_.size()), own(log_.size()), next(log_.size());
    for (std::int64_t i = 0; i < count_; ++i) {
      SortedWindow<double>& base = around.over(i - reach, i + reach + 1);
      // The beat's own two intervals stay out: it is to be compared with what the rhythm does without it.
      const auto each_own = [&](auto&& act) {
        for (const std::int64_t of : {i, i + 1})
          if (of < count_ && in_base_[static_cast<std::size_t>(of)] != 0) act(log_at(of));
      };
      each_own([&](double value) { base.remove(value); });
      const bool enough = base.size() >= fewest_intervals;
      const SortedWindow<double> others = enough ? SortedWindow<double>() : all_around(i, reach);
      const SortedWindow<double>& rhythm = enough ? base : others;
      const double middle = rhythm.median();
      // The median deviation: up to half of the intervals may be anything.
      const double scale = rhythm.median_deviation(middle) + least_interval_spread;
      const auto at = static_cast<std::size_t>(i);
      const auto departure = [&](std::int64_t of) {
        if (!there(of) || rhythm.empty()) return 0.F;
        return std::clamp(static_cast<float>((log_at(of) - middle) / scale), -greatest_departure,
                          greatest_departure);
      };
      spread[at] = static_cast<float>(std::min(scale, 0.5));
      own[at] = departure(i);
      next[at] = departure(i + 1);
      each_own([&](double value) { base.add(value); });
    }
    column("base_spread_" + suffix, [&](std::int64_t i) { return spread[static_cast<std::size_t>(i)]; });
    column("rr_departure_" + suffix, [&](std::int64_t i) { return own[static_cast<std::size_t>(i)]; });
    column("next_departure_" + suffix, [&](std::int64_t i) { return next[static_cast<std::size_t>(i)]; });
  }

  // By beat: the sum of `terms` from `from` places before it to `to` places behind it, as far as there are
  // some. Added in that order at each beat, as rounding must not depend on what came before; many beats at
  // once.
  std::vector<double> sums_around(const std::vector<double>& terms, std::int64_t from,
                                  std::int64_t to) const {
    std::vector<double> padded(static_cast<std::size_t>(from + to) + terms.size(), 0.0);
    std::ranges::copy(terms, padded.begin() + from);
    std::vector<double> sums(terms.size(), 0.0);
    constexpr std::size_t at_once = 8;
    for (std::size_t first = 0; first < sums.size(); first += at_once) {
      const std::size_t number = std::min(at_once, sums.size() - first);
      std::array<double, at_once> sum{};
      for (std::size_t k = 0; k <= static_cast<std::size_t>(from + to); ++k)
        for (std::size_t j = 0; j < number; ++j) sum[j] += padded[first + k + j];
      std::copy_n(sum.begin(), number, sums.begin() + static_cast<std::ptrdiff_t>(first));
    }
    return sums;
  }

  // `value` of each place for which `exists`, 0 elsewhere: terms of sums_around.
  template <class Exists, class Value>
  std::vector<double> terms(Exists exists, Value value) const {
    std::vector<double> out(log_.size(), 0.0);
    for (std::int64_t i = 0; i < count_; ++i)
      if (exists(i)) out[static_cast<std::size_t>(i)] = value(i);
    return out;
  }

  // Correlation of intervals with those one, two and three later: about 0 in fibrillation, 1 at lag 2 in
  // bigeminy, at lag 3 in trigeminy. The share of turning points, 2/3 of a random series. rMSSD over the
  // mean.
  void add_patterns() {
    for (const std::int64_t lag : {1, 2, 3}) {
      const auto sums = [&](auto value) {
        return sums_around(terms([&](std::int64_t i) { return there(i) && there(i + lag); }, value),
                           short_reach, short_reach - lag);
      };
      const auto a = [&](std::int64_t i) { return log_at(i); };
      const auto b = [&](std::int64_t i) { return log_at(i + lag); };
      const auto number = sums([](std::int64_t) { return 1.0; }), sum_x = sums(a), sum_y = sums(b);
      const auto sum_xx = sums([&](std::int64_t i) { return a(i) * a(i); });
      const auto sum_yy = sums([&](std::int64_t i) { return b(i) * b(i); });
      const auto sum_xy = sums([&](std::int64_t i) { return a(i) * b(i); });
      column("rr_correlation_" + std::to_string(lag), [&](std::int64_t beat) {
        const auto at = static_cast<std::size_t>(beat);
        const double n = number[at], x = sum_x[at], y = sum_y[at];
        if (n < static_cast<double>(fewest_intervals)) return 0.F;
        const double scale = (sum_xx[at] - x * x / n) * (sum_yy[at] - y * y / n);
        return scale > 1e-9 ? static_cast<float>((sum_xy[at] - x * y / n) / std::sqrt(scale)) : 0.F;
      });
    }
    const auto in_three = [&](std::int64_t i) { return there(i - 1) && there(i) && there(i + 1); };
    const auto turns = [&](std::int64_t i) {
      const double before = log_at(i) - log_at(i - 1), after = log_at(i + 1) - log_at(i);
      return before * after < 0 && std::abs(before) > least_interval_spread &&
                     std::abs(after) > least_interval_spread
                 ? 1.0
                 : 0.0;
    };
    add_share("turning_points", short_reach, terms(in_three, turns),
              terms(in_three, [](std::int64_t) { return 1.0; }));
    add_rmssd("rmssd_32", short_reach);
    add_rmssd("rmssd_128", long_reach);
  }

  // What is found of all, of the places around each beat.
  void add_share(const std::string& name, std::int64_t reach, const std::vector<double>& found,
                 const std::vector<double>& all) {
    const auto found_around = sums_around(found, reach, reach), all_around = sums_around(all, reach, reach);
    column(name, [&](std::int64_t beat) {
      const auto at = static_cast<std::size_t>(beat);
      return all_around[at] > 0 ? static_cast<float>(found_around[at]) / static_cast<float>(all_around[at])
                                : 0;
    });
  }

  void add_rmssd(const std::string& name, std::int64_t reach) {
    const auto in_two = [&](std::int64_t i) { return there(i) && there(i - 1); };
    const auto squares = sums_around(terms(in_two,
                                           [&](std::int64_t i) {
                                             const double step = log_at(i) - log_at(i - 1);
                                             return step * step;
                                           }),
                                     reach, reach);
    const auto number = sums_around(terms(in_two, [](std::int64_t) { return 1.0; }), reach, reach);
    column(name, [&](std::int64_t beat) {
      const auto at = static_cast<std::size_t>(beat);
      return number[at] > 0 ? static_cast<float>(std::sqrt(squares[at] / number[at])) : 0.F;
    });
  }

  // The share of early beats around, and that of intervals like their median.
  void add_shares() {
    const auto exists = [&](std::int64_t i) { return there(i); };
    for (const std::int64_t reach : {short_reach, long_reach}) {
      const std::string suffix = std::to_string(2 * reach);
      add_share("early_share_" + suffix, reach,
                terms(exists, [&](std::int64_t i) { return is_early(i) ? 1.0 : 0.0; }),
                terms(exists, [](std::int64_t) { return 1.0; }));
      SlidingWindow<double> sliding(log_, in_.known);
      column("like_median_" + suffix, [&](std::int64_t beat) {
        const double middle = std::log(std::max(in_.far[static_cast<std::size_t>(beat)], 0.1));
        const auto& around = sliding.over(beat - reach, beat + reach + 1);
        const std::size_t shorter = around.count_while([&](double each) { return each - middle <= -like; });
        const std::size_t up_to = around.count_while([&](double each) { return each - middle < like; });
        return around.empty() ? 0.F : static_cast<float>(up_to - shorter) / static_cast<float>(around.size());
      });
    }
  }

  // The longest interval that repeats around a beat: where most beats are early, the long mode is the sinus
  // node's.
  void add_modes() {
    SlidingWindow<double> around(log_, in_.known);
    std::vector<float> to_mode(log_.size()), share(log_.size());
    for (std::int64_t beat = 0; beat < count_; ++beat) {
      const auto& sorted = around.over(beat - 2 * short_reach, beat + 2 * short_reach + 1).values();
      if (sorted.size() < fewest_intervals || !there(beat)) continue;
      const auto all = static_cast<double>(sorted.size());
      // From the longest interval down: the first with enough of its like around it, then the densest within
      // reach. Those like interval k are [low, high), and both ends fall with k.
      std::size_t most = 0, low = sorted.size(), high = sorted.size();
      double mode = sorted.back();
      for (std::size_t k = sorted.size(); k-- > 0;) {
        while (low > 0 && sorted[low - 1] >= sorted[k] - like) --low;
        while (high > 0 && sorted[high - 1] > sorted[k] + like) --high;
        const std::size_t number = high - low;
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
  std::vector<double> log_;            // of the intervals; 0 where there is none
  std::vector<std::uint8_t> in_base_;  // 1: an interval neither early nor behind an early one
};

}  // namespace

void add_rhythm_context(const Intervals& intervals, FeatureTable& table) {
  Context(intervals, table).add();
}

}  // namespace rwave::whole
