// Rhythms with pauses, of two kinds that intervals alone do not part: an atrial focus that beats next to a sick sinus node,
// and a rhythm some beats of which fail to come.

#include <algorithm>
#include <array>
#include <cmath>

#include "math/median.h"
#include "retimed_builder.h"

namespace rwave {
namespace {

constexpr int paused_beats = 1500;
constexpr double longest_pause = 4.5;              // s
constexpr std::size_t fewest_ectopic = 20;   // S beats of the record that make an atrial rhythm of their own
constexpr double least_ectopy = 0.6;         // of the P wave's size, mean over leads: less is no other P wave

class Pausing {
 public:
  Pausing(const TaughtBeats& beats, bool ectopic, Random& random) : random_(random), builder_(beats, random), ectopic_(ectopic) {
    std::vector<double> intervals;
    for (std::size_t i = 0; i < beats.classes.size(); ++i) {
      if (beats.classes[i] == s_class) s_.push_back(i);
      if (beats.classes[i] == v_class) v_.push_back(i);
      if (beats.classes[i] != n_class) continue;
      n_.push_back(i);
      if (i > 0 && beats.classes[i - 1] == n_class) intervals.push_back(beats.windows.times[i] - beats.windows.times[i - 1]);
    }
    const double usual = intervals.empty() ? 0.8 : std::clamp(median(intervals), 0.5, 1.3);
    // An atrial focus has a rate of its own; beats that fail to come do so at the record's rate.
    rr_ = ectopic ? uniform(random, 0.48, 1) : usual * uniform(random, 0.75, 1.15);
    pause_ = uniform(random, 1.35, 2.8);
    multiples_ = random.uniform() < 0.3;
    pause_spread_ = uniform(random, 0.02, 0.25);
    first_ = uniform(random, 0.85, 1.05);
    jitter_ = uniform(random, 0.008, 0.03);
    longest_sequence_ = 2 + random.below(20);
    again_ = random.uniform() < 0.5 ? uniform(random, 0, 0.4) : 0;
    ventricular_ = v_.size() >= 3 && random.uniform() < 0.3 ? uniform(random, 0.005, 0.04) : 0;
    // Where no atrial focus beats: P waves are alike, or grow with the interval, or a junctional beat without one ends a pause.
    const double kind = random.uniform();
    escapes_ = !ectopic && kind < 0.2;
    grows_ = !ectopic && kind >= 0.2 && kind < 0.4 ? uniform(random, -0.5, 0.5) : 0;
    own_s_ = s_.size() >= fewest_ectopic && random.uniform() < 0.5;
    draw_ectopic_wave(beats.windows.leads);
  }

  TaughtBeats make() {
    if (n_.empty() || (ectopic_ && !own_s_ && !builder_.shows_p_waves())) return builder_.take();
    const bool always = random_.uniform() < 0.6;
    while (made_ < paused_beats) {
      const int number = always ? paused_beats : static_cast<int>(40 * std::exp(random_.uniform() * std::log(10)));
      for (const int end = made_ + number; made_ < end;) sequence();
      if (!always) level(number / 2);
    }
    return builder_.take();
  }

 private:
  // Another P wave in all leads: taken off, and put on in another size, polarity and place.
  void draw_ectopic_wave(int leads) {
    double away = 0;
    while (away < least_ectopy) {
      away = 0;
      wave_.taken = 1;
      wave_.shift = static_cast<int>(random_.below(9)) - 4;
      for (int lead = 0; lead < leads; ++lead) {
        wave_.given[static_cast<std::size_t>(lead)] = uniform(random_, -1.2, 1);
        away += std::abs(wave_.given[static_cast<std::size_t>(lead)] - 1) / leads;
      }
    }
  }

  void sequence() {
    do {
      double ratio = pause_ * std::exp(pause_spread_ * random_.normal());
      if (multiples_) ratio = std::max(2.0, std::round(ratio)) * std::exp(0.02 * random_.normal());
      sinus(std::clamp(rr_ * ratio, 1.3 * rr_, longest_pause), true);
    } while (random_.uniform() < again_);
    const std::uint64_t length = 1 + random_.below(longest_sequence_);
    for (std::uint64_t k = 0; k < length; ++k) {
      const double rr = rr_ * (k == 0 ? first_ : 1) * std::exp(jitter_ * random_.normal());
      if (random_.uniform() < ventricular_) {
        builder_.append(v_[at_v_++ % v_.size()], rr * uniform(random_, 0.6, 0.9), v_class);
        ++made_;
      } else if (ectopic_) {
        focus(rr);
      } else {
        sinus(rr, false);
      }
    }
  }

  // The sinus node's own rhythm for a while, slower than a focus that stands in for it.
  void level(int number) {
    const double rr = rr_ * (ectopic_ ? uniform(random_, 1, 1.8) : uniform(random_, 0.9, 1.3));
    for (int k = 0; k < number; ++k) sinus(rr * std::exp(jitter_ * random_.normal()), false);
  }

  void sinus(double rr, bool ends_pause) {
    PChange change;
    change.taken = ends_pause && escapes_ ? 1 : -grows_ * std::clamp(std::log(rr / rr_), -0.5, 1.0);
    // What an analyst calls an escape beat depends on more than is known here: it teaches nothing.
    builder_.append(n_[at_n_++ % n_.size()], rr, ends_pause && escapes_ ? 255 : n_class, change);
    ++made_;
  }

  void focus(double rr) {
    if (own_s_)
      builder_.append(s_[at_s_++ % s_.size()], rr, s_class);
    else
      builder_.append(n_[at_n_++ % n_.size()], rr, s_class, wave_);
    ++made_;
  }

  Random& random_;
  RetimedBuilder builder_;
  bool ectopic_;
  std::vector<std::size_t> n_, s_, v_;
  double rr_ = 0.8, pause_ = 2, pause_spread_ = 0, first_ = 1, jitter_ = 0.02, again_ = 0, ventricular_ = 0, grows_ = 0;
  bool multiples_ = false, escapes_ = false, own_s_ = false;
  std::uint64_t longest_sequence_ = 8;
  PChange wave_;
  std::size_t at_n_ = 0, at_s_ = 0, at_v_ = 0;
  int made_ = 0;
};

}  // namespace

TaughtBeats sick_sinus(const TaughtBeats& beats, Random& random) {
  return Pausing(beats, true, random).make();
}

TaughtBeats pausing(const TaughtBeats& beats, Random& random) {
  return Pausing(beats, false, random).make();
}

}  // namespace rwave
