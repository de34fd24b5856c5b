#include "signal/detect/beat_path.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

// What evidence counts for: scaled, shifted (Horizon::sensitivity), clamped. These and the costs below are in
// units of log-odds; docs/detector.md says what was looked at when they were chosen.
constexpr double evidence_scale = 1.2;
constexpr double most_gain = 7, least_gain = -12;

// s, the refractory time of EC57's own heart rates and of the heart.
constexpr double least_rr = 0.2;
// s, below it a T wave is likelier than a beat.
constexpr double short_rr = 0.36;
// Each s below it.
constexpr double short_rr_cost = 10;
// ln of the RR interval over the expected one.
constexpr double prematurity_free = 0.15;
// Times the square of what is beyond.
constexpr double prematurity_cost = 3;
constexpr double most_prematurity = 4;
// RR interval over the mean one.
constexpr double gap_free = 1.1;
// Each mean interval beyond.
constexpr double gap_cost = 6;
// Mean intervals beyond that count; a true pause costs no more.
constexpr double most_gap = 1;

// s, before any is known.
constexpr double first_rr = 0.8;
constexpr double first_beat_cost = 1;
// Of a recording that has no beat so far.
constexpr double no_beat_score = -2;
// Of a new interval in the running mean.
constexpr double mean_rr_share = 0.1;

double gap_penalty(double rr, double mean_rr) {
  return gap_cost * std::clamp(rr / mean_rr - gap_free, 0.0, most_gap);
}

// An interval is premature where it is short against both the mean and the last one: in bigeminy and in
// fast runs one of them expects it.
double interval_penalty(double rr, double mean_rr, double last_rr) {
  const double longest = std::max(std::log(rr / mean_rr), std::log(rr / last_rr));
  const double premature = std::min(0.0, longest + prematurity_free);
  return std::min(most_prematurity, prematurity_cost * premature * premature) + gap_penalty(rr, mean_rr) +
         short_rr_cost * std::max(0.0, short_rr - rr);
}

}  // namespace

BeatPath::Sequence BeatPath::extend(const Sequence& sequence, double time, double gain) const {
  const double rr = time - sequence.time;
  Sequence longer;
  longer.time = time;
  longer.score = sequence.score + gain - interval_penalty(rr, sequence.mean_rr, sequence.last_rr);
  // One interval, however odd, moves the mean only so far.
  const double counted = std::clamp(rr, 0.6 * sequence.mean_rr, 1.5 * sequence.mean_rr);
  longer.mean_rr = std::clamp(sequence.mean_rr + mean_rr_share * (counted - sequence.mean_rr), 0.3, 2.0);
  longer.last_rr = std::clamp(rr, 0.3, 2.0);
  return longer;
}

void BeatPath::append(double time, float evidence, std::int64_t sample) {
  const double gain = std::clamp(evidence_scale * (evidence + shift_), least_gain, most_gain);
  Sequence best;
  best.possible = false;
  const auto offer = [&](const Sequence& sequence, int before) {
    if (best.possible && sequence.score <= best.score) return;
    best = sequence;
    best.before = static_cast<std::int8_t>(before);
    best.possible = true;
  };
  if (!begun_) {
    offer({.time = time, .score = gain - first_beat_cost, .mean_rr = first_rr, .last_rr = first_rr}, -1);
  } else if (time - decided_.time >= least_rr) {
    offer(extend(decided_, time, gain), -1);
  }
  for (std::size_t i = 0; i < count_; ++i) {
    if (!undecided_[i].possible || time - undecided_[i].time < least_rr) continue;
    offer(extend(undecided_[i], time, gain), static_cast<int>(i));
  }
  best.time = time;
  best.sample = sample;
  undecided_[count_++] = best;
}

bool BeatPath::continues(std::size_t sequence, std::size_t ancestor) const {
  int at = static_cast<int>(sequence);
  while (at > static_cast<int>(ancestor)) at = undecided_[static_cast<std::size_t>(at)].before;
  return at == static_cast<int>(ancestor);
}

// Decides the oldest candidate as the sequence does that is best now: its score less what the time since its
// last beat has cost it already.
bool BeatPath::decide(double time) {
  double best_score =
      begun_ ? decided_.score - gap_penalty(time - decided_.time, decided_.mean_rr) : no_beat_score;
  bool is_beat = false;
  for (std::size_t i = 0; i < count_; ++i) {
    const Sequence& sequence = undecided_[i];
    if (!sequence.possible) continue;
    const double score = sequence.score - gap_penalty(time - sequence.time, sequence.mean_rr);
    if (score <= best_score) continue;
    best_score = score;
    is_beat = continues(i, 0);
  }
  // Backwards: continues() reads the links of earlier sequences, which change here.
  for (std::size_t i = count_ - 1; i > 0; --i) {
    if (continues(i, 0) != is_beat) undecided_[i].possible = false;
  }
  if (is_beat) {
    decided_ = undecided_.front();
    begun_ = true;
    // Scores count from here on, so that they keep their precision over days.
    for (std::size_t i = 0; i < count_; ++i) undecided_[i].score -= decided_.score;
    decided_.score = 0;
  }
  std::copy(undecided_.begin() + 1, undecided_.begin() + static_cast<std::ptrdiff_t>(count_),
            undecided_.begin());
  --count_;
  for (std::size_t i = 0; i < count_; ++i)
    undecided_[i].before = static_cast<std::int8_t>(std::max(-1, undecided_[i].before - 1));
  return is_beat;
}

}  // namespace rwave
