#include "record/csv/dialect.h"
#include "record/csv/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "record/csv/time_stamp.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// "sep=;", with or without quotes around it: spreadsheets write and obey it. The delimiter, or nothing.
std::optional<char> stated_delimiter(std::string_view line) {
  while (!line.empty() && (line.front() == '"' || line.front() == '\'')) line.remove_prefix(1);
  if (line.size() < 5 ||
      (line.substr(0, 4) != "sep=" && line.substr(0, 4) != "SEP=" && line.substr(0, 4) != "Sep="))
    return std::nullopt;
  return line[4];
}

// Whether the text is a number with a decimal comma: digits, a comma, digits.
bool has_decimal_comma(std::string_view cell) {
  if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) cell.remove_prefix(1);
  const std::size_t comma = cell.find(',');
  if (comma == std::string_view::npos || comma + 1 >= cell.size()) return false;
  const std::string_view digits = cell.substr(comma + 1);
  const std::size_t end = digits.find_first_not_of("0123456789");
  if (end == 0 || (end != std::string_view::npos && digits[end] != 'e' && digits[end] != 'E')) return false;
  return std::ranges::all_of(cell.substr(0, comma), is_digit);
}

// What the numbers of a table may be written with; the first that fits is taken.
struct Trial {
  CellForm form;
  std::size_t cells = 0;
  std::size_t rows = 0;   // lines that are rows so
  std::size_t clean = 0;  // of them, those without text

  std::size_t score() const { return rows + 2 * clean; }
};

// Whether the cells are those of a row: a number or a clock, and not mostly text.
bool is_row(const std::vector<std::string_view>& cells, const CellForm& form) {
  std::size_t numbers = 0, text = 0;
  for (const std::string_view cell : cells) {
    const CellKind kind = kind_of_cell(cell, form);
    if (kind == CellKind::text) ++text;
    if (kind == CellKind::number || kind == CellKind::clock) ++numbers;
  }
  return numbers > 0 && 2 * text < cells.size();
}

Trial try_form(const std::vector<TextLine>& lines, const CellForm& form) {
  std::map<std::size_t, Trial> counts;
  std::vector<std::string_view> cells;
  for (const TextLine& line : lines) {
    if (trim(line.text).empty() || is_comment(line.text)) continue;
    split_cells(line.text, form.delimiter, cells);
    if (!is_row(cells, form)) continue;
    Trial& count = counts.try_emplace(cells.size(), Trial{form, cells.size(), 0, 0}).first->second;
    ++count.rows;
    if (std::ranges::none_of(
            cells, [&](std::string_view cell) { return kind_of_cell(cell, form) == CellKind::text; }))
      ++count.clean;
  }
  Trial best{form, 0, 0, 0};
  for (const auto& [cells_of_row, trial] : counts)
    if (trial.score() > best.score()) best = trial;
  return best;
}

// What numbers may be written with; the plain forms first. A mark that is the delimiter too stands within
// quotes.
constexpr std::array cell_forms = {
    CellForm{0, '.', 0},    CellForm{0, ',', 0},      CellForm{0, '.', ','},
    CellForm{0, ',', '.'},  CellForm{0, '.', ' '},    CellForm{0, ',', ' '},
    CellForm{0, '.', '\''}, CellForm{0, ',', '\xa0'}, CellForm{0, '.', '\xa0'},
};

// In this order: a comma may be a decimal mark among the others.
constexpr std::array delimiters = {'\t', ';', '|', ',', ' ', '\0'};

