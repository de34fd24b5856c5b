#pragma once
// Features of a beat's shape against the template's: numbers that do not change with gain or polarity.

#include <cmath>
#include <span>

namespace rwave {

// A part of a beat's window: its P wave, its QRS complex.
using WindowPart = std::span<const float>;

// Greatest less least value.
float height_of(WindowPart part);

// Pearson's correlation of two parts of one length; 0 where one of them is flat.
float correlation(WindowPart a, WindowPart b);

// The same of the sum of products and the sums of squares of two parts that have mean 0.
inline float correlation_of(float products, float squares_a, float squares_b) {
  // A flat window has no shape: 0, which is neither like nor unlike.
  const float both = squares_a * squares_b;
  // Nor is it known of samples so large (1e10 mV) that their products are beyond a float.
  return squares_a > 0 && squares_b > 0 && std::isfinite(both) && std::isfinite(products)
             ? products / std::sqrt(both)
             : 0;
}

// Mean |a - b|.
float mean_difference(WindowPart a, WindowPart b);

}  // namespace rwave
