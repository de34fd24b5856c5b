#include "classify/whole/rate_regimes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "classify/whole/lead_shape.h"
#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr std::int64_t half_filter =
    2;                              // intervals on each side of a median of five: single early beats vanish
constexpr double rate_step = 0.18;  // ln: a change of rate that no sinus node makes at once
constexpr double follows = 0.2;     // of each interval into the level, which so follows a gradual change
constexpr std::int64_t side = 8;    // intervals that tell the rate on either side of a step
constexpr float longest = 200;      // beats: longer regimes are all alike
constexpr std::size_t regime_shape_beats = 200;  // beats whose mean shows a regime's P wave

class Regimes {
 public:
  Regimes(const FeatureInputs& in, FeatureTable& table)
      : in_(in), rr_(in.intervals.rr), table_(table), count_(static_cast<std::int64_t>(rr_.size())) {
    filter();
    find();
  }

  void add() {
    std::vector<double> all;
    for (const double value : smooth_)
      if (value > 0) all.push_back(value);
    // The upper quarter and not the median: where tachycardia fills more than half of the
    // recording, the slow intervals are still the sinus node's.
    slow_ = quantile(all, 0.75);
    const std::size_t begin = table_.columns.size();
    for (const char* name :
         {"regime_begins", "regime_first", "regime_ends", "regime_length", "regime_rate", "regime_to_slow",
          "regime_spread", "regime_steps", "regime_since", "regime_until", "regime_qrs", "regime_p",
          "regime_p_distance", "regime_p_height", "regime_step_count"})
      table_.add(name, rr_.size());
    for (std::size_t k = 0; k < firsts_.size(); ++k) {
      const std::int64_t first = firsts_[k], last = k + 1 < firsts_.size() ? firsts_[k + 1] - 1 : count_ - 1;
      const auto values = of_regime(first, last);
      for (std::int64_t i = first; i <= last; ++i) {
        for (std::size_t c = 0; c < values.size(); ++c)
          table_.columns[begin + columns_[c]][at(i)] = values[c];
        table_.columns[begin + 8][at(i)] = beats(i - first);
        table_.columns[begin + 9][at(i)] = beats(last - i);
      }
    }
    // Regimes within 64 beats on either side: many in fibrillation, one or two about a tachycardia.
    std::size_t low = 0, high = 0;
    for (std::int64_t i = 0; i < count_; ++i) {
      while (low < firsts_.size() && firsts_[low] < i - 64) ++low;
      while (high < firsts_.size() && firsts_[high] <= i + 64) ++high;
      table_.columns[begin + 14][at(i)] = static_cast<float>(high - low);
    }
  }

