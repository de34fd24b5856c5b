#include "record/csv/cells.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string>
#include <utility>

#include "record/text.h"

namespace rwave {
namespace {

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
    // A delimiter within quotes belongs to the cell. A quote that never closes is text, so that one
    // stray mark does not swallow the rest of the line.
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

// A cell of a sign, digits and a mark among them, as nearly all are: so few digits that none has to be
// counted.
std::optional<Decimal> plain_decimal(std::string_view cell, char mark) {
  constexpr std::size_t most_characters = 18;
  if (cell.empty() || cell.size() > most_characters) return std::nullopt;
  const char* at = cell.data();
  const char* const end = at + cell.size();
  const bool negative = *at == '-';
  if (negative || *at == '+') ++at;
  std::int64_t mantissa = 0;
  const char* const first = at;
  for (; at != end && is_digit(*at); ++at) mantissa = mantissa * 10 + (*at - '0');
  std::ptrdiff_t digits = at - first;
  int decimals = 0;
  if (at != end && *at == mark) {
    const char* const behind = ++at;
    for (; at != end && is_digit(*at); ++at) mantissa = mantissa * 10 + (*at - '0');
    decimals = static_cast<int>(at - behind);
    digits += decimals;
  }
  if (at != end || digits == 0) return std::nullopt;
  if (mantissa == 0) return Decimal{};
  return Decimal{negative ? -mantissa : mantissa, decimals};
}

// A number's ASCII form where spreadsheets write others: the typographic minus (U+2212), blanks that break no
// line (U+00A0, U+202F; of Latin-1, too) around it and between its thousands. Empty where other bytes are in
// it.
std::string ascii_number(std::string_view cell) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> forms = {
      {{"\xe2\x88\x92", "-"}, {"\xc2\xa0", ""}, {"\xe2\x80\xaf", ""}, {"\xa0", ""}}};
  std::string text;
  while (!cell.empty()) {
    if ((cell[0] & 0x80) == 0) {
      text += cell[0];
      cell.remove_prefix(1);
      continue;
    }
    const auto form =
        std::ranges::find_if(forms, [&](const auto& one) { return cell.starts_with(one.first); });
    if (form == forms.end()) return {};
    text += form->second;
    cell.remove_prefix(form->first.size());
  }
  return text;
}

// "1,290.0" without its separators, where the mark is known to be the other of comma and point: greater
// numbers may come long after it was told from small ones. Empty where the groups are not of three digits.
std::string without_thousands(std::string_view cell, char mark) {
  const char separator = mark == '.' ? ',' : '.';
  const std::size_t point = cell.find(mark);
  if (point == std::string_view::npos || cell.find(separator) > point) return {};
  std::string text;
  std::size_t since = 0;  // digits behind the last separator
  bool grouped = false;
  for (std::size_t i = 0; i < point; ++i) {
    if (cell[i] != separator) {
      if (is_digit(cell[i])) ++since;
      text += cell[i];
      continue;
    }
    if (since == 0 || since > 3 || (grouped && since != 3)) return {};
    grouped = true;
    since = 0;
  }
  if (since != 3) return {};
  return text.append(cell.substr(point));
}

// Whether a cell may begin or end with it and be another one without it: blanks and quotes.
bool is_trimmed(char c) {
  return (c >= 0 && c <= ' ') || c == '"' || c == '\'';
}

}  // namespace

// Cells are views into the line: a day of samples has tens of millions of cells, and a string for
// each would take most of the time.
void split_cells(std::string_view line, char separator, std::vector<std::string_view>& cells) {
  cells.clear();
  if (separator == 0) {
    cells.push_back(without_quotes(trim(line)));
    return;
  }
  if (separator == ' ') line = trim(line);
  const char* const end = line.data() + line.size();
  for (;;) {
    // Nearly all cells are a few characters and nothing to be taken off: a search by memchr, and what comes
    // behind it, would take longer than they do.
    const char* const begin = line.data();
    const char* at = begin;
    while (at != end && *at != separator) ++at;
    if (separator != ' ' && at != begin && !is_trimmed(*begin) && !is_trimmed(at[-1])) {
      cells.emplace_back(begin, static_cast<std::size_t>(at - begin));
      if (at == end) return;
      line.remove_prefix(static_cast<std::size_t>(at - begin) + 1);
      continue;
    }
    const std::size_t length = cell_length(line, separator);
    cells.push_back(without_quotes(trim(line.substr(0, length))));
    if (length == line.size()) return;
    line.remove_prefix(length + 1);
    if (separator == ' ') line = trim(line);
  }
}

