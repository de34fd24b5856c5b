#include "signal/detect/eight_dots.h"

#include <cmath>

#include "math/eight.h"

namespace rwave {
namespace {

// The lanes of dot() by name: an array of them would not stay in registers. Its result depends on their
// number and on the order in which they are added, and so must this one.
inline __attribute__((always_inline)) void add_products(const float* rows, std::size_t apart, const float* x,
                                                        std::size_t count, Eight& sums) {
  Eight a{}, b{}, c{}, d{}, e{}, f{}, g{}, h{};
  for (; count >= 8; count -= 8, x += 8, rows += 8 * apart) {
    a += eight_at(rows).value * x[0];
    b += eight_at(rows + apart).value * x[1];
    c += eight_at(rows + 2 * apart).value * x[2];
    d += eight_at(rows + 3 * apart).value * x[3];
    e += eight_at(rows + 4 * apart).value * x[4];
    f += eight_at(rows + 5 * apart).value * x[5];
    g += eight_at(rows + 6 * apart).value * x[6];
    h += eight_at(rows + 7 * apart).value * x[7];
  }
  // What is left joins the first lanes.
  if (count > 0) a += eight_at(rows).value * x[0];
  if (count > 1) b += eight_at(rows + apart).value * x[1];
  if (count > 2) c += eight_at(rows + 2 * apart).value * x[2];
  if (count > 3) d += eight_at(rows + 3 * apart).value * x[3];
  if (count > 4) e += eight_at(rows + 4 * apart).value * x[4];
  if (count > 5) f += eight_at(rows + 5 * apart).value * x[5];
  if (count > 6) g += eight_at(rows + 6 * apart).value * x[6];
  sums = a + b + c + d + e + f + g + h;
}

RWAVE_EIGHT_WIDE
void dots_of_eight(const float* rows, std::size_t apart, const float* x, std::size_t count, float* sums) {
  Eight found;
  add_products(rows, apart, x, count, found);
  eight_at(sums).value = found;
}

RWAVE_EIGHT_WIDE
void most_of_eight(const float* shapes, const float* x, std::size_t count, const float* scales,
                   std::size_t lags, float* most) {
  Eight best = Eight{} - 1;
  for (std::size_t lag = 0; lag < lags; ++lag) {
    Eight found;
    add_products(shapes, 8, x + lag, count, found);
    found *= scales[lag];
    best = best < found ? found : best;
  }
  eight_at(most).value = best;
}

RWAVE_EIGHT_WIDE
void scales_of_eight(const float* x, std::size_t count, float* scales) {
  Eight mean{}, power{};
  for (std::size_t i = 0; i < count; ++i) mean += eight_at(x + i).value;
  mean /= static_cast<float>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Eight away = eight_at(x + i).value - mean;
    power += away * away;
  }
  // As scale_of: 0 for a constant.
  for (int j = 0; j < 8; ++j) scales[j] = power[j] > 0 ? 1 / std::sqrt(power[j]) : 0;
}

}  // namespace

void eight_dots(const float* rows, std::size_t apart, const float* x, std::size_t count, float* sums) {
  dots_of_eight(rows, apart, x, count, sums);
}

void eight_likenesses(const float* shapes, const float* x, std::size_t count, const float* scales,
                      std::size_t lags, float* most) {
  most_of_eight(shapes, x, count, scales, lags, most);
}

void eight_scales(const float* x, std::size_t count, float* scales) {
  scales_of_eight(x, count, scales);
}

}  // namespace rwave
