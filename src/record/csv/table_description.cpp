// How a table was read, for `rwave info`: encoding, delimiter, marks, and what each column that is no signal
// was taken for.
#include <fmt/format.h>

#include "record/csv/table.h"

namespace rwave {

void describe_table(const TableHead& head, SampleTable& table) {
  const auto add = [&](std::string name, std::string value) {
    table.understood.emplace_back(std::move(name), std::move(value));
  };
  add("encoding",
      fmt::format("{}{}", table.encoding.name, table.encoding.line_end == '\r' ? ", lines end with CR" : ""));
  add("delimiter", name_of_delimiter(table.form.delimiter));
  add("decimal mark", table.form.mark == ',' ? "comma" : "point");
  if (!head.dialect.thousands_note.empty()) add("thousands", head.dialect.thousands_note);
  add("first row", fmt::format("line {}", table.first_line));
  for (std::size_t c = 0; c < head.columns.size(); ++c) {
    const TableColumn& column = head.columns[c];
    constexpr std::string_view roles[] = {"signal", "time", "counter", "text"};
    if (column.role == ColumnRole::signal) continue;
    const bool clock = head.clock && *head.clock == c;
    add(fmt::format("column {}", c + 1),
        fmt::format("{}: {}, {}{}", column.name, roles[static_cast<std::size_t>(column.role)], column.why,
                    clock ? fmt::format("; the clock, its unit {}", head.clock_note) : ""));
  }
}

}  // namespace rwave
