#include "record/csv/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/csv/cells.h"
#include "record/csv/number_faults.h"
#include "record/csv/table_clock.h"
#include "record/text.h"
#include "record/voltage_unit.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int most_places = 6, most_places_of_volts = 9;
constexpr double volts = 0.1;  // columns below this may be volts, of which a microvolt has six places
constexpr double most_value = 2147483000;

// What a column's values ask of its gain.
struct ColumnRange {
  int decimals = 0;
  double magnitude = 0;
  std::int64_t line = 0;  // of the greatest value
  LateMark late;
};

// More columns than this are no leads and sensors: rows and columns are exchanged, or each row is a beat.
constexpr std::size_t most_columns = 100, most_columns_with_names = 1000;

class TableScan {
 public:
  TableScan(const ByteSource& source, const OpenOptions& options, const std::vector<std::size_t>& no_clocks)
      : source_(source), options_(options), no_clocks_(no_clocks), encoding_(find_encoding(source)) {}

  SampleTable run() {
    read_head();
    LineReader lines(source_, encoding_, first_offset_, table_.first_line);
    lines_ = &lines;
    for (auto line = next_row(lines, table_.blank_is_missing); line;
         line = next_row(lines, table_.blank_is_missing)) {
      if (repeats_head(*line)) continue;
      try {
        take_row(*line);
      } catch (const Error&) {
        // Programs write sums and remarks below the rows. Between rows a line that is none stays an error.
        if (table_.rows < 8 || !is_foot(*line, lines, table_, head_.clock)) throw;
        table_.warnings.push_back(fmt::format("line {}: '{}' and what follows are no rows and left out",
                                              lines.line(), printable_utf8(line->substr(0, 60))));
        break;
      }
    }
    drop_blank_end();
    if (table_.rows == 0)
      throw Error(source_.name(), "holds no samples: a line of numbers for each was expected");
    refuse_late_marks();
    choose_places();
    settle_time();
    describe_table(head_, table_);
    return std::move(table_);
  }

 private:
  Error fault(std::string_view message) const {
    return Error::at_line(source_.name(), lines_->line(), message);
  }

  void read_head() {
    const std::vector<TextLine> head = head_lines(source_, encoding_);
    if (head.empty()) throw Error(source_.name(), "is empty");
    head_ = read_table_head(head, options_.csv_rate, options_.ignore_time, source_.name(), no_clocks_);
    check_columns(head);
    if (head_.clock) table_.warnings = head_.warnings;
    const TextLine& first = head[head_.dialect.first_row];
    table_.encoding = encoding_;
    table_.form = head_.dialect.form;
    table_.cells = head_.dialect.cells;
    table_.first_line = first.number;
    first_offset_ = first.offset;
    if (head_.dialect.first_row > 0) names_ = head[head_.dialect.first_row - 1].text;
    if (trim(names_).empty() || is_comment(names_)) names_.clear();
    for (std::size_t c = 0; c < head_.columns.size(); ++c) {
      const TableColumn& column = head_.columns[c];
      if (column.role == ColumnRole::signal) table_.columns.push_back({column.name, column.unit, c, 0});
    }
    if (table_.columns.empty())
      throw Error(source_.name(), "has only times, counters and text, and no signal");
    ranges_.resize(table_.columns.size());
    table_.blank_is_missing = table_.cells == 1 && !is_double_spaced(head);
    if (head_.clock) clock_.emplace(head_);
  }

  void check_columns(const std::vector<TextLine>& head) const {
    const std::size_t columns = head_.columns.size();
    const bool named =
        std::ranges::count_if(head_.columns,
                              [](const TableColumn& column) { return !column.name.starts_with("column "); }) *
            2 >
        static_cast<std::ptrdiff_t>(columns);
    if (columns <= (named ? most_columns_with_names : most_columns)) return;
    const bool wide = head.size() < most_head_lines && head.size() - head_.dialect.first_row < columns;
    throw Error::at_line(
        source_.name(), head[head_.dialect.first_row].number,
        fmt::format("{} columns{}: a line per sample and a column per lead were expected; {}", columns,
                    named ? "" : " without names",
                    wide ? "where each line is a lead, exchange rows and columns"
                         : "rows of cut beats, as the Kaggle files hold them, are for rwave evaluate"));
  }

