#include "synth/simulated_rhythm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "beat/aami.h"
#include "beat/recipes/rr_history.h"

namespace rwave {
namespace {

constexpr auto n_class = static_cast<std::uint8_t>(BeatClass::N);
constexpr auto s_class = static_cast<std::uint8_t>(BeatClass::S);
// Beats, before anything happens.
// The first beats stay as they were: intervals and template of the row begin with them, and a
// rhythm that begins ectopic would teach that the patient's normal beat is the ectopic one.
constexpr std::size_t quiet_start = 5;
// Beats on each side whose median is a beat's usual interval.
constexpr std::size_t around = 10;
// s between beats of a flutter.
constexpr double shortest_conducted = 0.3;
// Of intervals that are to be alike, standard deviation of the ln.
constexpr double jitter = 0.03;

// What happens, at which share of the chances; the rest of them passes quietly.
enum Event { single, run, pattern, fibrillation, flutter, block, drift, pause, quiet };
constexpr std::array<double, 8> shares = {0.30, 0.17, 0.13, 0.20, 0.03, 0.02, 0.10, 0.03};  // and 0.02 quiet

class Simulation {
 public:
  Simulation(SimulatedRhythm& rhythm, Random& random)
      : intervals_(rhythm.intervals), classes_(rhythm.classes), normal_(classes_.size()), random_(random) {
    for (std::size_t i = 0; i < classes_.size(); ++i) normal_[i] = classes_[i] == n_class ? 1 : 0;
    change_rate();
  }

  // Four normal beats in a row are asked for before anything happens: next to a recorded ectopic
  // beat the intervals are that beat's, coupling and pause, and stay.
  void make() {
    std::size_t at = quiet_start;
    while (at + 4 < intervals_.size()) {
      if (!all_normal(at - 1, 4)) {
        ++at;
        continue;
      }
      switch (draw_event()) {
        case single:
          at = make_single(at);
          break;
        case run:
          at = make_run(at);
          break;
        case pattern:
          at = make_pattern(at);
          break;
        case fibrillation:
          at = make_fibrillation(at);
          break;
        case flutter:
          at = make_flutter(at);
          break;
        case block:
          at = make_block(at);
          break;
        case drift:
          at = make_drift(at);
          break;
        case pause:
          at = make_pause(at);
          break;
        default:
          at += whole(10, 60);
      }
    }
    for (double& interval : intervals_)
      if (interval > 0)
        interval = std::clamp(interval, RrHistory::shortest_interval, RrHistory::longest_interval);
  }

 private:
  Event draw_event() {
    double left = random_.uniform();
    std::size_t event = 0;
    while (event < shares.size() && left >= shares[event]) left -= shares[event++];
    return static_cast<Event>(event);
  }

  // The whole record faster or slower; and each beat's usual interval.
  void change_rate() {
    const double factor = std::exp(gauss(0.15));
    for (double& interval : intervals_) interval *= factor;
    std::vector<double> near;
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      const std::size_t first = i > around ? i - around : 0;
      const std::size_t last = std::min(intervals_.size(), i + around + 1);
      near.assign(intervals_.begin() + static_cast<std::ptrdiff_t>(first),
                  intervals_.begin() + static_cast<std::ptrdiff_t>(last));
      std::ranges::nth_element(near, near.begin() + static_cast<std::ptrdiff_t>(near.size() / 2));
      usual_.push_back(near[near.size() / 2]);
    }
  }

  // An ectopic beat, and a pause that is anything from none to more than compensatory.
  std::size_t make_single(std::size_t at) {
    early(at, usual_[at] * uniform(0.45, 0.87));
    intervals_[at + 1] = usual_[at] * uniform(0.95, 1.3);
    return at + 2 + some(0.12);
  }

  std::size_t make_run(std::size_t at) {
    const std::size_t length = 2 + std::min<std::size_t>(some(whole(0, 1) == 0 ? 0.4 : 0.1), 30);
    const double interval = usual_[at] * uniform(0.45, 0.85);
    std::size_t end = at;
    for (; end < at + length && all_normal(end, 1); ++end) early(end, like(interval));
    if (all_normal(end, 1)) intervals_[end] = usual_[at] * uniform(0.95, 1.6);
    return end + 1 + some(0.05);
  }

