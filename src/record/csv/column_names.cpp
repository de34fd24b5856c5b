#include "record/csv/column_names.h"

#include <algorithm>
#include <array>

#include "record/csv/column_roles.h"
#include "record/csv/time_stamp.h"
#include "record/text.h"
#include "record/voltage_unit.h"

namespace rwave {

void split_name(std::string_view cell, TableColumn& column) {
  while (!cell.empty() && (cell[0] == '#' || cell[0] == ' ' || cell[0] == '%')) cell.remove_prefix(1);
  const std::size_t open = cell.find_last_of("([");
  if (open != std::string_view::npos && (cell.back() == ')' || cell.back() == ']')) {
    column.unit = printable_utf8(trim(cell.substr(open + 1, cell.size() - open - 2)));
    column.name = printable_utf8(trim(cell.substr(0, open)));
    return;
  }
  column.name = printable_utf8(trim(cell));
  // "ecg_uV", "ECG/mV", "time in ms": a unit without brackets is believed only where it is one of
  // voltage, or of time behind a word of time. "lead_I" has no unit "I".
  const std::size_t cut = cell.find_last_of("/_ -,");
  if (cut == std::string_view::npos || cut + 1 >= cell.size() || cut == 0) return;
  const std::string_view last = cell.substr(cut + 1);
  const bool voltage = unit_of(last).kind == UnitKind::voltage && (last.size() > 1 || cell[cut] == '/');
  const bool time = seconds_of_unit(last).has_value() && is_time_name(cell.substr(0, cut));
  if (!voltage && !time) return;
  column.unit = printable_utf8(last);
  std::string_view name = trim(cell.substr(0, cut));
  if (name.ends_with(" in")) name.remove_suffix(3);
  if (!time) column.name = printable_utf8(trim(name));
}

std::string without_brackets(std::string_view unit) {
  if (unit.size() > 2 && std::string_view("([").find(unit.front()) != std::string_view::npos)
    unit = unit.substr(1, unit.size() - 2);
  return printable_utf8(trim(unit));
}

namespace {

// Every cell of a line of units must be one that a unit line may hold, and one of them must be a
// real unit: else a line of names such as "n,s" would be taken for it.
bool is_unit_cell(std::string_view cell) {
  if (cell.starts_with("hh:mm")) return true;
  constexpr std::array<std::string_view, 16> others = {
      "",    "-",       "no units", "%",    "mmHg", "bpm",          "g",  "m/s2",
      "n/a", "m/(s^2)", "CAL",      "unit", "a.u.", "hh:mm:ss.mmm", "uS", "deg/s"};
  return unit_of(cell).kind == UnitKind::voltage || seconds_of_unit(cell) ||
         std::ranges::find(others, cell) != others.end() || is_raw_unit(cell) || is_counter_name(cell);
}

}  // namespace

bool is_unit_line(const std::vector<std::string_view>& cells) {
  return std::ranges::all_of(cells, is_unit_cell) && std::ranges::any_of(cells, [](std::string_view cell) {
           return unit_of(cell).kind == UnitKind::voltage || is_raw_unit(cell) ||
                  (seconds_of_unit(cell) && !is_time_name(cell));
         });
}

void split_names(std::string_view line, const Dialect& dialect, std::vector<std::string_view>& cells) {
  split_cells(line, dialect.form.delimiter, cells);
  // Blanks between names, above rows of blanks or of tabs.
  const bool fits = cells.size() == dialect.cells || cells.size() + 1 == dialect.cells;
  if (fits || (dialect.form.delimiter != ' ' && cells.size() != 1)) return;
  cells.clear();
  for (line = trim(line); !line.empty();) {
    const std::size_t end = std::min(line.find("  "), line.size());
    cells.push_back(trim(line.substr(0, end)));
    line = trim(line.substr(end));
  }
}

}  // namespace rwave
