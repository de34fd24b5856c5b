// The shapes of simulated beats, as an electrocardiographer tells them apart.
#include "synth/waves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

double height_at(const std::vector<Wave>& waves, double time, std::size_t lead = 0) {
  double sum = 0;
  for (const Wave& wave : waves) {
    const double z = (time - wave.at) / wave.width;
    sum += wave.height[lead] * std::exp(-0.5 * z * z);
  }
  return sum;
}

// Seconds around the R peak that the signal spends above half its greatest height.
double width_at_half(const std::vector<Wave>& waves) {
  const double half = std::abs(height_at(waves, 0)) / 2;
  int milliseconds = 0;
  for (int ms = -100; ms < 100; ++ms) milliseconds += std::abs(height_at(waves, ms / 1000.0)) > half ? 1 : 0;
  return milliseconds / 1000.0;
}

TEST(BeatShape, VentricularBeatsAreWideWithoutPAndWithTAgainstTheQrs) {
  const Patient patient;
  const auto normal = waves_of(BeatKind::Normal, patient, 0.8);
  const auto ventricular = waves_of(BeatKind::Ventricular, patient, 0.8);
  EXPECT_GT(width_at_half(ventricular), 2 * width_at_half(normal));
  EXPECT_GT(height_at(normal, -0.165), 0.1) << "P";
  EXPECT_LT(std::abs(height_at(ventricular, -0.165)), 0.01) << "no P";
  EXPECT_GT(height_at(normal, 0.26), 0.15);
  EXPECT_LT(height_at(ventricular, 0.28), -0.15);
}

TEST(BeatShape, AtrialBeatsDifferInThePWaveAlone) {
  const Patient patient;
  const auto normal = waves_of(BeatKind::Normal, patient, 0.6);
  const auto atrial = waves_of(BeatKind::AtrialPremature, patient, 0.6);
  EXPECT_LT(height_at(atrial, -0.12), -0.05) << "the ectopic P is inverted";
  for (int ms = -30; ms < 400; ms += 10) {
    EXPECT_NEAR(height_at(normal, ms / 1000.0), height_at(atrial, ms / 1000.0), 0.001) << ms << " ms";
  }
}

TEST(BeatShape, FusionLiesBetweenTheTwo) {
  const Patient patient;
  const double normal = height_at(waves_of(BeatKind::Normal, patient, 0.8), 0);
  const double ventricular = height_at(waves_of(BeatKind::Ventricular, patient, 0.8), 0);
  EXPECT_NEAR(height_at(waves_of(BeatKind::Fusion, patient, 0.8), 0), (normal + ventricular) / 2, 1e-12);
}

TEST(BeatShape, PacedBeatsBeginWithTheSpike) {
  const auto paced = waves_of(BeatKind::Paced, Patient{}, 0.8);
  EXPECT_GT(height_at(paced, -0.085), 0.9);
  EXPECT_LT(std::abs(height_at(paced, -0.095)), 0.01);
}

TEST(BeatShape, PowerIsThatOfThePeriodicSignal) {
  Random random(3);
  const double rr = 1.1;  // beats end before the next begins, as the formula has it
  for (const BeatKind kind : {BeatKind::Normal, BeatKind::Ventricular, BeatKind::Paced}) {
    const auto waves = waves_of(kind, draw_patient(random), 0.8);
    for (int lead = 0; lead < most_leads; ++lead) {
      double sum = 0, square = 0;
      constexpr int steps = 11'000;
      for (int i = 0; i < steps; ++i) {
        const double value = height_at(waves, -0.4 + rr * i / steps, static_cast<std::size_t>(lead));
        sum += value;
        square += value * value;
      }
      const double mean = sum / steps;
      EXPECT_NEAR(beat_power(waves, lead, rr), square / steps - mean * mean, 1e-6) << "lead " << lead;
    }
  }
}

}  // namespace
}  // namespace rwave
