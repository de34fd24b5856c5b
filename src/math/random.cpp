#include "math/random.h"

#include <cmath>
#include <numbers>
#include <sstream>

#include "rwave/error.h"

namespace rwave {

std::uint64_t Random::below(std::uint64_t bound) {
  const std::uint64_t excess =
      (0 - bound) % bound;  // 2^64 mod bound: as many low draws would be drawn once too often
  std::uint64_t draw = engine_();
  // Without this, draws modulo the bound would favour small numbers. How many are thrown away
  // depends on the draws alone, so that every compiler throws away the same ones.
  while (draw < excess) draw = engine_();
  return draw % bound;
}

double Random::normal() {
  // Box and Muller, one of the two numbers thrown away: keeping it would be a state that a
  // checkpoint has to save.
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::string Random::state() const {
  std::ostringstream out;
  out << engine_;
  return out.str();
}

void Random::set_state(const std::string& text) {
  std::istringstream in(text);
  in >> engine_;
  if (!in) throw Error("the saved state of the random numbers is not one (damaged checkpoint?)");
}

}  // namespace rwave