// The form in which most lines are rows without text; of equally good ones the first that splits lines.
Trial best_trial(const std::vector<TextLine>& lines, std::optional<char> stated) {
  std::vector<Trial> trials;
  std::size_t best = 0;
  for (CellForm form : cell_forms) {
    for (const char delimiter : delimiters) {
      if (stated && delimiter != *stated && delimiter != '\0') continue;
      if (delimiter == form.thousands && delimiter != ',') continue;
      form.delimiter = delimiter;
      trials.push_back(try_form(lines, form));
      best = std::max(best, trials.back().score());
    }
    if (form.thousands == 0 && form.mark == ',' && best >= lines.size())
      break;  // a plain form does for most lines
  }
  const Trial* chosen = nullptr;
  for (const Trial& trial : trials) {
    if (trial.rows == 0 || trial.score() * 10 < best * 9) continue;
    if (trial.cells > 1) return trial;
    if (chosen == nullptr) chosen = &trial;
  }
  return chosen == nullptr ? Trial{} : *chosen;
}

// One column of decimal commas looks like two columns of a comma-separated table: "5,147". Whole numbers of a
// second column have no zeros in front, and a line of names directly above would have a comma.
bool is_one_column(const std::vector<TextLine>& lines, const Dialect& dialect) {
  if (dialect.form.delimiter != ',' || dialect.cells != 2) return false;
  std::size_t rows = 0, zeros = 0;
  std::size_t least = 99, most = 0;
  for (std::size_t i = dialect.first_row; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i].text);
    if (line.empty()) continue;
    if (!has_decimal_comma(line)) return false;
    const std::string_view decimals = line.substr(line.find(',') + 1);
    ++rows;
    if (decimals.size() > 1 && decimals[0] == '0') ++zeros;
    least = std::min(least, decimals.size());
    most = std::max(most, decimals.size());
  }
  if (rows == 0) return false;
  if (zeros > 0) return true;
  if (dialect.first_row == 0) return false;
  const std::string_view above = trim(lines[dialect.first_row - 1].text);
  return !above.empty() && !is_comment(above) && above.find(',') == std::string_view::npos;
}

void settle_columns(const std::vector<TextLine>& lines, Dialect& dialect) {
  std::vector<std::array<std::size_t, 5>> counts(dialect.cells);
  std::vector<std::string_view> cells;
  for (const TextLine& line : lines) {
    if (is_comment(line.text)) continue;
    split_cells(line.text, dialect.form.delimiter, cells);
    if (cells.size() != dialect.cells || !is_row(cells, dialect.form)) continue;
    for (std::size_t c = 0; c < cells.size(); ++c)
      ++counts[c][static_cast<std::size_t>(kind_of_cell(cells[c], dialect.form))];
  }
  dialect.columns.clear();
  for (const auto& count : counts) {
    // A column that is now and then empty is what its other cells are.
    CellKind kind = CellKind::missing;
    std::size_t most = 0;
    for (const CellKind each : {CellKind::number, CellKind::clock, CellKind::date, CellKind::text}) {
      if (count[static_cast<std::size_t>(each)] <= most) continue;
      kind = each;
      most = count[static_cast<std::size_t>(each)];
    }
    // A few words among numbers are damaged numbers, and are named as such.
    dialect.columns.push_back(kind);
  }
}

bool fits(const std::vector<std::string_view>& cells, const Dialect& dialect) {
  if (cells.size() != dialect.cells) return false;
  bool any = false;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const CellKind kind = kind_of_cell(cells[c], dialect.form);
    if (kind == CellKind::missing) continue;
    if (dialect.columns[c] == CellKind::number && kind != CellKind::number) return false;
    if (dialect.columns[c] == CellKind::clock && kind != CellKind::clock) return false;
    if (kind != CellKind::text) any = true;
  }
  return any;
}

// A row of several cells, none of which was recorded: recordings may begin with some.
bool is_missing_row(std::string_view line, const Dialect& dialect) {
  if (dialect.cells < 2 || trim(line).empty()) return false;
  std::vector<std::string_view> cells;
  split_cells(line, dialect.form.delimiter, cells);
  return cells.size() == dialect.cells && std::ranges::all_of(cells, is_missing_cell);
}

