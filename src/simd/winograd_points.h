#pragma once
// The points at which Winograd's convolutions (winograd_loops.h) take their polynomials, and the constants
// that follow from them.
//
// The points are 0, pairs +a and -a, and infinity. Pairs make sums cheap: even and odd coefficients are added
// up once for both.

#include "simd/winograd_tiles.h"

namespace rwave::simd {

// The constants for one number of taps, computed by the compiler in double and kept as float32. Point 0 is
// 0, points 2 i + 1 and 2 i + 2 are +a and -a of pair i, the last one is infinity.
template <int taps>
struct WinogradPoints {
  static_assert(taps == 3 || taps == 5);
  // Toom-Cook needs as many points as the product of the polynomials has coefficients.
  static constexpr int count = taps + winograd_results - 1;
  static constexpr int pairs = (count - 2) / 2;

  // Coefficient k of the product of (y - a^2) over all pairs.
  float all[pairs + 1] = {};
  // [i][k]: the same over all pairs but i.
  float others[pairs][pairs] = {};
  // Times a of pair i: the odd half of a value at +a, and minus that at -a.
  float others_odd[pairs][pairs] = {};
  // [i][t]: a^t, which the results are put together from.
  float power[pairs][winograd_results] = {};
  // [p][tap]: how much a weight's tap counts at point p, divided by the distances of p from the other
  // points.
  float of_weight[count][taps] = {};

  constexpr WinogradPoints() {
    // Small powers of two keep rounding small.
    constexpr double a[] = {1, 2, 0.5};
    // Coefficients of the product of (y - a^2) over the pairs but one, by multiplying in one factor after the
    // other.
    const auto product = [&](int without, double* c) {
      c[0] = 1;
      int degree = 0;
      for (int i = 0; i < pairs; ++i) {
        if (i == without) continue;
        c[++degree] = 0;
        for (int j = degree; j >= 0; --j) c[j] = (j > 0 ? c[j - 1] : 0) - a[i] * a[i] * c[j];
      }
    };
    double c[pairs + 1] = {};
    product(-1, c);
    for (int k = 0; k <= pairs; ++k) all[k] = static_cast<float>(c[k]);
    // The weights carry all divisions by distances between points: they are transformed once a step, values
    // for every tile.
    of_weight[0][0] = static_cast<float>(1 / c[0]);
    of_weight[count - 1][taps - 1] = 1;
    for (int i = 0; i < pairs; ++i) {
      product(i, c);
      double distances = 2 * a[i] * a[i],
             at = 1;  // from 0 and from the pair's other point; then from the rest
      double rest = 0;
      for (int k = 0; k < pairs; ++k, at *= a[i] * a[i]) {
        others[i][k] = static_cast<float>(c[k]);
        others_odd[i][k] = static_cast<float>(a[i] * c[k]);
        rest += c[k] * at;
      }
      distances *= rest;
      double to = 1;
      for (int t = 0; t < winograd_results; ++t, to *= a[i]) power[i][t] = static_cast<float>(to);
      to = 1;
      for (int tap = 0; tap < taps; ++tap, to *= a[i]) {
        of_weight[2 * i + 1][tap] = static_cast<float>(to / distances);
        of_weight[2 * i + 2][tap] = static_cast<float>((tap % 2 ? -to : to) / distances);
      }
    }
  }
};

// One object per number of taps, a constant of the program.
template <int taps>
inline constexpr WinogradPoints<taps> winograd_points{};

}  // namespace rwave::simd
