#include "beat/patient_prior.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "beat/recipes/recipe.h"
#include "math/median.h"

namespace rwave {
namespace {

// Intervals before one that it may be like.
constexpr std::size_t compared = 4;
// Intervals whose departures are known.
constexpr std::size_t remembered = 128;
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
    if (intervals_.size() == compared) {
      double departure = std::abs(interval - intervals_.front());
      for (const double before : intervals_) departure = std::min(departure, std::abs(interval - before));
      departures_.push_back(departure);
      if (departures_.size() > remembered) departures_.pop_front();
      intervals_.pop_front();
    }
    intervals_.push_back(interval);
  }
  last_ = time;
}

double PatientPrior::irregularity() const {
  std::vector<double> values(departures_.begin(), departures_.end());
  return median(values);
}

void PatientPrior::adapt(std::span<float> probabilities) {
  const double share = (expected_share * expected_for + s_beats_) / (expected_for + beats_);
  const double trust =
      std::clamp((irregular_from - irregularity()) / (irregular_from - regular_below), 0.0, 1.0);
  const double change = std::pow(std::clamp(share / expected_share, least_change, most_change), trust) *
                        std::pow(change_in_fibrillation, 1 - trust);
  const float alone = probabilities[s_];
  probabilities[s_] *= static_cast<float>(change);
  const float sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.F);
  for (float& probability : probabilities) probability /= sum;
  constexpr double kept = 1 - 1 / prior_memory_beats;
  s_beats_ = kept * s_beats_ + (alone < least_alone ? 0 : counted(probabilities[s_]));
  beats_ = kept * beats_ + 1;
}

bool has_patient_prior(std::string_view recipe) {
  const Recipe* known = find_recipe(recipe);
  return known != nullptr && known->patient_prior;
}

void apply_patient_prior(const BeatSet& set, std::span<const std::uint32_t> rows,
                         std::span<float> probabilities) {
  const auto s = std::ranges::find(set.classes, "S");
  if (!has_patient_prior(set.recipe) || s == set.classes.end()) return;
  const std::size_t classes = set.classes.size();
  constexpr std::size_t not_asked = static_cast<std::size_t>(-1);
  std::vector<std::size_t> answer(set.size(), not_asked);
  for (std::size_t i = 0; i < rows.size(); ++i) answer[rows[i]] = i;
  // All beats of the set: those not asked for are part of the rhythm too.
  std::vector<std::uint32_t> order;
  for (std::uint32_t row = 0; row < set.size(); ++row)
    if (set.sample[row] >= 0) order.push_back(row);
  std::ranges::stable_sort(order, {},
                           [&](std::uint32_t row) { return std::pair(set.record[row], set.sample[row]); });
  const auto place = static_cast<std::size_t>(s - set.classes.begin());
  PatientPrior patient(place);
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::uint32_t row = order[k];
    if (k == 0 || set.record[row] != set.record[order[k - 1]]) patient = PatientPrior(place);
    patient.add_beat(static_cast<double>(set.sample[row]));
    if (answer[row] != not_asked) patient.adapt(probabilities.subspan(answer[row] * classes, classes));
  }
}

}  // namespace rwave
