#pragma once
// The shape of simulated beats: waves that are Gaussian in time, as in McSharry et al. 2003 ("A dynamical
// model for generating synthetic electrocardiogram signals", IEEE Trans. Biomed. Eng. 50:289), who put them
// on the phase of a limit cycle. Here they are placed around the R peak directly: a premature beat is then
// early without being compressed, and no differential equation has to be integrated for a sum whose terms are
// known.

#include <array>
#include <span>
#include <vector>

#include "math/random.h"

namespace rwave {

// What is simulated, each standing for one AAMI class: N, S, V, F, Q.
enum class BeatKind { Normal, AtrialPremature, Ventricular, Fusion, Paced };

inline constexpr int beat_kinds = 5;
// MLII, V1, V5.
inline constexpr int most_leads = 3;

// One wave: height * exp(-(t - at)^2 / (2 width^2)).
struct Wave {
  // s after the R peak (or the largest deflection).
  double at = 0;
  // s, standard deviation.
  double width = 0;
  // Height in each lead, mV, negative for a wave that points down.
  std::array<double, most_leads> height{};
};

// What differs between patients and stays within one.
struct Patient {
  // Of all waves.
  double height = 1;
  // Width of the QRS complex and height of the T wave, times the usual ones.
  double qrs_width = 1;
  double t_height = 1;
  // -1..1: from leads of even height to a V1 and V5 far apart.
  double axis = 0;
  // Height of the ectopic P wave, times the normal one's; 0: hidden.
  double atrial_p = -1;
  // Ectopic QRS: its height and, by the sign, its direction in MLII.
  double ventricular = 1;
  // Share of the ventricular beat in a fusion beat.
  double fusion = 0.5;
  // Height of a pacemaker's spike, mV.
  double pacing_spike = 1;
};

// One patient, each field drawn from its range (waves.cpp).
Patient draw_patient(Random& random);

// The waves of a beat that follows the last one by `rr` seconds. The T wave comes later after a longer
// interval, by its square root (Bazett).
std::vector<Wave> waves_of(BeatKind kind, const Patient& patient, double rr);

// The mean square about the mean, mV^2, of `lead` in a steady rhythm of such beats, one every `rr` seconds.
double beat_power(std::span<const Wave> waves, int lead, double rr);

}  // namespace rwave
