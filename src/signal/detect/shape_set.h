#pragma once
// Shapes of one length in sets of eight, so that a wave is compared with eight of them at once.

#include <array>
#include <cstddef>
#include <vector>

#include "signal/detect/eight_dots.h"

namespace rwave {

// Eight shapes, sample by sample; zeros where none was put.
class ShapeSet {
 public:
  static constexpr std::size_t most = 8;

  // Shapes of `size` samples.
  explicit ShapeSet(std::size_t size) : size_(size), values_(most * size) {}

  std::size_t size() const { return size_; }

  // Shape number `place`, 0 .. 7; what was there is forgotten.
  void put(std::size_t place, const float* shape) {
    for (std::size_t i = 0; i < size_; ++i) values_[most * i + place] = shape[i];
  }

  void take(std::size_t place, float* shape) const {
    for (std::size_t i = 0; i < size_; ++i) shape[i] = values_[most * i + place];
  }

  // dot() of each with x[0] .. x[size - 1].
  std::array<float, most> dots(const float* x) const {
    std::array<float, most> sums;
    eight_dots(values_.data(), most, x, size_, sums.data());
    return sums;
  }

  // By shape, the greatest of dot() with the floats from x + lag on, times scales[lag], of that many lags; -1
  // at least.
  void likenesses(const float* x, const float* scales, std::size_t lags, float* greatest) const {
    eight_likenesses(values_.data(), x, size_, scales, lags, greatest);
  }

 private:
  std::size_t size_;
  std::vector<float> values_;
};

}  // namespace rwave
