// What the first rows of a table hold, before anything is decided about its columns.
#include "record/csv/line_reader.h"
#include "record/csv/table_head.h"
#include "record/csv/time_stamp.h"

namespace rwave {

std::vector<TextLine> head_lines(const ByteSource& source, const TextEncoding& encoding) {
  std::vector<TextLine> head;
  LineReader lines(source, encoding, encoding.mark_bytes, 1);
  // Comments tell of the recording at any length; what is understood are the rows below them.
  std::size_t told = 0;
  while (told < most_head_lines && head.size() < most_head_lines + most_comment_lines) {
    const auto line = lines.next();
    if (!line) break;
    told += is_comment(*line) ? 0 : 1;
    // A line without its end is the file's last and may be cut off: it is no evidence unless it is all
    // there is.
    if (lines.cut_off() && head.size() > 8) break;
    head.push_back({std::string(*line), lines.line(), lines.line_offset()});
  }
  return head;
}

bool months_come_first(const std::vector<TextLine>& lines, const Dialect& dialect) {
  std::vector<std::string_view> cells;
  bool halves = false;
  for (std::size_t i = dialect.first_row; i < lines.size(); ++i) {
    split_cells(lines[i].text, dialect.form.delimiter, cells);
    if (cells.size() != dialect.columns.size()) continue;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (dialect.columns[c] != CellKind::clock) continue;
      if (const auto order = date_order(cells[c])) return *order == DateOrder::month_first;
      halves = halves || cells[c].ends_with("AM") || cells[c].ends_with("PM");
    }
  }
  return halves;
}

// Rows of another number of cells are passed over here: the scan names their line.
std::vector<std::vector<double>> first_values(const std::vector<TextLine>& lines, const TableHead& head) {
  const Dialect& dialect = head.dialect;
  std::vector<std::vector<double>> values(head.columns.size());
  std::vector<std::string_view> cells;
  for (std::size_t i = dialect.first_row; i < lines.size(); ++i) {
    if (is_comment(lines[i].text)) continue;
    split_cells(lines[i].text, dialect.form.delimiter, cells);
    if (cells.size() != values.size()) continue;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (dialect.columns[c] == CellKind::clock) {
        if (const auto seconds = parse_clock(cells[c], head.month_first)) values[c].push_back(*seconds);
      } else if (const auto number = parse_decimal(cells[c], dialect.form)) {
        values[c].push_back(number->value());
      }
    }
  }
  return values;
}

std::optional<double> clock_seconds(std::string_view cell, const TableHead& head) {
  if (head.dialect.columns[*head.clock] == CellKind::clock) return parse_clock(cell, head.month_first);
  const auto number = parse_decimal(cell, head.dialect.form);
  return number ? std::optional(number->value() * head.clock_unit) : std::nullopt;
}

}  // namespace rwave
