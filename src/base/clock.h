#pragma once
// A monotonic clock.

#include <chrono>

namespace rwave {

// Seconds since some fixed moment, on a clock that nobody sets.
inline double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace rwave