// A division by an exact power of ten rounds once; a product with 10^-n rounds twice, and 0.1 would
// come out unequal to the 0.1 of every other program.
double Decimal::value() const {
  constexpr std::array powers = {1.,   1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
  if (decimals >= 0 && decimals < static_cast<int>(powers.size()))
    return static_cast<double>(mantissa) / powers[static_cast<std::size_t>(decimals)];
  return static_cast<double>(mantissa) * std::pow(10.0, -decimals);
}

Decimal Decimal::shortest() const {
  Decimal number = *this;
  if (number.mantissa == 0) return {};
  for (; number.decimals > 0 && number.mantissa % 10 == 0; --number.decimals) number.mantissa /= 10;
  return number;
}

// Decimals are kept as an integer and a count of places: a table's values become ADC integers
// without ever passing through binary fractions, so that convert gives them back exactly.
std::optional<Decimal> parse_decimal(std::string_view cell, const CellForm& form) {
  if (const auto plain = plain_decimal(cell, form.mark)) return plain;
  if (std::ranges::any_of(cell, [](char c) { return (c & 0x80) != 0; })) {
    const std::string ascii = ascii_number(cell);
    return ascii.empty() ? std::nullopt : parse_decimal(ascii, form);
  }
  if (form.thousands == 0 && form.mixed)
    if (const std::string plain = without_thousands(cell, form.mark); !plain.empty())
      return plain_decimal(plain, form.mark);
  constexpr std::int64_t full = 920'000'000'000'000'000;  // below it another digit fits into 64 bits
  Decimal number;
  std::size_t at = 0;
  const bool negative = !cell.empty() && cell[0] == '-';
  if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) ++at;
  bool digits = false;
  bool after_point = false;
  for (; at < cell.size(); ++at) {
    if (!is_digit(cell[at])) {
      if (cell[at] == form.mark && !after_point) {
        after_point = true;
        continue;
      }
      if (form.thousands != 0 && cell[at] == form.thousands && digits && !after_point) continue;
      break;
    }
    digits = true;
    // Further digits behind the point are below what a sample can hold. In front of it they change
    // the size of the number, which then does not fit.
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
  if (negative) number.mantissa = -number.mantissa;
  return number;
}

std::optional<std::int32_t> scaled(const Decimal& number, int places) {
  constexpr std::int64_t most = 2147483647;
  std::int64_t value = number.mantissa;
  int shift = places - number.decimals;  // digits to append; to drop where negative
  if (value == 0 || shift < -18) return 0;
  if (shift > 0) {
    constexpr std::array<std::int64_t, 10> powers = {
        1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
    if (std::abs(value) > most || shift >= static_cast<int>(powers.size())) return std::nullopt;
    value *= powers[static_cast<std::size_t>(shift)];
    shift = 0;
  }
  std::int64_t divisor = 1;
  for (; shift < 0; ++shift) divisor *= 10;
  if (divisor > 1) {
    // Rounds half away from zero, as spreadsheets do.
    const std::int64_t rest = std::abs(value % divisor);
    value /= divisor;
    if (rest >= divisor - rest) value += number.mantissa < 0 ? -1 : 1;
  }
  return std::abs(value) <= most ? std::optional(static_cast<std::int32_t>(value)) : std::nullopt;
}

bool is_missing_cell(std::string_view cell) {
  if (cell.empty()) return true;
  if (cell.size() > 6 || is_digit(cell.back())) return false;  // most cells end here
  // What programs write for a missing value: pandas, R, MATLAB, Excel in English ("#N/A") and in
  // German ("#NV").
  constexpr std::array<std::string_view, 14> words = {"-",   "--",   "nan", "na",   "n/a",  "null", "none",
                                                      "nil", "#n/a", "?",   "-nan", "nan.", "#nv",  "*"};
  std::string lower(cell);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(words, lower) != words.end();
}

}  // namespace rwave
