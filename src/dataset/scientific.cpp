#include "dataset/scientific.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace rwave {
namespace {

char* print_general(float value, char* out) {
  return std::to_chars(out, out + scientific_chars, static_cast<double>(value), std::chars_format::scientific,
                       18)
      .ptr;
}

}  // namespace

#if defined(__SIZEOF_INT128__)
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t ten_to_18 = 1'000'000'000'000'000'000;

// "00" to "99": two digits a division.
constexpr auto make_pairs() {
  struct {
    char text[200]{};
  } pairs;
  for (int i = 0; i < 100; ++i) {
    pairs.text[2 * i] = static_cast<char>('0' + i / 10);
    pairs.text[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}
constexpr auto pairs = make_pairs();

// round(value * 10^(18 - exponent)), half to even. With value = m 2^-s, m < 2^24 and 10^22 < 2^74 the product
// fits 128 bits, so the rounding is exact.
std::uint64_t digits_at(std::uint32_t mantissa, int shift, int exponent) {
  Wide product = static_cast<Wide>(mantissa) * ten_to_18;
  for (; exponent < 0; ++exponent) product *= 10;
  const Wide whole = product >> shift;
  const Wide rest = product - (whole << shift);
  const Wide half = static_cast<Wide>(1) << (shift - 1);
  return static_cast<std::uint64_t>(whole + (rest > half || (rest == half && (whole & 1) != 0) ? 1 : 0));
}

// The largest e with 10^e <= value, or one next to it: 0.1F and its like lie just off their power of ten.
int exponent_near(float value) {
  if (value >= 1) return 0;
  if (value >= 0.1F) return -1;
  if (value >= 0.01F) return -2;
  return value >= 0.001F ? -3 : -4;
}

}  // namespace

// std::to_chars does the same in about ten times the time; a set of 20 million values is worth the shorter
// way, which covers what normalised samples nearly always are: 0, and 1e-4 <= value < 8.
char* print_scientific(float value, char* out) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (bits == 0) {
    std::memcpy(out, "0.000000000000000000e+00", 24);
    return out + 24;
  }
  if (!(value >= 1e-4F && value < 8)) return print_general(value, out);
  // Value = mantissa * 2^-shift.
  // A float's exponent has a bias of 127, and its 24 bits of mantissa are read as a whole number,
  // hence 127 + 23 = 150.
  const int shift = 150 - static_cast<int>(bits >> 23);
  const std::uint32_t mantissa = (bits & 0x7fffff) | 0x800000;
  int exponent = exponent_near(value);
  std::uint64_t digits = digits_at(mantissa, shift, exponent);
  // The estimate of the exponent is wrong by one at most, so one further attempt gives 19 digits.
  if (digits < ten_to_18) digits = digits_at(mantissa, shift, --exponent);
  if (digits >= 10 * ten_to_18) digits = digits_at(mantissa, shift, ++exponent);
  for (int place = 18; place > 0; place -= 2, digits /= 100) {
    std::memcpy(out + place, pairs.text + 2 * (digits % 100), 2);
  }
  out[0] = static_cast<char>('0' + digits);
  out[1] = '.';
  std::memcpy(out + 20, exponent == 0 ? "e+00" : "e-00", 4);
  out[23] = static_cast<char>('0' - exponent);
  return out + 24;
}

#else
// Without numbers of 128 bits, as on 32-bit machines.
char* print_scientific(float value, char* out) {
  return print_general(value, out);
}
#endif

}  // namespace rwave
