#pragma once
// Cells that are no number, or may be two: what a person is told of them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/csv/cells.h"
#include "record/csv/dialect.h"

namespace rwave {

// The unit behind the number of a cell: "mV" of "0.8 mV", "%" of "97%"; empty where there is none.
std::string_view unit_in(std::string_view cell);

// What to do where a cell of numbers is none; `column` from 0.
std::string not_a_number(std::string_view cell, std::size_t column);

// Throws Error at the first such cell where most of the lines, none of which is a row, hold one.
void refuse_units_in_cells(const std::vector<TextLine>& lines, const std::string& file);

// Of one column, number by number: a mark that comes late, "1.050" behind whole numbers such as 987, may
// separate thousands, which the first rows could not tell.
class LateMark {
 public:
  void take(const Decimal& number, std::int64_t line) {
    if (!is_told_ && number.mantissa != 0) look(number, line);
  }

  // The line of the first such number, while no other number of the column tells what the mark is; 0: none.
  std::int64_t line() const { return is_told_ ? 0 : line_; }

  // What is wrong there; `column` from 0, `mark` of the table's form.
  std::string message(std::size_t column, char mark) const;

 private:
  void look(const Decimal& number, std::int64_t line);

  bool is_told_ = false;
  std::int64_t greatest_whole_ = 0;
  std::int64_t line_ = 0;
  std::int64_t thousandths_ = 0;  // of the number on that line
};

}  // namespace rwave
