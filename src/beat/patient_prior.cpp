#include "beat/patient_prior.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "math/median.h"

namespace rwave {
namespace {

constexpr double least_interval = 1e-9;

// What a network expects of everybody, and for how many beats of the patient's own that counts.
constexpr double expected_share = 0.02, expected_for = 100;
constexpr double least_change = 1.0 / 3, most_change = 30;
// A beat counts for half after 350 more: hours without S beats must not weigh against those that come then.
constexpr double prior_memory_beats = 500;
// A beat that the network alone finds less probable counts for nothing: a share must not confirm itself.
constexpr float least_alone = 0.2F;
// From the one irregularity to the other the share counts for less and less, and S is expected less and less.
constexpr double regular_below = 0.04, irregular_from = 0.07;
constexpr double change_in_fibrillation = 0.1;

// A beat counts by the cube of its odds: a few doubtful ones in each hundred do not add up to a share.
double counted(double probability) {
  const double yes = std::pow(probability, 3), no = std::pow(1 - probability, 3);
  return yes / (yes + no);
}

}  // namespace

void PatientPrior::add_beat(double time) {
  if (last_) {
    const double interval = std::log(std::max(time - *last_, least_interval));
    if (known_intervals_ == compared) {
      // Against the last four intervals, so that bigeminy and trigeminy count as predictable: each
      // interval is like one of the last few.
      double departure = std::abs(interval - intervals_.front());
      for (const double before : intervals_) departure = std::min(departure, std::abs(interval - before));
      departures_[next_departure_] = static_cast<float>(departure);
      next_departure_ = (next_departure_ + 1) % remembered;
      known_departures_ = std::min(known_departures_ + 1, remembered);
      std::copy(intervals_.begin() + 1, intervals_.end(), intervals_.begin());
      --known_intervals_;
    }
    intervals_[known_intervals_++] = interval;
  }
  last_ = time;
}

double PatientPrior::irregularity() const {
  std::array<float, remembered> values = departures_;
  return static_cast<double>(median_(std::span(values).first(known_departures_)));
}

float PatientPrior::by_selection(std::span<float> values) {
  return median(values);
}

// 1 up to an irregularity of regular_below, 0 from irregular_from on.
double PatientPrior::trust() const {
  // Most rhythms are far on one side, where the departures there need only be counted: a selection among 128
  // costs as much as a tenth of the network. What rounding may decide is left to it.
  constexpr float surely_regular = 0.039F, surely_irregular = 0.071F;
  static_assert(surely_regular < regular_below && surely_irregular > irregular_from);
  const std::size_t more_than_half = known_departures_ / 2 + 1;
  std::size_t regular = 0, irregular = 0;
  for (std::size_t i = 0; i < known_departures_; ++i) {
    regular += departures_[i] < surely_regular ? 1U : 0U;
    irregular += departures_[i] > surely_irregular ? 1U : 0U;
  }
  if (regular >= more_than_half) return 1;
  if (irregular >= more_than_half) return 0;
  return std::clamp((irregular_from - irregularity()) / (irregular_from - regular_below), 0.0, 1.0);
}

void PatientPrior::adapt(std::span<float> probabilities) {
  const double share = (expected_share * expected_for + s_beats_) / (expected_for + beats_);
  const double trusted = trust();
  const double change = std::pow(std::clamp(share / expected_share, least_change, most_change), trusted) *
                        std::pow(change_in_fibrillation, 1 - trusted);
  const float alone = probabilities[s_];
  probabilities[s_] *= static_cast<float>(change);
  const float sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.F);
  for (float& probability : probabilities) probability /= sum;
  constexpr double kept = 1 - 1 / prior_memory_beats;
  s_beats_ = kept * s_beats_ + (alone < least_alone ? 0 : counted(probabilities[s_]));
  beats_ = kept * beats_ + 1;
}

}  // namespace rwave
