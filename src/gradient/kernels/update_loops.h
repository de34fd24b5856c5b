#pragma once
// The optimisers' loops; see row_loops.h.

#include <cstdint>

#include "gradient/update.h"

namespace rwave::gradient {
namespace {

void update_sgd(const Update& u) {
  float* __restrict w = u.weight;
  float* __restrict m = u.first;
  for (std::int64_t i = 0; i < u.count; ++i) {
    m[i] = u.b1 * m[i] + (u.gradient[i] + u.decay * w[i]);
    w[i] -= u.rate * m[i];
  }
}

void update_rmsprop(const Update& u) {
  float* __restrict w = u.weight;
  float* __restrict v = u.second;
  const float rest = 1 - u.b2;
  for (std::int64_t i = 0; i < u.count; ++i) {
    const float g = u.gradient[i] + u.decay * w[i];
    v[i] = u.b2 * v[i] + rest * g * g;
    w[i] -= u.rate * g / (__builtin_sqrtf(v[i]) + u.epsilon);
  }
}

void update_adam(const Update& u) {
  float* __restrict w = u.weight;
  float* __restrict m = u.first;
  float* __restrict v = u.second;
  const float rest1 = 1 - u.b1, rest2 = 1 - u.b2;
  for (std::int64_t i = 0; i < u.count; ++i) {
    const float g = u.gradient[i] + u.decay * w[i];
    m[i] = u.b1 * m[i] + rest1 * g;
    v[i] = u.b2 * v[i] + rest2 * g * g;
    w[i] = u.shrink * w[i] - u.rate * m[i] / (__builtin_sqrtf(v[i]) * u.root + u.epsilon);
  }
}

void update_weights(const Update& u) {
  if (u.rule == Rule::sgd) return update_sgd(u);
  u.rule == Rule::rmsprop ? update_rmsprop(u) : update_adam(u);
}

}  // namespace
}  // namespace rwave::gradient
