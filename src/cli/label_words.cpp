#include "cli/label_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rwave::cli {
namespace {

using Word = std::pair<std::string_view, std::string_view>;
constexpr std::array label_words = {
    Word{"normal", "N"}, Word{"n", "N"},    Word{"v", "V"},   Word{"pvc", "V"},  Word{"vpc", "V"},
    Word{"pvb", "V"},    Word{"vpb", "V"},  Word{"veb", "V"}, Word{"ves", "V"},  Word{"pac", "S"},
    Word{"apc", "S"},    Word{"pab", "S"},  Word{"apb", "S"}, Word{"svpb", "S"}, Word{"sveb", "S"},
    Word{"sves", "S"},   Word{"paced", "/"}};

bool is_same_word(std::string_view label, std::string_view word) {
  return std::ranges::equal(label, word, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
  });
}

}  // namespace

std::string_view symbol_in_words(std::string_view label) {
  for (const auto& [word, symbol] : label_words)
    if (is_same_word(label, word)) return symbol;
  return label;
}

}  // namespace rwave::cli
