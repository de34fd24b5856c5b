#pragma once
// The optimisers' loops; see product_loops.h for the unnamed namespace.

#include <cstdint>

#include "gradient/update.h"

namespace rwave::gradient {
namespace {

// A rule with its constants in registers: weights and moments in, the same after the step out.
template <class Simd>
class Stepper {
 public:
  using Floats = typename Simd::Floats;

  // The constants are made vectors once per call; a step then loads weights, gradients and moments only.
  explicit Stepper(const Update& u)
      : rate_(Simd::broadcast(u.rate)),
        b1_(Simd::broadcast(u.b1)),
        b2_(Simd::broadcast(u.b2)),
        rest1_(Simd::broadcast(1 - u.b1)),
        rest2_(Simd::broadcast(1 - u.b2)),
        epsilon_(Simd::broadcast(u.epsilon)),
        decay_(Simd::broadcast(u.decay)),
        root_(Simd::broadcast(u.root)),
        shrink_(Simd::broadcast(u.shrink)) {}

  // The formulas of gradient/update.h; decay 0 costs one multiplication, less than a second loop without it.
  template <Rule rule>
  void step(Floats gradient, Floats& w, Floats& m, Floats& v) const {
    // L2 decay, as sgd, Adam and RMSprop of libtorch have it. AdamW's decay acts through shrink_ alone.
    const Floats g = Simd::multiply_add(decay_, w, gradient);
    if constexpr (rule == Rule::sgd) {
      // b1 is the momentum; 0 gives plain gradient descent at the price of one store.
      m = Simd::multiply_add(b1_, m, g);
      w = Simd::subtract(w, Simd::multiply(rate_, m));
    } else {
      // The second moment, with which both adaptive rules begin.
      v = Simd::multiply_add(b2_, v, Simd::multiply(Simd::multiply(rest2_, g), g));
      const Floats root = Simd::square_root(v);
      if constexpr (rule == Rule::rmsprop) {
        w = Simd::subtract(w, Simd::divide(Simd::multiply(rate_, g), Simd::add(root, epsilon_)));
      } else {
        // root_ turns sqrt(v) into the bias-corrected one: the division by 1 - b2^t is done once per step,
        // not per weight.
        m = Simd::multiply_add(b1_, m, Simd::multiply(rest1_, g));
        w = Simd::subtract(Simd::multiply(shrink_, w),
                           Simd::divide(Simd::multiply(rate_, m), Simd::multiply_add(root, root_, epsilon_)));
      }
    }
  }

 private:
  Floats rate_, b1_, b2_, rest1_, rest2_, epsilon_, decay_, root_, shrink_;
};

// The weights, and the moments that the rule has, `at` values on; `count` of them.
template <class Simd, Rule rule>
inline void update_vector(const Stepper<Simd>& step, const Update& u, std::int64_t at, int count,
                          typename Simd::Floats gradient) {
  // Moments that a rule does not have are null pointers, and never touched.
  constexpr bool has_first = rule != Rule::rmsprop, has_second = rule != Rule::sgd;
  const auto load = [&](const float* from) {
    return count == Simd::width ? Simd::load(from) : Simd::load_first(from, count);
  };
  const auto store = [&](float* to, typename Simd::Floats x) {
    if (count == Simd::width)
      Simd::store(to, x);
    else
      Simd::store_first(to, x, count);
  };
  typename Simd::Floats w = load(u.weight + at), m{}, v{};
  if (has_first) m = load(u.first + at);
  if (has_second) v = load(u.second + at);
  step.template step<rule>(gradient, w, m, v);
  store(u.weight + at, w);
  if (has_first) store(u.first + at, m);
  if (has_second) store(u.second + at, v);
}

// By explicit vectors: sqrtf sets errno, which keeps a compiler from vectorising the plain loop.
// Every weight is updated alone: cutting u into parts for several threads changes no bit of the result.
template <class Simd, Rule rule>
void update_all(const Update& u) {
  const Stepper<Simd> step(u);
  std::int64_t i = 0;
  for (; i + Simd::width <= u.count; i += Simd::width)
    update_vector<Simd, rule>(step, u, i, Simd::width, Simd::load(u.gradient + i));
  // The last vector, masked: a segment of weights may have any length.
  const int left = static_cast<int>(u.count - i);
  if (left > 0) update_vector<Simd, rule>(step, u, i, left, Simd::load_first(u.gradient + i, left));
}

// The rule is chosen once per call, not once per value.
template <class Simd>
void update_weights(const Update& u) {
  if (u.rule == Rule::sgd) return update_all<Simd, Rule::sgd>(u);
  u.rule == Rule::rmsprop ? update_all<Simd, Rule::rmsprop>(u) : update_all<Simd, Rule::adam>(u);
}

}  // namespace
}  // namespace rwave::gradient
