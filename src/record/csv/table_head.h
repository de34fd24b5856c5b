#pragma once
// What stands above the rows of a table: names, units, a preamble of names and values, comments; and what
// that makes of each column.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "record/csv/dialect.h"
#include "record/csv/row_clock.h"

namespace rwave {

enum class ColumnRole { signal, time, counter, text };

struct TableColumn {
  std::string name;  // "MLII"; "column 3" where there is none
  std::string unit;  // as the file has it; empty where it has none
  ColumnRole role = ColumnRole::signal;
  std::string why;  // of a column that is no signal: "by its name", "it rises evenly"
};

struct TableHead {
  Dialect dialect;
  std::vector<TableColumn> columns;   // one a cell
  std::optional<double> stated_rate;  // Hz, of the preamble
  std::string stated_rate_line;       // where it stands: "Sample Rate,512 hertz"
  std::optional<std::size_t> clock;   // the column of times that is the table's clock
  double clock_unit = 1;              // seconds in one unit of it, where it holds numbers
  std::string clock_note;             // how the unit was found
  ClockFit fit;                       // of the clock's first rows
  bool month_first = false;           // of its dates: 3/9 is the ninth of March
  std::vector<std::string> warnings;
};

// Reads the head of a table from its first lines; `rate`, Hz, is what the user says, and decides only whether
// a column that counts 1 a row may be one of milliseconds. `no_clocks`: columns, by number from 0, that are
// known to be no clock, whatever their first rows look like. Throws Error where no line is a row.
TableHead read_table_head(const std::vector<TextLine>& lines, std::optional<double> rate,
                          const std::string& file, const std::vector<std::size_t>& no_clocks = {});

// The time of a cell of the clock's column, seconds; nothing where it is missing or none.
std::optional<double> clock_seconds(std::string_view cell, const TableHead& head);

}  // namespace rwave
