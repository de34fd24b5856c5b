#pragma once
// Winograd's sums at both ends of its products, a vector of channels at a time. See product_tile.h for the
// unnamed namespace.

#include "simd/winograd_points.h"

namespace rwave::simd {
namespace {

// v[p] = the values d at point p, each less what the other points' factors take away: for +a and -a the
// even part plus and minus the odd one. d and v hold points.count vectors.
template <class Simd, int taps>
inline void at_points(const typename Simd::Floats* d, typename Simd::Floats* v) {
  using Floats = typename Simd::Floats;
  constexpr const auto& points = winograd_points<taps>;
  constexpr int pairs = points.pairs;
  // Every second value from `first` on, each times its factor.
  const auto sum = [&](const float* factors, int first, int terms) {
    Floats s = Simd::multiply(Simd::broadcast(factors[0]), d[first]);
#pragma GCC unroll 4
    for (int k = 1; k < terms; ++k) s = Simd::multiply_add(Simd::broadcast(factors[k]), d[first + 2 * k], s);
    return s;
  };
  // At 0 and at infinity the factor of the other finite points remains.
  v[0] = sum(points.all, 0, pairs + 1);
  v[points.count - 1] = sum(points.all, 1, pairs + 1);
#pragma GCC unroll 4
  for (int i = 0; i < pairs; ++i) {
    const Floats even = sum(points.others[i], 2, pairs), odd = sum(points.others_odd[i], 1, pairs);
    // Both points of the pair from two sums.
    v[2 * i + 1] = Simd::add(even, odd);
    v[2 * i + 2] = Simd::subtract(even, odd);
  }
}

// y[t] = sum over p of p^t m[p]: the tile's results from the products.
// m holds points.count vectors, y winograd_results. The infinite point counts in the highest power alone.
template <class Simd, int taps>
inline void to_results(const typename Simd::Floats* m, typename Simd::Floats* y) {
  constexpr const auto& points = winograd_points<taps>;
  // Of the points 1 and -1.
  const auto even = Simd::add(m[1], m[2]), odd = Simd::subtract(m[1], m[2]);
  // At the first pair all powers are 1: additions alone.
  y[0] = Simd::add(m[0], even);
  y[1] = odd;
  y[2] = even;
  y[3] = Simd::add(m[points.count - 1], odd);
#pragma GCC unroll 4
  for (int i = 1; i < points.pairs; ++i) {
    // Even powers of +a and -a are equal, odd ones differ in sign.
    const auto sum = Simd::add(m[2 * i + 1], m[2 * i + 2]),
               difference = Simd::subtract(m[2 * i + 1], m[2 * i + 2]);
#pragma GCC unroll 4
    for (int t = 0; t < winograd_results; ++t)
      y[t] = Simd::multiply_add(Simd::broadcast(points.power[i][t]), t % 2 ? difference : sum, y[t]);
  }
}

// m[p] = sum over t of p^t y[t]: gradients of the products from those of the results.
// The transpose of to_results(): what a linear map does backward.
template <class Simd, int taps>
inline void from_results(const typename Simd::Floats* y, typename Simd::Floats* m) {
  constexpr const auto& points = winograd_points<taps>;
  m[0] = y[0];
  m[points.count - 1] = y[3];
#pragma GCC unroll 4
  for (int i = 0; i < points.pairs; ++i) {
    const auto power = [&](int t) { return Simd::broadcast(points.power[i][t]); };
    const auto even = Simd::multiply_add(power(2), y[2], y[0]);
    const auto odd = Simd::multiply_add(power(3), y[3], Simd::multiply(power(1), y[1]));
    m[2 * i + 1] = Simd::add(even, odd);
    m[2 * i + 2] = Simd::subtract(even, odd);
  }
}

}  // namespace
}  // namespace rwave::simd
