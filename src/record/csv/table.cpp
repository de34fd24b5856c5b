#include "record/csv/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "record/csv/cells.h"
#include "record/csv/line_reader.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {

bool is_time_column(std::string_view name, bool first) {
  constexpr std::array<std::string_view, 9> names = {
      "time", "t", "timestamp", "elapsed time", "seconds", "sample", "sample #", "sample number", "index"};
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  // Tables saved with their row numbers leave the first column without a name.
  return (first && name.empty()) || std::ranges::find(names, lower) != names.end();
}
namespace {

constexpr int most_places = 6;

// A column's name and units: "MLII (mV)", "MLII [mV]", "# MLII", "MLII".
CsvColumn parse_column_name(std::string_view cell) {
  CsvColumn column;
  while (!cell.empty() && (cell[0] == '#' || cell[0] == ' ')) cell.remove_prefix(1);
  const std::size_t open = cell.find_last_of("([");
  if (open != std::string_view::npos && (cell.back() == ')' || cell.back() == ']')) {
    column.units = trim(cell.substr(open + 1, cell.size() - open - 2));
    cell = cell.substr(0, open);
  }
  column.name = trim(cell);
  return column;
}

// What a column's values ask of its gain.
struct ColumnRange {
  int decimals = 0;
  double magnitude = 0;
  std::int64_t line = 0;  // of the greatest value
};

class TableScan {
 public:
  explicit TableScan(const ByteSource& source) : source_(source), lines_(source, 0, 1) {}

  CsvTable run() {
    read_head();
    while (const auto line = next_row()) take_row(*line);
    if (table_.rows == 0)
      throw Error(source_.name(), "holds no samples: a line of numbers for each was expected");
    choose_places();
    return std::move(table_);
  }

 private:
  Error fault(std::string_view message) const {
    return Error::at_line(source_.name(), lines_.line(), message);
  }

  // The next line that is not blank. Blank lines may end a file, and may not stand between rows: there they
  // would be samples that somebody dropped.
  std::optional<std::string_view> next_row() {
    if (rewound_) {
      rewound_ = false;
      return row_;
    }
    std::int64_t blank = 0;
    for (;;) {
      const auto line = lines_.next();
      if (!line) return std::nullopt;
      if (trim(*line).empty()) {
        blank = lines_.line();
        continue;
      }
      if (blank != 0 && table_.cells != 0) {
        throw Error::at_line(source_.name(), blank,
                             "an empty line between rows; a missing sample is an empty cell or '-'");
      }
      return line;
    }
  }

  // Names, units and the first row's place. Leaves the first row to be taken again.
  void read_head() {
    auto line = next_row();
    if (!line) throw Error(source_.name(), "is empty");
    std::string first(*line);
    if (first.starts_with("\xef\xbb\xbf")) first.erase(0, 3);  // the byte order mark that some editors write
    const std::int64_t first_offset =
        lines_.line_offset() + static_cast<std::int64_t>(line->size() - first.size());
    const std::int64_t first_number = lines_.line();
    line = next_row();
    table_.separator = find_separator(first, line ? *line : first);
    split_cells(first, table_.separator, cells_);
    table_.cells = cells_.size();
    const bool has_names = holds_names(first_number);
    set_columns(has_names);
    if (has_names && line && is_units_line(*line)) line = next_row();
    if (has_names) {
      if (!line) throw Error(source_.name(), "holds no samples: only a line of names");
      keep_row_start(lines_.line_offset());
      table_.first_line = lines_.line();
      rewind_to(*line);
    } else {
      // The second line was looked at for the separator: start again behind the mark.
      lines_ = LineReader(source_, first_offset, first_number);
      keep_row_start(first_offset);
      table_.first_line = first_number;
    }
  }

