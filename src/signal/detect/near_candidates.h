#pragma once
// The candidates of the last seconds in one lead, as others are compared with them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "signal/detect/shape_set.h"

namespace rwave {

// Candidates in order of time, eight to a set.
class NearCandidates {
 public:
  // Shapes of `size` samples, mean 0 and sum of squares 1; `apart`: working samples within which two
  // candidates are parts of one wave.
  NearCandidates(std::size_t size, std::int64_t apart) : apart_(apart), shape_(size) {}

  // The next candidate; `height` of its envelope, mV. `shape` = nullptr: the lead is not usable there.
  void add(std::int64_t index, float height, const float* shape);
  // Those before `index` may be forgotten.
  void drop_before(std::int64_t index);

  // Correlation of the candidate at `index`, one of those added with a shape, with the third most alike of
  // the others, of those from `first` on that are of about its height and no part of it: two may be alike by
  // chance. 0 where there are fewer, or it is negative.
  float likeness(std::int64_t index, std::int64_t first);

 private:
  struct Set {
    explicit Set(std::size_t size);

    ShapeSet shapes;
    std::array<std::int64_t, ShapeSet::most> indices{};
    // Of no height that another may have: the lead is not usable, or the place is free.
    std::array<float, ShapeSet::most> heights;
    std::size_t count = 0;
  };

  std::int64_t apart_;
  std::deque<Set> sets_;
  // The shape that is compared.
  std::vector<float> shape_;
};

}  // namespace rwave
