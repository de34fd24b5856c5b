#include "record/text.h"

#include <charconv>
#include <cmath>

namespace rwave {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

std::string_view without_plus(std::string_view token) {
  if (token.size() > 1 && token[0] == '+' && token[1] != '-' && token[1] != '+') token.remove_prefix(1);
  return token;
}

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

std::optional<double> parse_real(std::string_view token) {
  const auto value = parse_whole<double>(token);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace rwave
