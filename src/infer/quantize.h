#pragma once
// Quantisation of networks to 8 bits.

#include <span>

#include "infer/graph.h"

namespace rwave::infer {

// The network with the weights of its large layers as int8, symmetric by output channel (scale = greatest
// |w| / 127), and the values that go into those layers rounded to uint8, scale and zero point by value,
// chosen on `rows` (n rows as Network::run takes them; a few hundred training rows are enough) for the least
// squared error. Batch norms are folded. Large are layers of 4,096 weights or more, and those of a hundredth
// of the multiply-adds or more but for the first, which sees the recording itself, and the last, which gives
// the scores. The others stay float32: they cost nothing. Throws Error where there is no row or no layer to
// round.
Graph quantize(Graph graph, std::span<const float> rows);

// The scale and zero point of values between `least` and `greatest` whose histogram over that range is given.
struct Rounding {
  float scale = 1;
  int zero_point = 0;
};
Rounding choose_rounding(double least, double greatest, std::span<const std::int64_t> histogram);

}  // namespace rwave::infer
