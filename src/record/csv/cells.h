#pragma once
// One line of a CSV file: its cells, and the decimal numbers in them.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rwave {

// The separator of a table whose first two lines these are (`second` is `first` where there is only one):
// semicolon, tab or comma where the first line has one, in this order; else blanks where the second line has
// them inside.
char find_separator(std::string_view first, std::string_view second);

// Splits a line at the separator (a run of blanks counts as one), trims the cells and takes off their quotes,
// single or double. A separator within quotes belongs to the cell.
void split_cells(std::string_view line, char separator, std::vector<std::string_view>& cells);

// mantissa / 10^decimals, without trailing zeros. Exact for up to 18 digits; further fraction digits are
// dropped.
struct Decimal {
  std::int64_t mantissa = 0;
  int decimals = 0;

  double value() const;
};

// Reads -12, +0.5, .5, 1.25e-3 and the like, the whole cell; nothing where it is no finite decimal number or
// has more than 18 digits before the point.
std::optional<Decimal> parse_decimal(std::string_view cell);

// The number times 10^places, rounded to the nearest integer (halves away from zero); nothing where it
// exceeds 31 bits.
std::optional<std::int32_t> scaled(const Decimal& number, int places);

// Whether the cell says that there is no sample.
inline bool is_missing_cell(std::string_view cell) {
  return cell.empty() || cell == "-";
}

// Whether the cell is text: not a number, not missing, and not one of the names of no number (nan, inf).
bool is_text_cell(std::string_view cell);

}  // namespace rwave