  // Whether the first line, in cells_, names the columns. A line of names and numbers would be either a row
  // with a damaged number or names that are taken for numbers: neither is guessed.
  bool holds_names(std::int64_t line) const {
    const auto text = std::ranges::find_if(cells_, is_text_cell);
    if (text == cells_.end()) return false;
    if (std::ranges::none_of(cells_, [](std::string_view cell) { return parse_decimal(cell).has_value(); })) {
      return true;
    }
    throw Error::at_line(
        source_.name(), line,
        fmt::format("'{}' in column {} is not a number, other columns hold numbers; a first line "
                    "of names holds names only",
                    *text, text - cells_.begin() + 1));
  }

  void set_columns(bool has_names) {
    for (std::size_t c = 0; c < cells_.size(); ++c) {
      CsvColumn column = has_names ? parse_column_name(cells_[c]) : CsvColumn();
      if (has_names && is_time_column(column.name, c == 0)) continue;
      if (column.name.empty()) column.name = fmt::format("column {}", c + 1);
      table_.positions.push_back(c);
      table_.columns.push_back(std::move(column));
    }
    if (table_.columns.empty()) throw Error(source_.name(), "has only a time column, and no signal");
    ranges_.resize(table_.columns.size());
  }

  // A second line of names, as `rdsamp -c -v` prints: 'seconds','mV','mV'.
  bool is_units_line(std::string_view line) {
    split_cells(line, table_.separator, cells_);
    if (cells_.size() != table_.cells || !std::ranges::all_of(cells_, is_text_cell)) return false;
    for (std::size_t c = 0; c < table_.columns.size(); ++c)
      table_.columns[c].units = cells_[table_.positions[c]];
    return true;
  }

  void rewind_to(std::string_view line) {
    row_ = line;
    rewound_ = true;
  }

  void keep_row_start(std::int64_t offset) { table_.row_offsets.push_back(offset); }

  void take_row(std::string_view line) {
    split_cells(line, table_.separator, cells_);
    check_cell_count(table_, cells_.size(), source_.name(), lines_.line());
    for (std::size_t c = 0; c < table_.columns.size(); ++c) take_cell(cells_[table_.positions[c]], c);
    if (table_.rows > 0 && table_.rows % rows_between_offsets == 0) keep_row_start(lines_.line_offset());
    ++table_.rows;
  }

  void take_cell(std::string_view cell, std::size_t column) {
    if (is_missing_cell(cell)) return;
    const auto number = parse_decimal(cell);
    if (!number) {
      throw fault(fmt::format("'{}' in column {} is not a number; a missing sample is an empty cell or '-'",
                              cell, table_.positions[column] + 1));
    }
    ColumnRange& range = ranges_[column];
    range.decimals = std::max(range.decimals, number->decimals);
    const double magnitude = std::abs(number->value());
    if (magnitude > range.magnitude) {
      range.magnitude = magnitude;
      range.line = lines_.line();
    }
  }

  void choose_places() {
    constexpr double most = 2147483000;
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      int places = std::min(ranges_[c].decimals, most_places);
      while (places > 0 && ranges_[c].magnitude * std::pow(10.0, places) > most) --places;
      if (ranges_[c].magnitude > most) {
        throw Error::at_line(source_.name(), ranges_[c].line,
                             fmt::format("{} in column {} is too large for a sample (32 bits)",
                                         ranges_[c].magnitude, table_.positions[c] + 1));
      }
      table_.columns[c].places = places;
    }
  }

  const ByteSource& source_;
  LineReader lines_;
  CsvTable table_;
  std::vector<ColumnRange> ranges_;
  std::vector<std::string_view> cells_;
  std::string_view row_;
  bool rewound_ = false;
};

}  // namespace

CsvTable scan_table(const ByteSource& source) {
  return TableScan(source).run();
}

void check_cell_count(const CsvTable& table, std::size_t cells, const std::string& file, std::int64_t line) {
  if (cells == table.cells) return;
  throw Error::at_line(file, line, fmt::format("{} columns, the first line has {}", cells, table.cells));
}

}  // namespace rwave