  // Every other line is blank: line ends that were converted twice.
  bool is_double_spaced(const std::vector<TextLine>& head) const {
    std::size_t blank = 0, rows = 0;
    for (std::size_t i = head_.dialect.first_row; i < head.size(); ++i)
      ++(trim(head[i].text).empty() ? blank : rows);
    return blank * 10 > rows * 8;
  }

  // Exports put together have each file's names between the rows.
  bool repeats_head(std::string_view line) {
    if (names_.empty() || line != names_) return false;
    if (table_.repeated_heads.empty())
      table_.warnings.push_back(fmt::format(
          "line {}: the names of the columns stand there again, and are passed over", lines_->line()));
    table_.repeated_heads.push_back(lines_->line());
    return true;
  }

  void take_row(std::string_view line) {
    if (line.empty()) {  // a missing sample, unless the file ends with it
      ++blank_end_;
      ++table_.rows;
      ++missing_lines_;
      if (clock_) clock_->rows.push_without_time();
      return keep_place();
    }
    split_cells(line, table_.form.delimiter, cells_);
    // LabChart writes comments behind the rows that they belong to.
    if (cells_.size() > table_.cells && cells_[table_.cells].starts_with("#*")) cells_.resize(table_.cells);
    if (cells_.size() != table_.cells) {
      if (lines_->cut_off() && table_.rows > 0) {
        table_.warnings.push_back(
            fmt::format("line {}: the file ends within this row, which is left out", lines_->line()));
        return;
      }
      // A delimiter at the end of some rows only.
      if (cells_.size() == table_.cells + 1 && cells_.back().empty())
        cells_.pop_back();
      else
        check_cell_count(table_.cells, cells_.size(), source_.name(), lines_->line());
    }
    blank_end_ = 0;
    if (clock_) take_time();
    for (std::size_t c = 0; c < table_.columns.size(); ++c) take_cell(cells_[table_.columns[c].position], c);
    ++table_.rows;
    keep_place();
  }

  // Of the row that was taken last.
  void keep_place() {
    if ((table_.rows - 1) % rows_between_offsets == 0)
      table_.row_places.emplace_back(lines_->line(), lines_->line_offset());
  }

  void take_time() {
    if (const std::string wrong = clock_->take(cells_[*head_.clock], lines_->line()); !wrong.empty())
      throw fault(wrong);
  }

  void take_cell(std::string_view cell, std::size_t column) {
    const auto number = parse_decimal(cell, table_.form);
    ColumnRange& range = ranges_[column];
    if (!number) {
      if (is_missing_cell(cell)) return;
      throw fault(not_a_number(cell, table_.columns[column].position));
    }
    range.late.take(*number, lines_->line());
    if (number->decimals > range.decimals)
      range.decimals = std::max(range.decimals, number->shortest().decimals);
    const double magnitude = std::abs(number->value());
    if (magnitude > range.magnitude) {
      range.magnitude = magnitude;
      range.line = lines_->line();
    }
  }

  // 1.050 read as 1.05 would be a recording that looks sound, with its highest beats cut to nothing.
  void refuse_late_marks() const {
    for (std::size_t c = 0; c < ranges_.size(); ++c)
      if (const LateMark& late = ranges_[c].late; late.line() > 0)
        throw Error::at_line(source_.name(), late.line(),
                             late.message(table_.columns[c].position, table_.form.mark));
  }

  // Empty lines at the end of the file are none of its samples.
  void drop_blank_end() {
    table_.rows -= blank_end_;
    missing_lines_ -= blank_end_;
    if (missing_lines_ > 0)
      table_.warnings.push_back(
          fmt::format("{} empty lines between rows are taken for missing samples", missing_lines_));
  }