 private:
  static std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }
  static float beats(std::int64_t number) {
    return std::log1p(std::min(static_cast<float>(number), longest));
  }
  // Limited to a factor of about 4.5: beyond it a step is a step, and a far value would only make
  // trees split on noise.
  static float ratio(double value, double to) {
    return value > 0 && to > 0 ? std::clamp(static_cast<float>(std::log(value / to)), -1.5F, 1.5F) : 0;
  }
  static double quantile(std::vector<double>& values, double part) {
    if (values.empty()) return 0;
    const auto place =
        values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return *place;
  }

  void filter() {
    std::vector<double> values;
    for (std::int64_t i = 0; i < count_; ++i) {
      values.clear();
      for (std::int64_t k = std::max<std::int64_t>(0, i - half_filter);
           k <= std::min(count_ - 1, i + half_filter); ++k)
        if (rr_[at(k)] > 0) values.push_back(rr_[at(k)]);
      smooth_.push_back(rr_[at(i)] > 0 ? median(values) : 0);
    }
  }

  // A regime ends where the filtered interval departs from its level and stays away for three beats, or at a
  // gap.
  void find() {
    double level = 0;
    for (std::int64_t i = 0; i < count_; ++i) {
      const double value = smooth_[at(i)];
      if (value <= 0) {
        if (i > 0) firsts_.push_back(i);
        level = 0;
        continue;
      }
      const auto departs = [&](std::int64_t k) {
        return k >= count_ || smooth_[at(k)] <= 0 ? 0 : std::log(smooth_[at(k)] / level);
      };
      if (level > 0) {
        const double away = departs(i);
        // Three intervals in a row, in one direction: a compensatory pause and a pair of ectopic
        // beats step for two.
        if (std::abs(away) > rate_step && departs(i + 1) * away > rate_step * rate_step &&
            departs(i + 2) * away > rate_step * rate_step) {
          firsts_.push_back(place_of(i, level));
          level = smooth_[at(std::min(i + 2, count_ - 1))];
          continue;
        }
        if (std::abs(away) <= rate_step) level *= std::exp(follows * away);
      } else {
        level = value;
      }
    }
    if (count_ > 0) firsts_.push_back(0);
    std::ranges::sort(firsts_);
    firsts_.erase(std::unique(firsts_.begin(), firsts_.end()), firsts_.end());
  }

  // The interval itself that steps: the filter blurs it by two beats.
  std::int64_t place_of(std::int64_t i, double level) const {
    std::int64_t best = i;
    double most = 0;
    const double to = smooth_[at(std::min(i + 2, count_ - 1))];
    for (std::int64_t k = std::max<std::int64_t>(1, i - half_filter);
         k <= std::min(count_ - 1, i + half_filter); ++k) {
      if (rr_[at(k)] <= 0 || rr_[at(k - 1)] <= 0) continue;
      const double change = std::log(rr_[at(k)] / rr_[at(k - 1)]) * (to < level ? -1 : 1);
      if (change > most) most = change, best = k;
    }
    return best;
  }

  double middle(std::int64_t first, std::int64_t last) const {
    std::vector<double> values;
    for (std::int64_t i = std::max<std::int64_t>(0, first); i <= std::min(last, count_ - 1); ++i)
      if (rr_[at(i)] > 0) values.push_back(rr_[at(i)]);
    return median(values);
  }

  static constexpr std::array<std::size_t, 12> columns_ = {0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13};

  // Rates on both sides of each end are medians of eight intervals: a tachycardia often begins with
  // a premature beat and ends with a pause, which would be taken for the rate.
  std::array<float, columns_.size()> of_regime(std::int64_t first, std::int64_t last) const {
    std::array<float, columns_.size()> out{};
    const double before = middle(first - side, first - 1),
                 begin = middle(first, std::min(last, first + side - 1));
    const double end = middle(std::max(first, last - side + 1), last), after = middle(last + 1, last + side);
    const double rate = middle(first, last);
    out[0] = ratio(begin, before);
    out[1] = ratio(rr_[at(first)], before);
    out[2] = ratio(after, end);
    out[3] = beats(last - first + 1);
    out[4] = rate > 0 ? static_cast<float>(std::log(rate)) : 0;
    out[5] = ratio(rate, slow_);
    std::vector<double> off, steps;
    for (std::int64_t i = first; i <= last; ++i) {
      if (rr_[at(i)] <= 0 || rate <= 0) continue;
      off.push_back(std::abs(std::log(rr_[at(i)] / rate)));
      if (i > first && rr_[at(i - 1)] > 0) steps.push_back(std::abs(std::log(rr_[at(i)] / rr_[at(i - 1)])));
    }
    out[6] = static_cast<float>(std::min(median(off), 1.0));
    out[7] = static_cast<float>(std::min(median(steps), 1.0));
    add_shape(first, last, out);
    return out;
  }

  // The mean of the regime's beats of the main groups next to the main rhythm's.
  void add_shape(std::int64_t first, std::int64_t last, std::array<float, columns_.size()>& out) const {
    float leads = 0;
    for (int lead = 0; lead < in_.windows.leads; ++lead) {
      const auto l = static_cast<std::size_t>(lead);
      if (in_.main.amplitude[l] <= 0) continue;
      std::array<float, window_samples> mean{};
      std::size_t number = 0;
      for (std::int64_t i = first; i <= last && number < regime_shape_beats; ++i) {
        if (in_.groups.group[at(i)] < 0 || !in_.windows.is_recorded(at(i), lead)) continue;
        if (in_.main.is_main_group[static_cast<std::size_t>(in_.groups.group[at(i)])] == 0) continue;
        const float* from = aligned(in_.windows, in_.groups, at(i), lead);
        for (std::size_t s = 0; s < aligned_samples; ++s) mean[s] += from[s];
        ++number;
      }
      if (number == 0) continue;
      for (float& value : mean) value /= static_cast<float>(number);
      const auto of_lead = measure(mean.data(), in_.main.mean[l], in_.main.mean[l], 0);
      ++leads;
      std::size_t k = 8;
      for (const Measure measure :
           {Measure::qrs_global, Measure::p_shifted, Measure::p_distance, Measure::p_height}) {
        out[k] += (of_lead[static_cast<std::size_t>(measure)] - out[k]) / leads;
        ++k;
      }
    }
  }

  const FeatureInputs& in_;
  const std::vector<double>& rr_;
  FeatureTable& table_;
  std::int64_t count_;
  double slow_ = 0;                   // the filtered interval that a quarter of the recording exceeds, s
  std::vector<double> smooth_;        // medians of five intervals; 0 at a gap
  std::vector<std::int64_t> firsts_;  // the first beat of each regime
};

}  // namespace

void add_rate_regimes(const FeatureInputs& in, FeatureTable& table) {
  Regimes(in, table).add();
}

}  // namespace rwave::whole
