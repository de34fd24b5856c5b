#pragma once
// Binomial and multinomial counts from rwave's own generator, so that a seed names one result whatever the
// compiler.

#include <cstdint>
#include <span>

#include "math/random.h"

namespace rwave {

// The number of successes in `trials` independent trials of probability p in [0, 1]: one uniform draw,
// inverted. std::binomial_distribution was refused because each library draws it in its own way.
std::int64_t draw_binomial(Random& random, std::int64_t trials, double p);

// How often each cell is hit when `trials` draws with replacement are made from cells holding `counts` items
// (of which there is at least one): a multinomial draw, made of conditional binomials. `drawn` has
// counts.size() entries.
void draw_multinomial(Random& random, std::int64_t trials, std::span<const std::int64_t> counts,
                      std::span<std::int64_t> drawn);

}  // namespace rwave
