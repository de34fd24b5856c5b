#include "record/csv/cells.h"

#include <algorithm>
#include <cmath>

#include "record/text.h"

namespace rwave {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view without_quotes(std::string_view cell) {
  if (cell.size() >= 2 && cell.front() == cell.back() && (cell.front() == '"' || cell.front() == '\'')) {
    cell = cell.substr(1, cell.size() - 2);
  }
  return trim(cell);
}

// Length of the cell that `rest` begins with, up to the separator or the end of the line.
std::size_t cell_length(std::string_view rest, char separator) {
  const std::size_t start = rest.find_first_not_of(" \t");
  if (start != std::string_view::npos && (rest[start] == '"' || rest[start] == '\'')) {
    const std::size_t close = rest.find(rest[start], start + 1);
    if (close != std::string_view::npos) return std::min(rest.find(separator, close), rest.size());
  }
  return std::min(rest.find(separator), rest.size());
}

// The decimal exponent at the end of a number; nothing where it is malformed. Absurd ones are cut to a bound
// that is far beyond what fits.
std::optional<int> parse_exponent(std::string_view text) {
  const auto exponent = parse_integer(text);
  if (!exponent) return std::nullopt;
  return static_cast<int>(std::clamp<std::int64_t>(*exponent, -10000, 10000));
}

}  // namespace

char find_separator(std::string_view first, std::string_view second) {
  for (const char separator : {';', '\t', ','}) {
    if (first.find(separator) != std::string_view::npos) return separator;
  }
  return trim(second).find(' ') != std::string_view::npos ? ' ' : ',';
}

void split_cells(std::string_view line, char separator, std::vector<std::string_view>& cells) {
  cells.clear();
  if (separator == ' ') line = trim(line);
  for (;;) {
    const std::size_t length = cell_length(line, separator);
    cells.push_back(without_quotes(trim(line.substr(0, length))));
    if (length == line.size()) return;
    line.remove_prefix(length + 1);
    if (separator == ' ') line = trim(line);
  }
}

double Decimal::value() const {
  return static_cast<double>(mantissa) * std::pow(10.0, -decimals);
}

std::optional<Decimal> parse_decimal(std::string_view cell) {
  constexpr std::int64_t full = 100'000'000'000'000'000;  // another digit may still follow: 18 in all
  Decimal number;
  std::size_t at = 0;
  const bool negative = !cell.empty() && cell[0] == '-';
  if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) ++at;
  bool digits = false;
  bool after_point = false;
  for (; at < cell.size(); ++at) {
    if (cell[at] == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (!is_digit(cell[at])) break;
    digits = true;
    if (number.mantissa >= full) {
      if (!after_point) return std::nullopt;
      continue;
    }
    number.mantissa = number.mantissa * 10 + (cell[at] - '0');
    if (after_point) ++number.decimals;
  }
  if (!digits) return std::nullopt;
  if (at < cell.size()) {
    if (cell[at] != 'e' && cell[at] != 'E') return std::nullopt;
    const auto exponent = parse_exponent(cell.substr(at + 1));
    if (!exponent) return std::nullopt;
    number.decimals -= *exponent;
  }
  if (number.mantissa == 0) return Decimal{};
  for (; number.decimals > 0 && number.mantissa % 10 == 0; --number.decimals) number.mantissa /= 10;
  if (negative) number.mantissa = -number.mantissa;
  return number;
}

std::optional<std::int32_t> scaled(const Decimal& number, int places) {
  constexpr std::int64_t most = 2147483647;
  std::int64_t value = number.mantissa;
  int shift = places - number.decimals;  // digits to append; to drop where negative
  if (value == 0 || shift < -18) return 0;
  for (; shift > 0; --shift) {
    if (std::abs(value) > most) return std::nullopt;
    value *= 10;
  }
  std::int64_t divisor = 1;
  for (; shift < 0; ++shift) divisor *= 10;
  const std::int64_t rest = std::abs(value % divisor);
  value /= divisor;
  if (divisor > 1 && rest >= divisor - rest) value += number.mantissa < 0 ? -1 : 1;
  return std::abs(value) <= most ? std::optional(static_cast<std::int32_t>(value)) : std::nullopt;
}

bool is_text_cell(std::string_view cell) {
  if (is_missing_cell(cell) || parse_decimal(cell)) return false;
  std::string_view word = cell;
  if (word[0] == '-' || word[0] == '+') word.remove_prefix(1);
  if (word.size() == 3) {
    const auto lower = [&](std::size_t i) { return static_cast<char>(word[i] | 0x20); };
    if (lower(0) == 'n' && lower(1) == 'a' && lower(2) == 'n') return false;
    if (lower(0) == 'i' && lower(1) == 'n' && lower(2) == 'f') return false;
  }
  return true;
}

}  // namespace rwave