  void choose_places() {
    for (std::size_t c = 0; c < table_.columns.size();) {
      ColumnRange& range = ranges_[c];
      if (range.magnitude > most_value) {
        const std::string message = fmt::format("{:g} in column {} is too large for a sample (32 bits)",
                                                range.magnitude, table_.columns[c].position + 1);
        if (table_.columns.size() == 1) throw Error::at_line(source_.name(), range.line, message);
        table_.warnings.push_back(fmt::format("line {}: {}: the column is not read", range.line, message));
        table_.columns.erase(table_.columns.begin() + static_cast<std::ptrdiff_t>(c));
        ranges_.erase(ranges_.begin() + static_cast<std::ptrdiff_t>(c));
        continue;
      }
      int places = std::min(range.decimals, range.magnitude < volts ? most_places_of_volts : most_places);
      while (places > 0 && range.magnitude * std::pow(10.0, places) > most_value) --places;
      table_.columns[c++].places = places;
    }
  }

  void settle_time() {
    // Numbers of rows say nothing of the rate.
    const bool measures = clock_ && !head_.fit.exact && clock_->rows.rows() > 0;
    const double measured = measures ? clock_->rows.rate() : 0;
    table_.rate =
        settle_rate(options_.csv_rate, measured, head_, source_.name(), table_.understood, table_.warnings);
    table_.runs = {{0, 0, 0}};
    if (!clock_) return;
    table_.warnings.insert(table_.warnings.end(), clock_->warnings.begin(), clock_->warnings.end());
    if (clock_->rows.changes_rate())
      throw Error(
          source_.name(),
          fmt::format("the times of column {} are not those of one rate, but of {:.4g} to {:.4g} Hz; cut "
                      "the file where its rate changes, or give --rate and --ignore-time",
                      head_.columns[*head_.clock].name, clock_->rows.local_rates().lowest,
                      clock_->rows.local_rates().highest));
    if (clock_->rows.irregular()) {
      const double even = static_cast<double>(table_.rows - 1) / table_.rate, all = clock_->rows.seconds();
      if (std::abs(even / all - 1) > 0.02)  // as settle_rate's agreement
        throw Error(source_.name(),
                    fmt::format("the times of column {} are not those of one rate: {} rows at {:g} Hz take "
                                "{:.6g} s, the times {:.6g} s; cut the file where its rate changes, or give "
                                "--rate and --ignore-time",
                                head_.columns[*head_.clock].name, table_.rows, table_.rate, even, all));
      table_.warnings.push_back(
          fmt::format("the times of column {} are too uneven to tell gaps by: the rows are taken to "
                      "follow each other at {:g} Hz",
                      head_.columns[*head_.clock].name, table_.rate));
      return;
    }
    table_.runs = clock_->rows.runs(table_.rate);
    if (table_.runs.size() < 2) return;
    std::int64_t missing = 0;
    for (std::size_t i = 1; i < table_.runs.size(); ++i)
      missing += table_.runs[i].first_frame - table_.runs[i - 1].first_frame -
                 (table_.runs[i].first_row - table_.runs[i - 1].first_row);
    const RowRun& first = table_.runs[1];
    const std::size_t gaps = table_.runs.size() - 1;
    table_.warnings.push_back(
        fmt::format("{} gap{} in the times of column {}, {:.6g} s in all, the first before row {} at {:.6g} "
                    "s: missing samples",
                    gaps, gaps == 1 ? "" : "s", head_.columns[*head_.clock].name,
                    static_cast<double>(missing) / table_.rate, first.first_row + 1,
                    static_cast<double>(first.first_frame) / table_.rate));
  }

  const ByteSource& source_;
  const OpenOptions& options_;
  const std::vector<std::size_t>& no_clocks_;
  TextEncoding encoding_;
  TableHead head_;
  SampleTable table_;
  LineReader* lines_ = nullptr;
  std::int64_t first_offset_ = 0;
  std::string names_;  // the line above the first row; empty where it is none of names
  std::optional<TableClock> clock_;
  std::int64_t blank_end_ = 0, missing_lines_ = 0;
  std::vector<ColumnRange> ranges_;
  std::vector<std::string_view> cells_;
};

}  // namespace

SampleTable scan_table(const ByteSource& source, const OpenOptions& options) {
  std::vector<std::size_t> no_clocks;
  for (;;) {  // ends, as every turn bars one more column
    try {
      return TableScan(source, options, no_clocks).run();
    } catch (const NoClock& found) {
      no_clocks.push_back(found.column);
    }
  }
}

}  // namespace rwave
