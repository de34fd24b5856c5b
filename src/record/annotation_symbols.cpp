#include <algorithm>
#include <array>

#include "rwave/annotation.h"

namespace rwave {
namespace {

// Annotation types 0 to 49 as WFDB's ecgcodes.h and ecgmap.h define them; those without a name are printed by
// number.
constexpr std::array<std::string_view, 50> symbols = {
    " ", "N", "L",    "R",    "a",    "V",    "F",    "J",    "A",    "S",    "E",   "j", "/",
    "Q", "~", "[15]", "|",    "[17]", "s",    "T",    "*",    "D",    "\"",   "=",   "p", "B",
    "^", "t", "+",    "u",    "?",    "!",    "[",    "]",    "e",    "n",    "@",   "x", "f",
    "(", ")", "r",    "[42]", "[43]", "[44]", "[45]", "[46]", "[47]", "[48]", "[49]"};

}  // namespace

std::string_view symbol_of(std::uint8_t code) {
  return code < symbols.size() ? symbols[code] : "[?]";
}

int code_of(std::string_view symbol) {
  const auto found = std::ranges::find(symbols, symbol);
  return found == symbols.end() ? -1 : static_cast<int>(found - symbols.begin());
}

}  // namespace rwave
