#pragma once
// One line of a table: its cells, and the decimal numbers in them.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rwave {

// A digit of ASCII, whatever the locale: tables are bytes, and std::isdigit is undefined for those above 127.
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// What the numbers and cells of a table are written with.
struct CellForm {
  // ' ' stands for a run of blanks; 0: a line is one cell.
  char delimiter = ',';
  // Before the decimals. A comma in most of Europe; the delimiter is then something else.
  char mark = '.';
  // Between groups of three digits; 0: none.
  char thousands = 0;
  // A number of another form may stand among plain ones: 1,290.5 where no other is of four digits. Not while
  // the form is looked for: the plain one would then fit what it does not.
  bool mixed = false;
};

// Splits a line at the delimiter, trims the cells and takes off their quotes, single or double. A delimiter
// within quotes belongs to the cell. `cells` is replaced; they are parts of `line`, which must outlive
// them.
void split_cells(std::string_view line, char delimiter, std::vector<std::string_view>& cells);

// A number as the table has it: mantissa / 10^decimals. Exact for up to 18 digits; further fraction digits
// are dropped. Not a double: 0.1 mV must become 100 units at a gain of 1000, and not 99 or 101 by rounding.
struct Decimal {
  std::int64_t mantissa = 0;
  int decimals = 0;

  // The nearest double, for times and rates; samples stay decimal.
  double value() const;

  // The same number without zeros at the end of its fraction.
  Decimal shortest() const;
};

// Reads -12, +0.5, .5, 1.25e-3 and the like, the whole cell, with the form's decimal mark and thousands;
// nothing where it is no finite decimal number or has more than 18 digits before the point.
std::optional<Decimal> parse_decimal(std::string_view cell, const CellForm& form = {});

// The number times 10^places, rounded to the nearest integer (halves away from zero); nothing where it
// exceeds 31 bits.
std::optional<std::int32_t> scaled(const Decimal& number, int places);

// Whether the cell says that there is no sample: empty, "-", NaN, NA, null and the like.
bool is_missing_cell(std::string_view cell);

}  // namespace rwave
