#pragma once
// How far values reach.

#include <algorithm>
#include <cstddef>

#include "math/eight.h"

namespace rwave {

// The greatest of `count` values less the least; 0 of none. None of them is NaN. Eight at a time and without
// a branch: std::minmax_element guesses at each value whether it is a new extreme.
inline float peak_to_peak(const float* values, std::size_t count) {
  if (count == 0) return 0;
  float least = values[0], greatest = values[0];
  std::size_t left = count;
  if (left >= 8) {
    Eight low = eight_at(values).value, high = low;
    for (; left >= 8; left -= 8, values += 8) {
      const Eight next = eight_at(values).value;
      low = next < low ? next : low;
      high = next > high ? next : high;
    }
    for (int k = 0; k < 8; ++k) {
      least = std::min(least, low[k]);
      greatest = std::max(greatest, high[k]);
    }
  }
  for (; left > 0; --left, ++values) {
    least = std::min(least, *values);
    greatest = std::max(greatest, *values);
  }
  return greatest - least;
}

}  // namespace rwave
