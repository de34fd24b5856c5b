#pragma once
// What a table holds: its columns, where its rows start and stand in time, and what each column's values
// need.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/byte_source.h"
#include "record/csv/line_reader.h"
#include "record/csv/row_clock.h"
#include "record/csv/table_head.h"
#include "rwave/recording.h"

namespace rwave {

// A column that is a signal, and how its cells become ADC units.
struct CsvColumn {
  std::string name;
  // Empty where the file states none.
  std::string units;
  // Which of a row's cells it is, from 0.
  std::size_t position = 0;
  // Decimal places kept: the gain is 10^places.
  int places = 0;
};

// All that reading samples needs, known after one pass over the file. A pass may fail where a file changes
// between opening and reading: then reading throws Error.
struct SampleTable {
  TextEncoding encoding;
  CellForm form;
  // Cells of a row, those passed over included; every row must have as many.
  std::size_t cells = 0;
  std::vector<CsvColumn> columns;  // the signals
  // The line of row 0, counted from 1.
  std::int64_t first_line = 1;
  // An empty line is a sample that was not recorded (tables of one column).
  bool blank_is_missing = false;
  // Lines that are rows, and the frames that they take with the gaps between `runs`.
  std::int64_t rows = 0;
  // Rows per second, settled (settle_rate).
  double rate = 0;
  std::vector<RowRun> runs;
  // Lines between the rows that are none, in order: the head, repeated where exports were put together.
  std::vector<std::int64_t> repeated_heads;
  // Lines and byte offsets of rows 0, rows_between_offsets, 2 * rows_between_offsets, ...
  std::vector<std::pair<std::int64_t, std::int64_t>> row_places;
  // What was assumed or left out, a line each; as RecordingInfo::warnings.
  std::vector<std::string> warnings;
  // How the table was read, by subject; as RecordingInfo::understood.
  std::vector<std::pair<std::string, std::string>> understood;
};

// 24 hours at 360 Hz keep 120 KB of places; to reach a row, at most this many lines are passed over.
inline constexpr std::int64_t rows_between_offsets = 4096;

// Reads the whole file once and checks every cell. Throws Error naming the line; UsageError where the rate is
// not known, or the rate given contradicts the file.
SampleTable scan_table(const ByteSource& source, const OpenOptions& options);

// The next line that is a row: comments are passed over, and so are blank lines, unless they are missing
// samples (one then comes as an empty line). Nothing at the end of the file.
std::optional<std::string_view> next_row(LineReader& lines, bool blank_is_missing);

// Whether what begins with `line`, which is no row, is the table's foot ("Total samples:
// 30000"): at most twenty lines up to the file's end, none of them a row. `rest` stands behind that line.
// `clock`: the column of times.
bool is_foot(std::string_view line, LineReader rest, const SampleTable& table,
             std::optional<std::size_t> clock);

// Throws Error at the line unless the row has the table's number of cells.
void check_cell_count(std::size_t expected, std::size_t cells, const std::string& file, std::int64_t line);

// Writes how the table was read to its `understood`, by subject.
void describe_table(const TableHead& head, SampleTable& table);

// The rate of a table, Hz, from what the user says (`given`), its clock (0 where it has none) and its head;
// where it came from goes to `understood`, a contradiction between file and file to `warnings`.
double settle_rate(std::optional<double> given, double clock_rate, const TableHead& head,
                   const std::string& file, std::vector<std::pair<std::string, std::string>>& understood,
                   std::vector<std::string>& warnings);

}  // namespace rwave
