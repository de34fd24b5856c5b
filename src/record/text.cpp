#include "record/text.h"

#include <charconv>
#include <cmath>

namespace rwave {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

// from_chars knows no '+'; the doubled sign is excluded, as "+-5" is no number.
std::string_view without_plus(std::string_view token) {
  if (token.size() > 1 && token[0] == '+' && token[1] != '-' && token[1] != '+') token.remove_prefix(1);
  return token;
}

// from_chars and not strtod: the result must not depend on the locale, where a German one would
// read "0,5".
template <class Number>
std::optional<Number> parse_whole(std::string_view token) {
  token = without_plus(token);
  Number value = 0;
  const auto [end, fault] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (fault != std::errc() || end != token.data() + token.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view take_line(std::string_view& rest) {
  std::string_view line = take_until(rest, '\n');
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string_view take_word(std::string_view& rest) {
  const auto first = rest.find_first_not_of(blanks);
  if (first == std::string_view::npos) {
    rest = {};
    return {};
  }
  rest.remove_prefix(first);
  const std::string_view word = rest.substr(0, rest.find_first_of(blanks));
  rest.remove_prefix(word.size());
  return word;
}

std::string_view take_until(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const std::string_view head = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return head;
}

std::optional<std::int64_t> parse_integer(std::string_view token) {
  return parse_whole<std::int64_t>(token);
}

// from_chars reads "inf" and "nan" too. Neither is a number that a header may state.
std::optional<double> parse_real(std::string_view token) {
  const auto value = parse_whole<double>(token);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = at(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xc2 ? 0
                               : lead < 0xe0 ? 2
                               : lead < 0xf0 ? 3
                               : lead < 0xf5 ? 4
                                             : 0;
    if (length == 0 || text.size() < length) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((at(i) & 0xc0) != 0x80) return false;
    }
    if (lead == 0xe0 && at(1) < 0xa0) return false;  // overlong
    if (lead == 0xed && at(1) > 0x9f) return false;  // surrogates
    if (lead == 0xf0 && at(1) < 0x90) return false;  // overlong
    if (lead == 0xf4 && at(1) > 0x8f) return false;  // past U+10FFFF
    text.remove_prefix(length);
  }
  return true;
}

std::string printable_utf8(std::string_view text) {
  // Text that is not UTF-8 is taken for Latin-1, which older devices of Europe write: the micro
  // sign and umlauts of names survive.
  const bool utf8 = is_utf8(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += ' ';
    } else if (byte < 0x80 || utf8) {
      out += c;
    } else {
      out += static_cast<char>(0xc0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return out;
}

}  // namespace rwave
