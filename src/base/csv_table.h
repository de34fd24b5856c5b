#pragma once
// Tables as the program's own verbs write them: comma-separated, a header line, quotes doubled within quotes
// (RFC 4180).

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

struct CsvTable {
  std::vector<std::string> head;
  // Each as wide as the head.
  std::vector<std::vector<std::string>> rows;

  // The column of that name; -1 where there is none.
  int column(std::string_view name) const;
  // The cell, empty where there is no such column.
  std::string_view cell(std::size_t row, std::string_view name) const;
  // The cell as a number; NaN where it is empty or none.
  double number(std::size_t row, std::string_view name) const;
};

// Throws Error naming `source` and the line where a row is not as wide as the head or a quote is not closed.
CsvTable parse_csv(std::string_view text, const std::string& source);
// The same of a file, by its name in messages.
CsvTable read_csv(const std::filesystem::path& file);

// A cell as it is written: quoted where it holds a comma, a quote or a line's end.
std::string csv_cell(std::string_view text);

// The whole table as text.
std::string csv_text(const CsvTable& table);

}  // namespace rwave
