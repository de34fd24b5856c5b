#pragma once
// What a CSV file holds: its columns, where its rows start, and what each column's values need.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/byte_source.h"

namespace rwave {

struct CsvColumn {
  std::string name;
  std::string units;  // empty where the file states none
  int places = 0;     // decimal places kept: the gain is 10^places
};

struct CsvTable {
  char separator = ',';
  std::size_t cells = 0;               // a row's cells, those passed over included
  std::vector<std::size_t> positions;  // of each column among a row's cells; a time column is none of them
  std::vector<CsvColumn> columns;
  std::int64_t first_line = 1;  // of row 0, counted from 1
  std::int64_t rows = 0;
  std::vector<std::int64_t>
      row_offsets;  // byte offsets of rows 0, rows_between_offsets, 2 * rows_between_offsets, ...
};

// 24 hours at 360 Hz keep 60 KB of offsets; to reach a row, at most this many lines are passed over.
inline constexpr std::int64_t rows_between_offsets = 4096;

// Whether a column of this name counts the rows, and so is no signal; `first` of the table.
bool is_time_column(std::string_view name, bool first);

// Reads the whole file once and checks every cell. Throws Error naming the line.
CsvTable scan_table(const ByteSource& source);

// Throws Error at the line unless the row has the table's number of cells.
void check_cell_count(const CsvTable& table, std::size_t cells, const std::string& file, std::int64_t line);

}  // namespace rwave