  // For a while, every second to fourth beat early (bigeminy, trigeminy, quadrigeminy), or most beats: salvos
  // of two to eight and a beat or two after a pause, as in a sick sinus node.
  std::size_t make_pattern(std::size_t at) {
    const std::size_t salvo = random_.uniform() < 0.5 ? 1 : whole(2, 8);
    const std::size_t others = salvo == 1 ? whole(1, 3) : whole(1, 2), times = whole(4, 24);
    const double coupling = usual_[at] * uniform(0.5, 0.85), rest = usual_[at] * uniform(1, 1.5);
    for (std::size_t i = 0; i < times && all_normal(at, salvo + 1); ++i, at += salvo + others) {
      for (std::size_t k = 0; k < salvo; ++k) early(at + k, like(coupling));
      intervals_[at + salvo] = like(rest);
    }
    return at + 2 + some(0.05);
  }

  // Intervals without memory, which is how fibrillation is told from other irregular rhythms; the
  // beats stay N, as annotators call them.
  std::size_t make_fibrillation(std::size_t at) {
    const double spread = uniform(0.08, 0.25), interval = usual_[at] * uniform(0.6, 1.1);
    return each_normal(at, whole(30, 150), [&](std::size_t i, std::size_t) {
      intervals_[i] = interval * std::exp(gauss(spread));
    });
  }

  // Atrial flutter: every second to fifth of its waves is conducted, and which changes at any time.
  std::size_t make_flutter(std::size_t at) {
    const double wave = uniform(0.17, 0.28), change = uniform(0.05, 0.6);
    std::size_t waves = whole(2, 4);
    return each_normal(at, whole(20, 120), [&](std::size_t i, std::size_t) {
      if (random_.uniform() < change) waves = whole(2, 5);
      intervals_[i] =
          std::max(shortest_conducted, static_cast<double>(waves) * wave) * std::exp(gauss(0.015));
    });
  }

  // A block: segments in which only every second beat comes, between others.
  std::size_t make_block(std::size_t at) {
    std::size_t left = 0;
    bool blocked = false;
    return each_normal(at, whole(10, 60), [&](std::size_t i, std::size_t) {
      if (left == 0) {
        blocked = !blocked;
        left = blocked ? some(0.3) : 1 + some(0.2);
      }
      --left;
      if (blocked) intervals_[i] = like(2 * intervals_[i]);
    });
  }

  std::size_t make_drift(std::size_t at) {
    const double breath = uniform(0.03, 0.12), period = uniform(3, 8), drift = uniform(-0.2, 0.2);
    return each_normal(at, whole(20, 100), [&](std::size_t i, std::size_t k) {
      const auto beats = static_cast<double>(k);
      intervals_[i] *= std::exp(breath * std::sin(2 * std::numbers::pi * beats / period) +
                                drift * std::min(1.0, beats / 20));
    });
  }

  std::size_t make_pause(std::size_t at) {
    intervals_[at] *= uniform(1.3, 2.5);
    return at + 2 + some(0.2);
  }

  template <class Change>
  std::size_t each_normal(std::size_t at, std::size_t count, Change change) {
    const std::size_t end = std::min(intervals_.size(), at + count);
    for (std::size_t i = at; i < end; ++i)
      if (normal_[i] != 0) change(i, i - at);
    return end;
  }

  // S whatever its shape: the class is where the beat begins, and the N beat that is moved keeps
  // its QRS complex, as most S beats do.
  void early(std::size_t at, double interval) {
    intervals_[at] = interval;
    classes_[at] = s_class;
  }

  bool all_normal(std::size_t from, std::size_t count) const {
    if (from + count > normal_.size()) return false;
    return std::all_of(normal_.begin() + static_cast<std::ptrdiff_t>(from),
                       normal_.begin() + static_cast<std::ptrdiff_t>(from + count),
                       [](char normal) { return normal != 0; });
  }

  double uniform(double low, double high) { return low + (high - low) * random_.uniform(); }
  double gauss(double spread) { return spread * random_.normal(); }
  double like(double interval) { return interval * std::exp(gauss(jitter)); }
  std::size_t whole(std::size_t low, std::size_t high) { return low + random_.below(high - low + 1); }
  // A number of beats, 1 or more, that ends at each with that chance.
  std::size_t some(double chance) {
    return 1 + static_cast<std::size_t>(std::log(1 - random_.uniform()) / std::log(1 - chance));
  }

  std::vector<double>& intervals_;
  std::vector<std::uint8_t>& classes_;
  // As the record was.
  std::vector<char> normal_;
  std::vector<double> usual_;
  Random& random_;
};

}  // namespace

SimulatedRhythm simulate_rhythm(SimulatedRhythm rhythm, Random& random) {
  Simulation(rhythm, random).make();
  return rhythm;
}

}  // namespace rwave
