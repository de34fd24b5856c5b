// The noise of simulated leads.
#include "synth/lead_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace rwave {
namespace {

std::vector<double> draw_noise(double rate, double seconds) {
  LeadNoise noise(rate, Random(7));
  std::vector<double> samples(static_cast<std::size_t>(rate * seconds));
  for (double& sample : samples) sample = noise.next();
  return samples;
}

// The power at one frequency: twice the squared mean of the samples times a turning unit vector.
double power_at(const std::vector<double>& samples, double rate, double hz) {
  double real = 0, imaginary = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate;
    real += samples[i] * std::cos(phase);
    imaginary += samples[i] * std::sin(phase);
  }
  const auto n = static_cast<double>(samples.size());
  return 2 * (real * real + imaginary * imaginary) / (n * n);
}

TEST(LeadNoise, HasUnitPowerAtAnyRate) {
  for (const double rate : {128.0, 360.0, 1000.0}) {
    const std::vector<double> samples = draw_noise(rate, 600);
    double square = 0;
    for (const double sample : samples) square += sample * sample;
    EXPECT_NEAR(square / static_cast<double>(samples.size()), 1, 0.05) << rate << " Hz";
  }
}

TEST(LeadNoise, HasTheMainsAndTheRespirationInIt) {
  const std::vector<double> samples = draw_noise(360, 600);
  EXPECT_NEAR(power_at(samples, 360, 60), 0.15, 0.01);
  EXPECT_NEAR(power_at(samples, 360, 0.25), 0.25, 0.08);
  EXPECT_LT(power_at(samples, 360, 5), 0.005) << "little where the T waves lie";
}

}  // namespace
}  // namespace rwave
