#pragma once
// What stands above the rows of a table: names, units, a preamble of names and values, comments; and what
// that makes of each column.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "record/byte_source.h"
#include "record/csv/dialect.h"
#include "record/csv/row_clock.h"
#include "record/csv/text_encoding.h"

namespace rwave {

// What a column is good for: only signals become samples, and one column of times becomes the clock.
enum class ColumnRole { signal, time, counter, text };

// A column as the head and the first rows show it.
struct TableColumn {
  // "MLII"; "column 3" where there is none.
  std::string name;
  // As the file has it; empty where it has none.
  std::string unit;
  ColumnRole role = ColumnRole::signal;
  // Of a column that is no signal: "by its name", "it rises evenly". It goes to RecordingInfo::understood,
  // so that a user sees why a column is missing.
  std::string why;
};

// What is known of a table from its first 1000 lines that are no comments.
struct TableHead {
  Dialect dialect;
  // One per cell of a row, in order.
  std::vector<TableColumn> columns;
  // Hz, where the preamble states it; the clock may contradict it.
  std::optional<double> stated_rate;
  // Where it stands: "Sample Rate,512 hertz".
  std::string stated_rate_line;
  // The column of times that is the table's clock.
  std::optional<std::size_t> clock;
  // Seconds in one unit of it, where it holds numbers.
  double clock_unit = 1;
  // Of a clock that numbers rows: the number that it would have reached where it begins again (256); 0: it
  // has not begun again within the first rows.
  double counter_turn = 0;
  // How the clock's unit was found, for RecordingInfo::understood.
  std::string clock_note;
  // Of the clock's first rows, as row_clock.h fits it.
  ClockFit fit;
  // Of its dates: 3/9 is the ninth of March.
  bool month_first = false;
  // Of a list of events, as beats with their times: how that was told, and no other table's business. Empty
  // where the rows are samples.
  std::string events;
  // The column of times that fall from row to row, as of databases that give the newest row first; empty
  // where there is none.
  std::string backwards;
  std::vector<std::string> warnings;
};

// Lines by which a table is understood: four seconds at 250 Hz, and comments between them.
inline constexpr std::size_t most_head_lines = 1000, most_comment_lines = 20000;
// Those of a file; none of an empty one.
std::vector<TextLine> head_lines(const ByteSource& source, const TextEncoding& encoding);

// Reads the head of a table from its first lines; `rate`, Hz, is what the user says, and decides only whether
// a column that counts 1 a row may be one of milliseconds. `no_clocks`: columns, by number from 0, that are
// known to be no clock, whatever their first rows look like. `ignore_time`: the head has no clock, and the
// rows are samples, as the user says. Throws Error where no line is a row, where the rows are events, and
// where their times run backwards.
TableHead read_table_head(const std::vector<TextLine>& lines, std::optional<double> rate, bool ignore_time,
                          const std::string& file, const std::vector<std::size_t>& no_clocks = {});

// Whether a file of text is a table about recordings and none itself (other_tables.cpp): a list of events,
// texts alone, or numbers by the record or patient that a column names, where no column is a lead or a time.
// False of an empty one, of comments alone, of the head of a recording without its rows, and of what cannot
// be read.
bool is_table_without_samples(const std::filesystem::path& file);

// Of the first rows, a line each (first_rows.cpp). Whether their dates have the month first: where a number
// above 12 tells it; else Americans write AM and PM behind.
bool months_come_first(const std::vector<TextLine>& lines, const Dialect& dialect);

// The numbers of the first rows, by column; of clocks the seconds.
std::vector<std::vector<double>> first_values(const std::vector<TextLine>& lines, const TableHead& head);

// The time of a cell of the clock's column, seconds; nothing where it is missing or none.
std::optional<double> clock_seconds(std::string_view cell, const TableHead& head);

}  // namespace rwave
