#pragma once
// How a table is written, told from its first lines: the delimiter, the decimal mark, which lines are rows.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/csv/cells.h"

namespace rwave {

// A line kept in memory while the head of a table is worked out.
struct TextLine {
  std::string text;
  // Its number in the file, from 1, for messages.
  std::int64_t number = 1;
  // Of its first byte in the file, where reading may begin.
  std::int64_t offset = 0;
};

// Comments begin with #, %, // or !; blank lines are none.
bool is_comment(std::string_view line);

// What a cell is.
enum class CellKind { number, clock, date, missing, text };
CellKind kind_of_cell(std::string_view cell, const CellForm& form);

// How the rows of one table are written. Of several forms the one counts with which most
// lines are rows of one length.
struct Dialect {
  CellForm form;
  // Cells of a row; a line with another number is an error.
  std::size_t cells = 0;
  // What most rows have in each column: number, clock, date, missing or text.
  std::vector<CellKind> columns;
  // Index of the first row among the lines; lines.size() where there is none.
  std::size_t first_row = 0;
  // Where the mark could be read two ways: how it was read.
  std::string thousands_note;
};

// Throws Error (of `file`) where a line before the rows holds numbers only, but not a row's number of
// cells: a table whose first rows are damaged must not lose them to its head.
Dialect find_dialect(const std::vector<TextLine>& lines, const std::string& file);

// Finds out whether the form's mark separates thousands after all, and changes the form (thousands.cpp).
void settle_thousands(const std::vector<TextLine>& lines, Dialect& dialect);

// "comma", "semicolon", "tab", "blank", "'|'", "none": for RecordingInfo::understood.
std::string name_of_delimiter(char delimiter);

}  // namespace rwave
