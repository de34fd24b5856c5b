#include "detect_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

#include "base/parallel.h"

namespace rwave::bench {
namespace {

constexpr std::size_t batch = 128;

// A member's parameters as one array: for each feature the weights of all units, side by side so that the
// compiler computes units at once; the units' biases; their output weights; last the bias of all.
constexpr std::size_t bias_at = feature_count * member_units, output_at = bias_at + member_units;
constexpr std::size_t parameters = output_at + member_units + 1;
using Parameters = std::array<float, parameters>;
using Units = std::array<float, member_units>;

void scale_features(std::vector<EvidenceExample>& examples, EvidenceWeights& weights) {
  for (std::size_t f = 0; f < feature_count; ++f) {
    double sum = 0, square = 0, count = 0;
    for (const EvidenceExample& example : examples) {
      for (const LeadFeatures& lead : example.leads) {
        if (!lead.usable) continue;
        sum += lead.values[f];
        square += static_cast<double>(lead.values[f]) * lead.values[f];
        ++count;
      }
    }
    const double mean = sum / count;
    const double deviation = std::sqrt(square / count - mean * mean + 1e-6);
    weights.mean[f] = static_cast<float>(mean);
    weights.precision[f] = static_cast<float>(1 / deviation);
    for (EvidenceExample& example : examples) {
      for (LeadFeatures& lead : example.leads) {
        lead.values[f] = static_cast<float>((lead.values[f] - mean) / deviation);
      }
    }
  }
}

// What a lead says, and the rectified units it comes from.
float forward(const Parameters& p, const LeadFeatures& lead, Units& units) {
  std::copy_n(p.begin() + bias_at, member_units, units.begin());
  for (std::size_t f = 0; f < feature_count; ++f) {
    const float* w = p.data() + f * member_units;
    for (std::size_t unit = 0; unit < member_units; ++unit) units[unit] += w[unit] * lead.values[f];
  }
  float sum = 0;
  for (std::size_t unit = 0; unit < member_units; ++unit) {
    units[unit] = std::max(units[unit], 0.0F);
    sum += p[output_at + unit] * units[unit];
  }
  return sum;
}

// Adds the gradient of one example's loss to `gradient`; returns the loss.
double add_gradient(const Parameters& p, const EvidenceExample& example, Parameters& gradient) {
  std::array<Units, most_detector_leads> units{};
  std::array<float, most_detector_leads> said{};
  float log_odds = p.back();
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (!example.leads[i].usable) continue;
    said[i] = std::tanh(forward(p, example.leads[i], units[i]) / evidence_limit);
    log_odds += evidence_limit * said[i];
  }
  const float probability = 1 / (1 + std::exp(-log_odds));
  const float error = (probability - (example.is_beat ? 1.0F : 0.0F)) * example.weight;
  gradient.back() += error;
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (!example.leads[i].usable) continue;
    const float lead_error = error * (1 - said[i] * said[i]);
    Units unit_error;
    for (std::size_t unit = 0; unit < member_units; ++unit) {
      unit_error[unit] = units[i][unit] > 0 ? lead_error * p[output_at + unit] : 0;
      gradient[bias_at + unit] += unit_error[unit];
      gradient[output_at + unit] += lead_error * units[i][unit];
    }
    for (std::size_t f = 0; f < feature_count; ++f) {
      float* g = gradient.data() + f * member_units;
      for (std::size_t unit = 0; unit < member_units; ++unit)
        g[unit] += unit_error[unit] * example.leads[i].values[f];
    }
  }
  return -example.weight * std::log((example.is_beat ? probability : 1 - probability) + 1e-9);
}

// Adam (Kingma and Ba 2015) with its usual constants.
class Adam {
 public:
  void step(Parameters& p, const Parameters& gradient, double rate) {
    ++steps_;
    const double first = 1 - std::pow(0.9, steps_), second = 1 - std::pow(0.999, steps_);
    for (std::size_t i = 0; i < parameters; ++i) {
      mean_[i] = 0.9 * mean_[i] + 0.1 * gradient[i];
      square_[i] = 0.999 * square_[i] + 0.001 * gradient[i] * gradient[i];
      p[i] -= static_cast<float>(rate * mean_[i] / first / (std::sqrt(square_[i] / second) + 1e-7));
    }
  }

 private:
  std::array<double, parameters> mean_{}, square_{};
  double steps_ = 0;
};

Parameters start(Random& random) {
  Parameters p{};
  for (std::size_t unit = 0; unit < member_units; ++unit) {
    for (std::size_t f = 0; f < feature_count; ++f)
      p[f * member_units + unit] = static_cast<float>(0.4 * random.normal());
    p[bias_at + unit] = static_cast<float>(0.3 * random.normal());
    p[output_at + unit] = static_cast<float>(0.3 * random.normal());
  }
  return p;
}

Parameters fit_member(const std::vector<EvidenceExample>& examples, int epochs, std::uint64_t seed) {
  Random random(seed);
  Parameters p = start(random);
  Adam adam;
  std::vector<std::uint32_t> order(examples.size());
  std::iota(order.begin(), order.end(), 0U);
  const std::size_t batches = examples.size() / batch;
  const double steps = static_cast<double>(batches) * epochs;
  double step = 0, loss = 0;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    random.shuffle(order);
    loss = 0;
    for (std::size_t b = 0; b < batches; ++b) {
      Parameters gradient{};
      for (std::size_t i = 0; i < batch; ++i) loss += add_gradient(p, examples[order[b * batch + i]], gradient);
      for (float& g : gradient) g /= batch;
      adam.step(p, gradient, 0.005 * (1 + std::cos(std::numbers::pi * ++step / steps)));
    }
  }
  fmt::print(stderr, "seed {} loss {:.6f}\n", seed, loss / static_cast<double>(batches * batch));
  return p;
}

}  // namespace

EvidenceWeights fit_evidence(std::vector<EvidenceExample>& examples, int epochs, std::uint64_t seed) {
  EvidenceWeights weights{};
  scale_features(examples, weights);
  std::array<Parameters, evidence_members> members;
  parallel_for(members.size(), 0,
               [&](std::size_t member) { members.at(member) = fit_member(examples, epochs, seed + member); });
  for (std::size_t member = 0; member < members.size(); ++member) {
    const Parameters& p = members.at(member);
    for (std::size_t unit = 0; unit < member_units; ++unit) {
      const std::size_t place = member * member_units + unit;
      for (std::size_t f = 0; f < feature_count; ++f) weights.hidden[place][f] = p[f * member_units + unit];
      weights.hidden_bias[place] = p[bias_at + unit];
      weights.output[place] = p[output_at + unit] / static_cast<float>(evidence_members);
    }
    weights.bias += p.back() / static_cast<float>(evidence_members);
  }
  return weights;
}

}  // namespace rwave::bench
