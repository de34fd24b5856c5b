// The patient's prior over the rows of a beat set, as training and evaluation need it.
#include <algorithm>
#include <vector>

#include "beat/beat_set.h"
#include "beat/patient_prior.h"
#include "beat/recipes/recipe.h"

namespace rwave {

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
