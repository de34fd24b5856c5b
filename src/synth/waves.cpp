#include "synth/waves.h"

#include <cmath>
#include <numbers>

namespace rwave {
namespace {

double between(Random& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

// Heights in MLII, V1 and V5, mV.
Wave wave(double at, double width, double mlii, double v1, double v5) {
  return {at, width, {mlii, v1, v5}};
}

// A T wave rises slowly and falls fast: two waves.
void add_t(std::vector<Wave>& waves, double at, double mlii, double v1, double v5) {
  waves.push_back(wave(at - 0.04, 0.048, 0.6 * mlii, 0.6 * v1, 0.6 * v5));
  waves.push_back(wave(at, 0.034, 0.6 * mlii, 0.6 * v1, 0.6 * v5));
}

void add_p(std::vector<Wave>& waves, double at, double height) {
  waves.push_back(wave(at, 0.021, 0.13 * height, 0.06 * height, 0.09 * height));
}

// Q, R and S as three Gaussians. In V1 the S wave is the greater one and in V5 the R wave, as over
// the right and the left ventricle.
void add_normal_qrs(std::vector<Wave>& waves, const Patient& patient) {
  const double w = patient.qrs_width;
  const double turn = 1 + 0.5 * patient.axis;
  waves.push_back(wave(-0.026 * w, 0.0085 * w, -0.11, 0, -0.09));
  waves.push_back(wave(0, 0.0105 * w, 1.15, 0.28, 1.0 * turn));
  waves.push_back(wave(0.027 * w, 0.0105 * w, -0.26, -0.9 * turn, -0.22));
}

std::vector<Wave> sinus_beat(const Patient& patient, double rr, double p_height, double p_before) {
  std::vector<Wave> waves;
  if (p_height != 0) add_p(waves, -p_before, p_height);
  add_normal_qrs(waves, patient);
  add_t(waves, 0.29 * std::sqrt(rr), 0.3 * patient.t_height, 0.1 * patient.t_height, 0.32 * patient.t_height);
  return waves;
}

// No P wave, a wide and notched QRS, a T wave against it.
std::vector<Wave> ventricular_beat(const Patient& patient, double rr) {
  const double up = patient.ventricular;
  std::vector<Wave> waves = {
      wave(-0.05, 0.02, 0.35 * up, 0.2, -0.3),
      wave(0, 0.027, 1.35 * up, 0.9, -0.8),
      wave(0.065, 0.026, -0.5 * up, -0.25, 0.5),
  };
  add_t(waves, 0.31 * std::sqrt(rr), -0.5 * up, -0.35, 0.4);
  return waves;
}

// The stimulus is a spike of a few ms, 85 ms before the largest deflection; the complex after it is
// wide, as it spreads from the electrode through muscle.
std::vector<Wave> paced_beat(const Patient& patient, double rr) {
  std::vector<Wave> waves = {
      wave(-0.085, 0.0016, patient.pacing_spike, 0.7 * patient.pacing_spike, 0.8 * patient.pacing_spike),
      wave(-0.035, 0.018, -0.25, -0.35, 0.3),
      wave(0, 0.03, -0.95, -1.1, 0.75),
  };
  add_t(waves, 0.31 * std::sqrt(rr), 0.42, 0.5, -0.3);
  return waves;
}

void scale(std::vector<Wave>& waves, double factor) {
  for (Wave& one : waves) {
    for (double& height : one.height) height *= factor;
  }
}

}  // namespace

Patient draw_patient(Random& random) {
  Patient patient;
  patient.height = between(random, 0.75, 1.25);
  patient.qrs_width = between(random, 0.9, 1.2);
  patient.t_height = between(random, 0.6, 1.3);
  patient.axis = between(random, -1, 1);
  patient.atrial_p = random.uniform() < 0.3 ? 0 : between(random, -1, -0.4);
  patient.ventricular = (random.uniform() < 0.35 ? -1 : 1) * between(random, 0.8, 1.2);
  patient.fusion = between(random, 0.4, 0.6);
  patient.pacing_spike = between(random, 0.6, 1.2);
  return patient;
}

std::vector<Wave> waves_of(BeatKind kind, const Patient& patient, double rr) {
  std::vector<Wave> waves;
  switch (kind) {
    case BeatKind::Normal:
      waves = sinus_beat(patient, rr, 1, 0.165);
      break;
    case BeatKind::AtrialPremature:
      waves = sinus_beat(patient, rr, patient.atrial_p, 0.12);
      break;
    case BeatKind::Ventricular:
      waves = ventricular_beat(patient, rr);
      break;
    case BeatKind::Paced:
      waves = paced_beat(patient, rr);
      break;
    case BeatKind::Fusion: {
      waves = sinus_beat(patient, rr, 1, 0.165);
      scale(waves, 1 - patient.fusion);
      std::vector<Wave> other = ventricular_beat(patient, rr);
      scale(other, patient.fusion);
      waves.insert(waves.end(), other.begin(), other.end());
      break;
    }
  }
  scale(waves, patient.height);
  return waves;
}

// Integrals of Gaussians and of their products, over all time: beats that overlap their neighbours count as
// if apart.
double beat_power(std::span<const Wave> waves, int lead, double rr) {
  double area = 0;
  double square = 0;
  const auto height = [lead](const Wave& one) { return one.height[static_cast<std::size_t>(lead)]; };
  for (const Wave& a : waves) {
    area += height(a) * a.width * std::sqrt(2 * std::numbers::pi);
    for (const Wave& b : waves) {
      const double spread = a.width * a.width + b.width * b.width;
      const double apart = a.at - b.at;
      square += height(a) * height(b) * a.width * b.width * std::sqrt(2 * std::numbers::pi / spread) *
                std::exp(-apart * apart / (2 * spread));
    }
  }
  return square / rr - (area / rr) * (area / rr);
}

}  // namespace rwave
