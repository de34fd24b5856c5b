// Which lines of a table are its rows, for the scan and for reading alike.
#include <fmt/format.h>

#include "record/csv/cells.h"
#include "record/csv/table.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {

std::optional<std::string_view> next_row(LineReader& lines, bool blank_is_missing) {
  for (;;) {
    const auto line = lines.next();
    if (!line) return std::nullopt;
    // The first character decides for nearly all lines whether they can be blank or a comment; this
    // runs once for each sample of a day.
    if (line->empty() || line->front() == ' ' || line->front() == '\t') {
      if (trim(*line).empty()) {
        if (blank_is_missing) return std::string_view();
        continue;
      }
    }
    const char first = line->empty() ? ' ' : line->front();
    if ((first == '#' || first == '%' || first == '/' || first == '!') && is_comment(*line)) continue;
    return line;
  }
}

bool is_foot(std::string_view line, LineReader rest, const SampleTable& table,
             std::optional<std::size_t> clock) {
  constexpr int most_lines = 20;
  // A last row that is damaged begins as the others do, and "inf" is a number to those who wrote it.
  line = trim(line);
  if (line.empty() || std::string_view("0123456789+-.,;").find(line.front()) != std::string_view::npos ||
      line.starts_with("inf") || line.starts_with("Inf") || line.starts_with("INF"))
    return false;
  std::vector<std::string_view> cells;
  for (int i = 0; i < most_lines; ++i) {
    const auto next = rest.next();
    if (!next) return true;
    split_cells(*next, table.form.delimiter, cells);
    if (cells.size() != table.cells || !parse_decimal(cells[table.columns.front().position], table.form))
      continue;
    // "Mean;0.02" has as many cells as a row, and no time.
    const CellKind time = clock ? kind_of_cell(cells[*clock], table.form) : CellKind::number;
    if (time == CellKind::number || time == CellKind::clock) return false;
  }
  return !rest.next();
}

void check_cell_count(std::size_t expected, std::size_t cells, const std::string& file, std::int64_t line) {
  if (cells == expected) return;
  throw Error::at_line(file, line, fmt::format("{} columns, the rows before have {}", cells, expected));
}

}  // namespace rwave