// Where the rows begin. Lines of numbers above them are no preamble: somebody would miss them.
void find_first_row(const std::vector<TextLine>& lines, const std::string& file, Dialect& dialect) {
  std::vector<std::string_view> cells;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (trim(lines[i].text).empty() || is_comment(lines[i].text)) continue;
    split_cells(lines[i].text, dialect.form.delimiter, cells);
    if (fits(cells, dialect)) {
      // ",0,1": names that are numbers, above row numbers in a column without a name.
      const bool index_names = i == 0 && cells.size() > 1 && cells[0].empty() &&
                               dialect.columns[0] == CellKind::number && cells[1] == "0" &&
                               (cells.size() == 2 || cells[2] == "1");
      if (index_names) continue;
      dialect.first_row = i;
      while (dialect.first_row > 0 && is_missing_row(lines[dialect.first_row - 1].text, dialect))
        --dialect.first_row;
      return;
    }
    const auto text = std::ranges::find_if(
        cells, [&](std::string_view cell) { return kind_of_cell(cell, dialect.form) == CellKind::text; });
    const auto numbers = std::ranges::count_if(
        cells, [&](std::string_view cell) { return kind_of_cell(cell, dialect.form) == CellKind::number; });
    if (text == cells.end() && numbers > 0)
      throw Error::at_line(
          file, lines[i].number,
          fmt::format("{} columns, the rows of the table have {}", cells.size(), dialect.cells));
    // A row with a damaged number, or names that are taken for numbers: neither is guessed.
    // Where the text stands first it is the name of a value, which is no row.
    if (cells.size() == dialect.cells && numbers > 0 && text != cells.end() && text != cells.begin())
      throw Error::at_line(file, lines[i].number,
                           fmt::format("'{}' in column {} is not a number, other columns hold numbers; a "
                                       "line of names holds names only",
                                       *text, text - cells.begin() + 1));
  }
  dialect.first_row = lines.size();
}

}  // namespace

bool is_comment(std::string_view line) {
  line = trim(line);
  while (!line.empty() && line.front() == '"') line.remove_prefix(1);
  return !line.empty() && (line[0] == '#' || line[0] == '%' || line[0] == '!' || line.starts_with("//"));
}

CellKind kind_of_cell(std::string_view cell, const CellForm& form) {
  if (is_missing_cell(cell)) return CellKind::missing;
  if (parse_decimal(cell, form)) return CellKind::number;
  if (is_clock_cell(cell)) return CellKind::clock;
  if (is_date_cell(cell)) return CellKind::date;
  return CellKind::text;
}

std::string name_of_delimiter(char delimiter) {
  switch (delimiter) {
    case ',':
      return "comma";
    case ';':
      return "semicolon";
    case '\t':
      return "tab";
    case ' ':
      return "blank";
    case '\0':
      return "none";
    default:
      return fmt::format("'{}'", delimiter);
  }
}

Dialect find_dialect(const std::vector<TextLine>& all, const std::string& file) {
  std::vector<TextLine> lines = all;
  std::optional<char> stated;
  if (!lines.empty()) stated = stated_delimiter(lines[0].text);
  if (stated) lines[0].text.clear();
  const Trial trial = best_trial(lines, stated);
  Dialect dialect;
  dialect.form = trial.form;
  dialect.cells = trial.cells;
  if (trial.rows == 0) {
    // A recording may begin with missing samples, of which words alone ("NaN") tell where.
    const auto missing = std::ranges::find_if(lines, [](const TextLine& line) {
      return !trim(line.text).empty() && is_missing_cell(trim(line.text));
    });
    dialect.first_row = static_cast<std::size_t>(missing - lines.begin());
    dialect.form = {'\0', '.', 0};
    dialect.cells = 1;
    dialect.columns = {CellKind::number};
    return dialect;
  }
  settle_columns(lines, dialect);
  find_first_row(lines, file, dialect);
  if (is_one_column(lines, dialect)) {
    dialect.form = {'\0', ',', 0};
    dialect.cells = 1;
    settle_columns(lines, dialect);
    find_first_row(lines, file, dialect);
  }
  settle_thousands(lines, dialect);
  if (dialect.cells == 1) dialect.form.delimiter = '\0';
  dialect.form.mixed = true;
  return dialect;
}

}  // namespace rwave
