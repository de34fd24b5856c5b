#include "record/csv/number_faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "record/csv/time_stamp.h"
#include "record/text.h"
#include "record/voltage_unit.h"
#include "rwave/error.h"

namespace rwave {

std::string_view unit_in(std::string_view cell) {
  cell = trim(cell);
  const std::size_t end = cell.find_first_not_of("+-.,0123456789");
  if (end == std::string_view::npos) return {};
  const std::string_view number = cell.substr(0, end);
  // Not "0.004,0.8 mV": these are two cells.
  if (!parse_decimal(number, {0, '.', ','}) && !parse_decimal(number, {0, ',', '.'})) return {};
  const std::string_view unit = trim(cell.substr(end));
  const bool known = unit == "%" || unit_of(unit).kind == UnitKind::voltage || seconds_of_unit(unit);
  return known ? unit : std::string_view();
}

std::string not_a_number(std::string_view cell, std::size_t column) {
  const std::string shown = printable_utf8(cell.substr(0, 40));
  if (const std::string_view unit = unit_in(cell); !unit.empty())
    return fmt::format(
        "'{}' in column {} has its unit with it: write the number alone, and the unit behind the column's "
        "name, as in NAME ({})",
        shown, column + 1, printable_utf8(unit));
  if (cell.size() > 4 && is_digit(cell.back()) &&
      cell.find_first_not_of("+-.,'0123456789 \xa0\xc2") == std::string_view::npos)
    return fmt::format(
        "'{}' in column {} is not a number as the rows before have them: write numbers without marks between "
        "thousands",
        shown, column + 1);
  return fmt::format("'{}' in column {} is not a number; a missing sample is an empty cell, '-' or NaN",
                     shown, column + 1);
}

void refuse_units_in_cells(const std::vector<TextLine>& lines, const std::string& file) {
  std::size_t all = 0, with_unit = 0;
  std::string first;
  std::int64_t first_line = 0;
  std::vector<std::string_view> cells;
  for (const TextLine& line : lines) {
    if (trim(line.text).empty() || is_comment(line.text)) continue;
    ++all;
    for (const char delimiter : {';', '\t', '|', ','}) {
      split_cells(line.text, delimiter, cells);
      const auto found =
          std::ranges::find_if(cells, [](std::string_view cell) { return !unit_in(cell).empty(); });
      if (found == cells.end()) continue;
      if (with_unit++ == 0) {
        first = not_a_number(*found, static_cast<std::size_t>(found - cells.begin()));
        first_line = line.number;
      }
      break;
    }
  }
  if (2 * with_unit > all) throw Error::at_line(file, first_line, first);
}

// Decimals show themselves by another number of digits than three, or by a zero in front of the mark; a whole
// number of four digits shows that nothing separates thousands.
void LateMark::look(const Decimal& number, std::int64_t line) {
  const std::int64_t size = std::abs(number.mantissa);
  if (number.decimals == 0 && size < 1000) {
    greatest_whole_ = std::max(greatest_whole_, size);
  } else if (number.decimals != 3 || size < 1000 || size >= 1'000'000 || greatest_whole_ < 100) {
    is_told_ = true;
  } else if (line_ == 0) {
    line_ = line;
    thousandths_ = number.mantissa;
  }
}

std::string LateMark::message(std::size_t column, char mark) const {
  return fmt::format(
      "'{0}{1}{2:03}' in column {3} may be {0}{2:03} or a number of three decimals: those before it are "
      "whole, and "
      "nothing tells; write numbers without marks between thousands",
      thousandths_ / 1000, mark, std::abs(thousandths_) % 1000, column + 1);
}

}  // namespace rwave
