// Binomial and multinomial draws of bootstrap.h.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "score/bootstrap.h"

namespace rwave {
namespace {

double log_pmf(std::int64_t k, std::int64_t n, double p) {
  const auto x = static_cast<double>(k);
  const auto trials = static_cast<double>(n);
  return std::lgamma(trials + 1) - std::lgamma(x + 1) - std::lgamma(trials - x + 1) + x * std::log(p) +
         (trials - x) * std::log1p(-p);
}

}  // namespace

// Inversion that starts at the mode and takes the outcomes in turn above and below it (Kemp 1986, "A modal
// method for generating binomial variables"): the loop runs about as often as the standard deviation is
// large, where inversion from 0 would run n p times and underflow.
std::int64_t draw_binomial(Random& random, std::int64_t trials, double p) {
  if (trials <= 0 || p <= 0) return 0;
  if (p >= 1) return trials;
  const double odds = p / (1 - p);
  const auto mode = std::min(trials, static_cast<std::int64_t>((static_cast<double>(trials) + 1) * p));
  double left = random.uniform();
  double above = std::exp(log_pmf(mode, trials, p));
  double below = above;
  left -= above;
  if (left < 0) return mode;
  for (std::int64_t up = mode, down = mode; up < trials || down > 0;) {
    if (up < trials) {
      above *= static_cast<double>(trials - up) / static_cast<double>(up + 1) * odds;
      ++up;
      left -= above;
      if (left < 0) return up;
    }
    if (down > 0) {
      below *= static_cast<double>(down) / (static_cast<double>(trials - down + 1) * odds);
      --down;
      left -= below;
      if (left < 0) return down;
    }
  }
  // The probabilities' rounded sum fell short of the draw, by less than 1e-9.
  return mode;
}

void draw_multinomial(Random& random, std::int64_t trials, std::span<const std::int64_t> counts,
                      std::span<std::int64_t> drawn) {
  std::int64_t remaining = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  for (std::size_t i = 0; i < counts.size(); ++i) {
    // The last cell that holds anything gets a probability of exactly 1, so the drawn counts sum to `trials`.
    drawn[i] =
        counts[i] == 0
            ? 0
            : draw_binomial(random, trials, static_cast<double>(counts[i]) / static_cast<double>(remaining));
    trials -= drawn[i];
    remaining -= counts[i];
  }
}

}  // namespace rwave
