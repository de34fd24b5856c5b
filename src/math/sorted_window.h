#pragma once
// Order statistics over windows that slide along a list: the window's values, kept sorted.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rwave {

// Values of a number type without NaN, ascending. Adding and removing one costs a binary search and a move of
// what lies behind it; median() and the like then cost nothing or a binary search. A selection (median.h)
// costs the whole window at each step: over windows of 8 to 150 values this is 5 to 15 times as fast. Two
// heaps were refused: they tell the median alone, and a window has other questions too.
template <class Value>
class SortedWindow {
 public:
  void clear() { values_.clear(); }
  void add(Value value) { values_.insert(values_.begin() + offset(first_beyond(value)), value); }
  // One of those that are there.
  void remove(Value value) { values_.erase(values_.begin() + offset(first_from(value))); }

  // remove(old) and add(value), but only what lies between the two moves, one by one: in a window that slides
  // along a list the two are mostly near each other.
  void replace(Value old, Value value) {
    Value* const first = values_.data();
    Value* const last = first + values_.size() - 1;
    Value* at = first + first_from(old);
    for (; at != first && value < at[-1]; --at) *at = at[-1];
    for (; at != last && at[1] < value; ++at) *at = at[1];
    *at = value;
  }

  // Ascending.
  const std::vector<Value>& values() const { return values_; }
  bool empty() const { return values_.empty(); }
  std::size_t size() const { return values_.size(); }

  // The number of values below `value`, and of those up to it.
  std::size_t first_from(Value value) const {
    return count_while([value](Value each) { return each < value; });
  }
  std::size_t first_beyond(Value value) const {
    return count_while([value](Value each) { return each <= value; });
  }
  // Those for which `holds`, which must be true of the first ones and false from some value on.
  // Without a branch on a value: what is searched is noise, which no processor foresees.
  template <class Holds>
  std::size_t count_while(Holds holds) const {
    std::size_t place = 0, left = values_.size();
    for (std::size_t half = left / 2; half > 0; half = left / 2) {
      place += half * static_cast<std::size_t>(holds(values_[place + half - 1]));
      left -= half;
    }
    return place + (left > 0 && holds(values_[place]) ? 1 : 0);
  }

  // As rwave::median of the same values; 0 of none.
  Value median() const {
    const std::size_t half = values_.size() / 2;
    if (values_.empty()) return 0;
    return values_.size() % 2 == 1 ? values_[half] : (values_[half] + values_[half - 1]) / 2;
  }

  // The median of |value - middle|, to the last bit what a selection among these differences gives; 0 of
  // none. Differences rise from `middle` to both sides, so they are two sorted lists, of which the lesser
  // half is found by a binary search.
  Value median_deviation(Value middle) const {
    const std::size_t count = values_.size(), half = count / 2, left = first_from(middle);
    if (count == 0) return 0;
    const auto below = [&](std::size_t i) { return std::abs(values_[left - 1 - i] - middle); };
    const auto above = [&](std::size_t i) { return std::abs(values_[left + i] - middle); };
    // How many of the `half` least differences lie below.
    std::size_t least = half > count - left ? half - (count - left) : 0, most = std::min(half, left);
    while (least < most) {
      const std::size_t tried = (least + most) / 2;
      if (below(tried) < above(half - tried - 1))
        least = tried + 1;
      else
        most = tried;
    }
    const std::size_t others = half - least;
    const bool only_above = least == left, only_below = left + others == count;
    const Value upper = only_above   ? above(others)
                        : only_below ? below(least)
                                     : std::min(below(least), above(others));
    if (count % 2 == 1) return upper;
    const Value lower = least == 0    ? above(others - 1)
                        : others == 0 ? below(least - 1)
                                      : std::max(below(least - 1), above(others - 1));
    return (upper + lower) / 2;
  }

 private:
  static std::ptrdiff_t offset(std::size_t place) { return static_cast<std::ptrdiff_t>(place); }

  std::vector<Value> values_;
};

// A SortedWindow that slides along a list, in which some places hold no value.
template <class Value>
class SlidingWindow {
 public:
  // `counts`: by place, 0 where there is no value. Both must outlive it.
  SlidingWindow(std::span<const Value> list, std::span<const std::uint8_t> counts)
      : list_(list), counts_(counts) {}

  // The values at the places [first, last), as far as the list goes. Cheap where neither end goes back, nor
  // far ahead.
  SortedWindow<Value>& over(std::int64_t first, std::int64_t last) {
    const auto end = static_cast<std::int64_t>(list_.size());
    const auto from = static_cast<std::size_t>(std::clamp<std::int64_t>(first, 0, end));
    const auto to = static_cast<std::size_t>(std::clamp<std::int64_t>(last, 0, end));
    if (from < first_ || to < last_ || from >= last_) {
      window_.clear();
      first_ = last_ = from;
    }
    // Mostly one value leaves as another one comes.
    for (; first_ < from && last_ < to; ++first_, ++last_) {
      const bool leaves = counts_[first_] != 0, comes = counts_[last_] != 0;
      if (leaves && comes)
        window_.replace(list_[first_], list_[last_]);
      else if (leaves)
        window_.remove(list_[first_]);
      else if (comes)
        window_.add(list_[last_]);
    }
    for (; first_ < from; ++first_)
      if (counts_[first_] != 0) window_.remove(list_[first_]);
    for (; last_ < to; ++last_)
      if (counts_[last_] != 0) window_.add(list_[last_]);
    return window_;
  }

 private:
  std::span<const Value> list_;
  std::span<const std::uint8_t> counts_;
  std::size_t first_ = 0, last_ = 0;
  SortedWindow<Value> window_;
};

}  // namespace rwave
