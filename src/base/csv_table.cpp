#include "base/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/output_file.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Takes cells off a text; `line` counts lines for messages.
class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& source) : text_(text), source_(source) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::int64_t line() const { return line_; }

  // RFC 4180: quotes around cells, doubled within them. A small reader of its own for tables that
  // rwave wrote or a person edited; recordings are read by record/csv.
  std::vector<std::string> row() {
    std::vector<std::string> cells;
    for (bool more = true; more;) {
      cells.push_back(cell());
      more = !at_end() && text_[at_] == ',';
      if (more) ++at_;
    }
    if (!at_end() && text_[at_] == '\r') ++at_;
    if (!at_end() && text_[at_] != '\n')
      throw Error::at_line(source_, line_, "has text after a closing quote; expected a comma");
    ++at_;
    ++line_;
    return cells;
  }

 private:
  std::string cell() {
    if (at_end() || text_[at_] != '"') {
      const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      std::string plain(text_.substr(at_, end - at_));
      at_ = end;
      return plain;
    }
    std::string quoted;
    for (++at_; !at_end(); ++at_) {
      if (text_[at_] != '"') {
        quoted += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        quoted += text_[++at_];
      } else {
        ++at_;
        return quoted;
      }
    }
    throw Error::at_line(source_, line_, "a quote is not closed");
  }

  std::string_view text_;
  const std::string& source_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace

int CsvTable::column(std::string_view name) const {
  const auto found = std::ranges::find(head, name);
  return found == head.end() ? -1 : static_cast<int>(found - head.begin());
}

std::string_view CsvTable::cell(std::size_t row, std::string_view name) const {
  const int index = column(name);
  return index < 0 ? std::string_view{} : rows.at(row).at(static_cast<std::size_t>(index));
}

// Undefined figures are written as empty cells, so what is no number is NaN and not an error.
double CsvTable::number(std::size_t row, std::string_view name) const {
  const std::string_view text = cell(row, name);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = fault == std::errc() && end == text.data() + text.size();
  return whole ? value : std::numeric_limits<double>::quiet_NaN();
}

// A row of another length than the head is refused: its cells would be read under the wrong names.
CsvTable parse_csv(std::string_view text, const std::string& source) {
  CsvReader reader(text, source);
  CsvTable table;
  if (reader.at_end()) throw Error(source, "is empty; expected a line of column names");
  table.head = reader.row();
  while (!reader.at_end()) {
    const std::int64_t line = reader.line();
    table.rows.push_back(reader.row());
    if (table.rows.back().size() != table.head.size()) {
      throw Error::at_line(
          source, line,
          fmt::format("has {} cells, the head {}", table.rows.back().size(), table.head.size()));
    }
  }
  return table;
}

CsvTable read_csv(const std::filesystem::path& file) {
  return parse_csv(read_file(file), file.string());
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_text(const CsvTable& table) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    text += '\n';
  };
  add(table.head);
  for (const auto& row : table.rows) add(row);
  return text;
}

}  // namespace rwave
