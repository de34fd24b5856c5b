// Which lines of a table are its rows, for the scan and for reading alike.
#include <fmt/format.h>

#include "record/csv/table.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {

std::optional<std::string_view> next_row(LineReader& lines, bool blank_is_missing) {
  for (;;) {
    const auto line = lines.next();
    if (!line) return std::nullopt;
    // The first character decides for nearly all lines whether they can be blank or a comment; this
    // runs once for each sample of a day.
    if (line->empty() || line->front() == ' ' || line->front() == '\t') {
      if (trim(*line).empty()) {
        if (blank_is_missing) return std::string_view();
        continue;
      }
    }
    const char first = line->empty() ? ' ' : line->front();
    if ((first == '#' || first == '%' || first == '/' || first == '!') && is_comment(*line)) continue;
    return line;
  }
}

void check_cell_count(std::size_t expected, std::size_t cells, const std::string& file, std::int64_t line) {
  if (cells == expected) return;
  throw Error::at_line(file, line, fmt::format("{} columns, the rows before have {}", cells, expected));
}

}  // namespace rwave
