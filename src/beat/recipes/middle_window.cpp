#include "beat/recipes/middle_window.h"

#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "math/eight.h"

namespace rwave {
namespace {

constexpr std::size_t sorted_at_once = 16;

// Batcher's odd-even merge sort of sixteen values (1968), less the exchanges on which neither of the two in
// the middle depends: 53 of 63.
struct Exchange {
  std::size_t low, high;
};
constexpr std::array<Exchange, 53> exchanges = {
    {{0, 1},  {2, 3},  {4, 5},  {6, 7},   {8, 9},   {10, 11}, {12, 13}, {14, 15}, {0, 2},   {1, 3},   {4, 6},
     {5, 7},  {8, 10}, {9, 11}, {12, 14}, {13, 15}, {1, 2},   {5, 6},   {9, 10},  {13, 14}, {0, 4},   {1, 5},
     {2, 6},  {3, 7},  {8, 12}, {9, 13},  {10, 14}, {11, 15}, {2, 4},   {3, 5},   {10, 12}, {11, 13}, {1, 2},
     {3, 4},  {5, 6},  {9, 10}, {11, 12}, {13, 14}, {0, 8},   {1, 9},   {2, 10},  {3, 11},  {4, 12},  {5, 13},
     {6, 14}, {7, 15}, {4, 8},  {5, 9},   {6, 10},  {7, 11},  {6, 8},   {7, 9},   {7, 8}}};

// Written out by the compiler, one exchange after the other, so that the sixteen stay in registers: a loop
// over the list would load and store two of them at every exchange.
template <std::size_t... i>
inline __attribute__((always_inline)) void part_at_middle(Eight* values, std::index_sequence<i...>) {
  const auto exchange = [values](std::size_t low, std::size_t high) __attribute__((always_inline)) {
    const Eight a = values[low], b = values[high];
    values[low] = b < a ? b : a;
    values[high] = a < b ? b : a;
  };
  (exchange(exchanges[i].low, exchanges[i].high), ...);
}

// The mean of the two middle values of sixteen lines of floats, or the lower of them alone (`one`), eight
// places at a time. A line goes on by `steps` floats a place.
RWAVE_EIGHT_WIDE
void middles_of(const float* const* lines, const std::size_t* steps, std::size_t samples, bool one,
                float* middle) {
  for (std::size_t k = 0; k < samples; k += 8) {
    Eight values[sorted_at_once];
    for (std::size_t line = 0; line < sorted_at_once; ++line)
      values[line] = eight_at(lines[line] + steps[line] * k).value;
    part_at_middle(values, std::make_index_sequence<exchanges.size()>{});
    eight_at(middle + k).value = one ? values[7] : (values[8] + values[7]) / 2;
  }
}

// Sums of products of sixteen rows, less their means, with `part`, and of their squares. Sixteen, as eight
// would spend half of the time waiting for one addition after the other.
RWAVE_EIGHT_WIDE
void products_of_sixteen(const float* rows, std::size_t apart, WindowPart part, float* products,
                         float* squares) {
  Eight mean_a{}, mean_b{}, with_part_a{}, with_part_b{}, squares_a{}, squares_b{};
  for (std::size_t i = 0; i < part.size(); ++i) {
    mean_a += eight_at(rows + apart * i).value;
    mean_b += eight_at(rows + apart * i + 8).value;
  }
  mean_a /= static_cast<float>(part.size());
  mean_b /= static_cast<float>(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) {
    const Eight a = eight_at(rows + apart * i).value - mean_a,
                b = eight_at(rows + apart * i + 8).value - mean_b;
    with_part_a += a * part[i];
    with_part_b += b * part[i];
    squares_a += a * a;
    squares_b += b * b;
  }
  eight_at(products).value = with_part_a;
  eight_at(products + 8).value = with_part_b;
  eight_at(squares).value = squares_a;
  eight_at(squares + 8).value = squares_b;
}

}  // namespace

// Lines of nothing but the least and the greatest float fill up what windows leave of sixteen, as many of
// each as bring the middle of the windows between the eighth and the ninth, or to the eighth where there is
// one.
void middle_window(std::span<const float* const> windows, std::size_t samples, float* middle) {
  constexpr float greatest = std::numeric_limits<float>::infinity();
  constexpr std::array<float, 8> low = {-greatest, -greatest, -greatest, -greatest,
                                        -greatest, -greatest, -greatest, -greatest};
  constexpr std::array<float, 8> high = {greatest, greatest, greatest, greatest,
                                         greatest, greatest, greatest, greatest};
  std::array<const float*, sorted_at_once> lines;
  std::array<std::size_t, sorted_at_once> steps{};
  const std::size_t below = 8 - (windows.size() + 1) / 2;
  for (std::size_t line = 0; line < sorted_at_once; ++line) {
    const bool is_window = line >= below && line - below < windows.size();
    lines[line] = is_window ? windows[line - below] : line < below ? low.data() : high.data();
    steps[line] = is_window ? 1 : 0;
  }
  middles_of(lines.data(), steps.data(), samples, windows.size() % 2 == 1, middle);
}

void sixteen_correlations(const float* rows, std::size_t apart, WindowPart part, float* found) {
  // As correlation() has them; what all have in common is worked out once.
  constexpr std::size_t most = 64;
  std::array<float, most> away;
  const float mean = std::accumulate(part.begin(), part.end(), 0.F) / static_cast<float>(part.size());
  float power = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    away[i] = part[i] - mean;
    power += away[i] * away[i];
  }
  std::array<float, 16> products, squares;
  products_of_sixteen(rows, apart, std::span(away).first(part.size()), products.data(), squares.data());
  for (std::size_t j = 0; j < products.size(); ++j) found[j] = correlation_of(products[j], squares[j], power);
}

}  // namespace rwave
