#pragma once
// The median, and the order statistic of any rank, by selection.

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace rwave {

// The value that `rank` others are not above; the values before its place are then not above it either.
// Reorders the values, of which there are more than `rank`; with a NaN among them the result is any of them.
// Few values are parted about a pivot without a branch on each: what is sorted here is noise, which no
// processor predicts, and std::nth_element takes three times as long. Its bound for the worst order is kept
// for many.
template <class Value>
Value of_rank(std::span<Value> values, std::size_t rank) {
  constexpr std::size_t few = 512;
  Value* const wanted = values.data() + rank;
  Value* first = values.data();
  Value* last = first + values.size();
  if (values.size() > few) {
    std::nth_element(first, wanted, last);
    return *wanted;
  }
  // Moves the values for which `holds` to the front of [from, last); where they end.
  const auto part = [&](Value* from, auto holds) {
    Value* end = from;
    for (Value* at = from; at < last; ++at) {
      const Value value = *at;
      *at = *end;
      *end = value;
      end += holds(value) ? 1 : 0;
    }
    return end;
  };
  while (last - first > 1) {
    const Value a = *first, b = first[(last - first) / 2], c = last[-1];
    const Value pivot = std::max(std::min(a, b), std::min(std::max(a, b), c));
    Value* const below = part(first, [pivot](Value value) { return value < pivot; });
    if (wanted < below) {
      last = below;
      continue;
    }
    Value* const up_to = part(below, [pivot](Value value) { return value <= pivot; });
    // No value is below the pivot or up to it: it is a NaN, which has no rank. To end is all that can be
    // done.
    if (wanted < up_to || up_to == first) return pivot;
    first = up_to;
  }
  return *first;
}

// The middle value, or the mean of the two in the middle, so that values of changed signs have minus the
// median; 0 of none. Reorders them: callers need them for nothing else, and a copy would cost more than the
// selection. Linear time.
template <class Value>
Value median(std::span<Value> values) {
  if (values.empty()) return 0;
  // The upper of two middles; the lower is then the greatest of what lies before it.
  const std::size_t half = values.size() / 2;
  const Value middle = of_rank(values, half);
  if (values.size() % 2 == 1) return middle;
  return (middle + *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(half))) / 2;
}

template <class Value>
Value median(std::vector<Value>& values) {
  return median(std::span<Value>(values));
}

}  // namespace rwave
