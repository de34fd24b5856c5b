#include "detect_network.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <span>

namespace rwave::bench {
namespace {

constexpr std::size_t batch = 128;

// EvidenceWeights without the scaling of the features, which is not learned, as one array: for each unit its
// feature weights, its bias and its output weight; last the bias of all.
constexpr std::size_t unit_size = feature_count + 2;
constexpr std::size_t parameters = evidence_units * unit_size + 1;
using Parameters = std::array<float, parameters>;

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
float forward(const Parameters& p, const LeadFeatures& lead, std::array<float, evidence_units>& units) {
  float sum = 0;
  for (std::size_t unit = 0; unit < evidence_units; ++unit) {
    const float* w = p.data() + unit * unit_size;
    float value = w[feature_count];
    for (std::size_t f = 0; f < feature_count; ++f) value += w[f] * lead.values[f];
    units[unit] = std::max(value, 0.0F);
    sum += w[feature_count + 1] * units[unit];
  }
  return sum;
}

// Adds the gradient of one example's loss to `gradient`; returns the loss.
double add_gradient(const Parameters& p, const EvidenceExample& example, Parameters& gradient) {
  std::array<std::array<float, evidence_units>, most_detector_leads> units{};
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
    for (std::size_t unit = 0; unit < evidence_units; ++unit) {
      if (units[i][unit] <= 0) continue;
      const float* w = p.data() + unit * unit_size;
      float* g = gradient.data() + unit * unit_size;
      const float unit_error = lead_error * w[feature_count + 1];
      for (std::size_t f = 0; f < feature_count; ++f) g[f] += unit_error * example.leads[i].values[f];
      g[feature_count] += unit_error;
      g[feature_count + 1] += lead_error * units[i][unit];
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
  for (std::size_t unit = 0; unit < evidence_units; ++unit) {
    float* w = p.data() + unit * unit_size;
    for (std::size_t f = 0; f < feature_count; ++f) w[f] = static_cast<float>(0.4 * random.normal());
    w[feature_count] = static_cast<float>(0.3 * random.normal());
    w[feature_count + 1] = static_cast<float>(0.3 * random.normal());
  }
  return p;
}

}  // namespace

EvidenceWeights fit_evidence(std::vector<EvidenceExample>& examples, int epochs, Random& random) {
  EvidenceWeights weights{};
  scale_features(examples, weights);
  Parameters p = start(random);
  Adam adam;
  const std::size_t batches = examples.size() / batch;
  const double steps = static_cast<double>(batches) * epochs;
  double step = 0;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    random.shuffle(examples);
    double loss = 0;
    for (std::size_t b = 0; b < batches; ++b) {
      Parameters gradient{};
      for (std::size_t i = 0; i < batch; ++i) loss += add_gradient(p, examples[b * batch + i], gradient);
      for (float& g : gradient) g /= batch;
      adam.step(p, gradient, 0.005 * (1 + std::cos(std::numbers::pi * ++step / steps)));
    }
    fmt::print(stderr, "pass {} loss {:.6f}\n", epoch, loss / static_cast<double>(batches * batch));
  }
  for (std::size_t unit = 0; unit < evidence_units; ++unit) {
    const float* w = p.data() + unit * unit_size;
    std::copy(w, w + feature_count, weights.hidden[unit].begin());
    weights.hidden_bias[unit] = w[feature_count];
    weights.output[unit] = w[feature_count + 1];
  }
  weights.bias = p.back();
  return weights;
}

}  // namespace rwave::bench
