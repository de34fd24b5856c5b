// Marks that separate thousands, told from marks of decimals.
#include <fmt/format.h>

#include <algorithm>

#include "record/csv/cells.h"
#include "record/csv/dialect.h"

namespace rwave {
namespace {

// Statistics of the decimals of one column's numbers, for marks that may be thousands.
struct MarkUse {
  std::size_t marked = 0, three = 0, plain = 0, leading_zero = 0, repeated = 0;
};

MarkUse use_of_mark(const std::vector<TextLine>& lines, const Dialect& dialect, std::size_t column) {
  MarkUse use;
  std::vector<std::string_view> cells;
  for (std::size_t i = dialect.first_row; i < lines.size(); ++i) {
    split_cells(lines[i].text, dialect.form.delimiter, cells);
    if (cells.size() != dialect.cells) continue;
    std::string_view cell = cells[column];
    if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) cell.remove_prefix(1);
    if (cell.empty() || !is_digit(cell[0])) continue;
    const std::size_t at = cell.find(dialect.form.mark);
    if (at == std::string_view::npos) {
      if (std::ranges::all_of(cell, is_digit) && cell.size() <= 3) ++use.plain;
      continue;
    }
    ++use.marked;
    if (cell.find(dialect.form.mark, at + 1) != std::string_view::npos) ++use.repeated;
    if (cell.size() == at + 4 && std::ranges::all_of(cell.substr(at + 1), is_digit)) ++use.three;
    if (cell[0] == '0' || at > 3) ++use.leading_zero;
  }
  return use;
}

}  // namespace

// A mark that is always followed by three digits separates thousands where smaller numbers of the same column
// have none ("1.012" after "998"); elsewhere it is taken for decimals, which unit or amplitude then agree
// with.
void settle_thousands(const std::vector<TextLine>& lines, Dialect& dialect) {
  if (dialect.form.thousands != 0) {
    dialect.thousands_note = fmt::format("'{}' separates thousands", dialect.form.thousands);
    return;
  }
  bool thousands = false;
  for (std::size_t c = 0; c < dialect.cells; ++c) {
    const MarkUse use = use_of_mark(lines, dialect, c);
    if (use.marked == 0) continue;
    // One number with other than three digits behind the mark, or with a zero in front, shows that
    // it is a decimal mark; the whole table has one form, so no further column is asked.
    if (use.three != use.marked || use.leading_zero > 0) return;
    if (use.plain > 0 || use.repeated > 0) thousands = true;
  }
  if (!thousands) return;
  dialect.form.thousands = dialect.form.mark;
  dialect.form.mark = dialect.form.mark == '.' ? ',' : '.';
  dialect.thousands_note = fmt::format(
      "'{}' separates thousands: it is always followed by three digits, and smaller "
      "numbers have none",
      dialect.form.thousands);
}

}  // namespace rwave
