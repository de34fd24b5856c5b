#pragma once
// The optimisers' update of a segment of weights, each weight, gradient and moment read and written once.

#include <cstdint>

namespace rwave::gradient {

// Which optimiser; AdamW is Adam with other numbers.
enum class Rule { sgd, adam, rmsprop };

// With g = gradient + decay * weight:
//   sgd      m = b1 m + g;                            w -= rate m
//   rmsprop  v = b2 v + (1 - b2) g^2;                 w -= rate g / (sqrt(v) + epsilon)
//   adam     m = b1 m + (1 - b1) g;  v as rmsprop's;  w = shrink w - rate m / (sqrt(v) root + epsilon)
// For Adam `rate` holds the first moment's bias correction and root = 1 / sqrt(1 - b2^t) the second's; AdamW
// is Adam with decay 0 and shrink = 1 - rate * weight decay.
struct Update {
  Rule rule = Rule::sgd;
  // Overwritten by the updated values, as are the moments.
  float* weight = nullptr;
  const float* gradient = nullptr;
  // m, null for rmsprop.
  float* first = nullptr;
  // v, null for sgd.
  float* second = nullptr;
  std::int64_t count = 0;
  // See the formulas; all of them are of this step, worked out by the caller in double.
  float rate = 0, b1 = 0, b2 = 0, epsilon = 0, decay = 0, root = 1, shrink = 1;
};

// Carries it out on up to `threads` threads; below 65,536 weights per thread fewer are woken. The result
// does not depend on their number.
void update(const Update& update, int threads);

}  // namespace rwave::gradient
