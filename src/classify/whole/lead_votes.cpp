#include "classify/whole/lead_votes.h"

#include <algorithm>
#include <cmath>

namespace rwave::whole {

constexpr float least_vote = 1e-6F;  // keeps logarithms finite

BeatWindows one_lead(const BeatWindows& windows, int lead) {
  BeatWindows alone;
  alone.leads = 1;
  alone.times = windows.times;
  alone.recorded.reserve(windows.beats());
  alone.values.reserve(windows.beats() * window_samples);
  for (std::size_t beat = 0; beat < windows.beats(); ++beat) {
    alone.recorded.push_back(windows.recorded[windows.index(beat, lead)]);
    const auto window = windows.window(beat, lead);
    alone.values.insert(alone.values.end(), window.begin(), window.end());
  }
  return alone;
}

void LeadVotes::add(std::size_t k, std::span<const float> probabilities, float weight) {
  weights_[k] += weight;
  for (std::size_t c = 0; c < classes_; ++c)
    logs_[k * classes_ + c] += weight * std::log(std::max(probabilities[c], least_vote));
}

void LeadVotes::result(std::size_t k, std::span<float> probabilities) const {
  float sum = 0;
  for (std::size_t c = 0; c < classes_; ++c) {
    probabilities[c] = std::exp(logs_[k * classes_ + c] / weights_[k]);
    sum += probabilities[c];
  }
  for (float& value : probabilities) value /= sum;
}

}  // namespace rwave::whole
