// Uneven rhythms without a single ectopic beat: what must not be called supraventricular.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "math/median.h"
#include "retimed_builder.h"

namespace rwave {
namespace {

constexpr int all_beats = 1500;
constexpr double shortest = 0.27, longest = 2.6;  // s

class Uneven {
 public:
  Uneven(const TaughtBeats& beats, Random& random) : random_(random), builder_(beats, random) {
    std::vector<double> intervals;
    for (std::size_t i = 0; i < beats.classes.size(); ++i) {
      if (beats.classes[i] == v_class) v_.push_back(i);
      if (beats.classes[i] != n_class) continue;
      n_.push_back(i);
      if (i > 0 && beats.classes[i - 1] == n_class) intervals.push_back(beats.windows.times[i] - beats.windows.times[i - 1]);
    }
    rr_ = intervals.empty() ? 0.8 : std::clamp(median(intervals), 0.4, 1.4);
    // Ventricular beats come in uneven rhythms too; in half of the recordings.
    ventricular_ = v_.size() >= 3 && random.uniform() < 0.5 ? uniform(random, 0.01, 0.06) : 0;
  }

  TaughtBeats make() {
    if (n_.empty()) return builder_.take();
    // One kind fills a recording, or several come in turn.
    const bool one = random_.uniform() < 0.4;
    std::uint64_t kind = random_.below(kinds);
    const bool without_p = random_.uniform() < 0.6;
    while (made_ < all_beats) {
      const int number = one ? all_beats : static_cast<int>(20 * std::exp(random_.uniform() * std::log(20)));
      make_kind(kind, number, without_p);
      if (random_.uniform() < 0.5) level(number / 2, rr_);
      kind = random_.below(kinds);
    }
    return builder_.take();
  }

 private:
  static constexpr std::uint64_t kinds = 6;

  void make_kind(std::uint64_t kind, int number, bool without_p) {
    switch (kind) {
      case 0:
        return steps(number);
      case 1:
      case 2:
        return fibrillation(number, without_p);
      case 3:
        return flutter(number, without_p);
      case 4:
        return breathing(number);
      default:
        return dropped(number);
    }
  }

  void beat(double rr, bool without_p = false) {
    ++made_;
    rr = std::clamp(rr, shortest, longest);
    if (random_.uniform() < ventricular_)
      builder_.append(v_[at_v_++ % v_.size()], rr * uniform(random_, 0.55, 0.95), v_class, without_p);
    else
      builder_.append(n_[at_n_++ % n_.size()], rr, n_class, without_p);
  }

  void level(int number, double rr) {
    const double jitter = uniform(random_, 0.004, 0.03);
    for (int k = 0; k < number; ++k) beat(rr * std::exp(jitter * random_.normal()));
  }

  // Rates that follow each other at once, P waves as before: block that comes and goes, wandering pacemakers.
  void steps(int number) {
    double rr = rr_;
    for (int made = 0; made < number;) {
      const int length = static_cast<int>(6 * std::exp(random_.uniform() * std::log(30)));
      level(length, rr);
      made += length;
      const double next = rr * std::exp(uniform(random_, 0.15, 0.8) * (random_.uniform() < 0.5 ? -1 : 1));
      rr = next < 0.36 || next > 1.7 ? rr_ : next;
    }
  }

  // Intervals without memory; their middle wanders slowly.
  void fibrillation(int number, bool without_p) {
    double rr = uniform(random_, 0.38, 1.15), drift = 0;
    const double spread = uniform(random_, 0.09, 0.3);
    for (int k = 0; k < number; ++k) {
      drift = 0.98 * drift + 0.02 * random_.normal();
      beat(rr * std::exp(drift + spread * random_.normal()), without_p);
    }
  }

  // Multiples of the flutter's cycle, each for a while.
  void flutter(int number, bool without_p) {
    const double cycle = uniform(random_, 0.17, 0.3), change = uniform(random_, 0.04, 0.8);
    const double low = cycle < 0.2 ? 2 : 1 + static_cast<double>(random_.below(2));
    double multiple = low + 1;
    for (int k = 0; k < number; ++k) {
      if (random_.uniform() < change) multiple = low + static_cast<double>(random_.below(4));
      beat(multiple * cycle * std::exp(0.015 * random_.normal()), without_p);
    }
  }

  // Respiratory arrhythmia, deep and shallow.
  void breathing(int number) {
    const double depth = uniform(random_, 0.04, 0.28), period = uniform(random_, 2.5, 9), rr = rr_ * uniform(random_, 0.75, 1.3);
    for (int k = 0; k < number; ++k)
      beat(rr * std::exp(depth * std::sin(2 * std::numbers::pi * k / period) + 0.02 * random_.normal()));
  }

  // Beats that fail to be conducted: every so often an interval of nearly two; in half of them the intervals before it shorten
  // or lengthen (Wenckebach).
  void dropped(int number) {
    const double rr = rr_ * uniform(random_, 0.7, 1.1), trend = random_.uniform() < 0.5 ? uniform(random_, -0.12, 0.08) : 0;
    const auto group = 2 + random_.below(6);
    const bool steady = random_.uniform() < 0.5;
    std::uint64_t length = group;
    for (int k = 0; k < number;) {
      for (std::uint64_t i = 0; i < length; ++i, ++k)
        beat(rr * std::exp(trend * static_cast<double>(i) / static_cast<double>(length) + 0.015 * random_.normal()));
      beat(2 * rr * std::exp(2 * std::min(trend, 0.0) + 0.015 * random_.normal()));
      ++k;
      if (!steady) length = 1 + random_.below(2 * group);
    }
  }

  Random& random_;
  RetimedBuilder builder_;
  std::vector<std::size_t> n_, v_;
  double rr_ = 0.8, ventricular_ = 0;
  std::size_t at_n_ = 0, at_v_ = 0;
  int made_ = 0;
};

}  // namespace

TaughtBeats uneven(const TaughtBeats& beats, Random& random) {
  return Uneven(beats, random).make();
}

}  // namespace rwave
