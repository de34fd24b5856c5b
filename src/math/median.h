#pragma once
// The middle of values.

#include <algorithm>
#include <span>
#include <vector>

namespace rwave {

// The middle value, or the mean of the two in the middle, so that values of changed signs have minus the
// median; 0 of none. Reorders them: callers need them for nothing else, and a copy would cost more than the
// selection. Linear time.
template <class Value>
Value median(std::span<Value> values) {
  if (values.empty()) return 0;
  // The upper of two middles; the lower is then the greatest of what lies before it.
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

template <class Value>
Value median(std::vector<Value>& values) {
  return median(std::span<Value>(values));
}

}  // namespace rwave
