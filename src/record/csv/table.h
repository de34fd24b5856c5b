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

struct CsvColumn {
  std::string name;
  std::string units;         // empty where the file states none
  std::size_t position = 0;  // among a row's cells
  int places = 0;            // decimal places kept: the gain is 10^places
};

struct SampleTable {
  TextEncoding encoding;
  CellForm form;
  std::size_t cells = 0;           // a row's cells, those passed over included
  std::vector<CsvColumn> columns;  // the signals
  std::int64_t first_line = 1;     // of row 0, counted from 1
  bool blank_is_missing = false;   // an empty line is a sample that was not recorded (tables of one column)
  std::int64_t rows = 0;
  double rate = 0;  // Hz
  std::vector<RowRun> runs;
  // Lines and byte offsets of rows 0, rows_between_offsets, 2 * rows_between_offsets, ...
  std::vector<std::pair<std::int64_t, std::int64_t>> row_places;
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> understood;  // as RecordingInfo::understood
};

// 24 hours at 360 Hz keep 120 KB of places; to reach a row, at most this many lines are passed over.
inline constexpr std::int64_t rows_between_offsets = 4096;

// Reads the whole file once and checks every cell. Throws Error naming the line; UsageError where the rate is
// not known, or the rate given contradicts the file.
SampleTable scan_table(const ByteSource& source, const OpenOptions& options);

// The next line that is a row: comments are passed over, and so are blank lines, unless they are missing
// samples (one then comes as an empty line). Nothing at the end of the file.
std::optional<std::string_view> next_row(LineReader& lines, bool blank_is_missing);

// Throws Error at the line unless the row has the table's number of cells.
void check_cell_count(std::size_t expected, std::size_t cells, const std::string& file, std::int64_t line);

// The rate of a table, Hz, from what the user says (`given`), its clock (0 where it has none) and its head;
// where it came from goes to `understood`, a contradiction between file and file to `warnings`.
double settle_rate(std::optional<double> given, double clock_rate, const TableHead& head,
                   const std::string& file, std::vector<std::pair<std::string, std::string>>& understood,
                   std::vector<std::string>& warnings);

}  // namespace rwave
