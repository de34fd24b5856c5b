#include "synth/lead_noise.h"

#include <cmath>
#include <numbers>

namespace rwave {
namespace {

constexpr double turn = 2 * std::numbers::pi;
constexpr double respiration_hz = 0.25;
constexpr double wander_hz = 0.3;
constexpr double mains_hz = 60;
constexpr double muscle_hz = 20;

// Shares of the power.
constexpr double respiration_share = 0.25;
constexpr double walk_share = 0.25;
constexpr double mains_share = 0.15;
constexpr double muscle_share = 0.35;

// A sine of amplitude sqrt(2 p) has the mean square p.
double sine(double phase, double share) {
  return std::sqrt(2 * share) * std::sin(phase);
}

}  // namespace

LeadNoise::LeadNoise(double rate, const Random& random)
    : random_(random),
      step_(1 / rate),
      respiration_phase_(turn * random_.uniform()),
      mains_phase_(turn * random_.uniform()),
      slow_keep_(std::exp(-turn * wander_hz / rate)),
      slow_(random_.normal()),
      muscle_keep_(std::exp(-turn * muscle_hz / rate)),
      // The high-pass a (1 - z^-1) / (1 - a z^-1) lets 2 a^2 / (1 + a) of white noise's power through.
      muscle_scale_(std::sqrt(muscle_share * (1 + muscle_keep_) / 2) / muscle_keep_) {}

double LeadNoise::next() {
  const double white = random_.normal();
  muscle_ = muscle_keep_ * (muscle_ + white - last_white_);
  last_white_ = white;
  // The factor sqrt(1 - k^2) keeps the walk's variance at 1, whatever the sampling rate.
  slow_ = slow_keep_ * slow_ + std::sqrt(1 - slow_keep_ * slow_keep_) * random_.normal();
  time_ += step_;
  return sine(turn * respiration_hz * time_ + respiration_phase_, respiration_share) +
         std::sqrt(walk_share) * slow_ + sine(turn * mains_hz * time_ + mains_phase_, mains_share) +
         muscle_scale_ * muscle_;
}

}  // namespace rwave
