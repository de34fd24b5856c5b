#include "record/csv/table_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "record/channel_kind.h"
#include "record/csv/clock_column.h"
#include "record/csv/column_names.h"
#include "record/csv/column_roles.h"
#include "record/csv/event_rows.h"
#include "record/csv/number_faults.h"
#include "record/csv/preamble.h"
#include "record/csv/time_stamp.h"
#include "record/text.h"
#include "record/voltage_unit.h"
#include "rwave/error.h"

namespace rwave {
namespace {

class HeadReader {
 public:
  HeadReader(const std::vector<TextLine>& lines, std::optional<double> rate, const std::string& file,
             const std::vector<std::size_t>& no_clocks)
      : lines_(lines), rate_(rate), file_(file), no_clocks_(no_clocks) {}

  TableHead run() {
    head_.dialect = find_dialect(lines_, file_);
    if (head_.dialect.first_row >= lines_.size()) throw_without_rows();
    for (std::size_t i = 0; i < head_.dialect.first_row; ++i) read_preamble_line(lines_[i].text, preamble_);
    head_.columns.resize(head_.dialect.cells);
    pass_counts();
    name_columns();
    take_preamble();
    head_.month_first = months_come_first(lines_, head_.dialect);
    values_ = first_values(lines_, head_);
    give_roles();
    choose_clock(values_, rate_, head_);
    head_.events = events_in(head_, values_);
    choose_counter(values_, rate_ ? rate_ : head_.stated_rate, no_clocks_, head_);
    head_.backwards = backwards_in(head_, values_);
    return std::move(head_);
  }

 private:
  [[noreturn]] void throw_without_rows() const {
    const auto content =
        std::ranges::find_if(lines_, [](const TextLine& line) { return !trim(line.text).empty(); });
    if (content == lines_.end()) throw Error(file_, "is empty");
    refuse_units_in_cells(lines_, file_);
    throw Error::at_line(
        file_, content->number,
        fmt::format("'{}': no line of numbers was found, in the first {} lines: a table of samples, a line "
                    "for each, was expected",
                    printable_utf8(std::string_view(content->text).substr(0, 60)), lines_.size()));
  }

  // AcqKnowledge writes how many samples each channel has between the names and the rows.
  void pass_counts() {
    std::vector<std::string_view> cells;
    split_cells(lines_[head_.dialect.first_row].text, head_.dialect.form.delimiter, cells);
    std::erase_if(cells, [](std::string_view cell) { return cell.empty(); });
    if (preamble_.channels.size() != cells.size()) return;
    const auto same = [&](std::string_view cell) {
      return cell == cells.front() && cell.find_first_not_of("0123456789") == std::string_view::npos;
    };
    const bool more = head_.dialect.first_row + 1 < lines_.size();
    if (more && std::ranges::all_of(cells, same)) names_end_ = head_.dialect.first_row++;
  }

  // The lines that may name the columns: those directly above the rows with a row's number of cells, all
  // text.
  std::vector<std::vector<std::string_view>> name_lines() {
    const Dialect& dialect = head_.dialect;
    std::vector<std::vector<std::string_view>> found;
    bool blank = false;
    for (std::size_t i = names_end_.value_or(dialect.first_row); i-- > 0 && found.size() < 4;) {
      std::string_view line = trim(lines_[i].text);
      if (line.empty()) {
        blank = true;
        continue;
      }
      const bool comment = is_comment(line);
      if (comment) {
        if (dialect.cells < 2) continue;
        const std::size_t begin = line.find_first_not_of("#%!/ \t");
        line = begin == std::string_view::npos ? std::string_view() : line.substr(begin);
      }
      std::vector<std::string_view> cells;
      split_names(line, dialect, cells);
      fit_names(cells);
      const bool any =
          std::ranges::any_of(cells, [&](std::string_view cell) { return !is_missing_cell(cell); });
      const bool text = any && std::ranges::none_of(cells, [&](std::string_view cell) {
                          return kind_of_cell(cell, dialect.form) == CellKind::number ||
                                 kind_of_cell(cell, dialect.form) == CellKind::clock;
                        });
      if (cells.size() == dialect.cells && text && !is_value_line(line, cells) &&
          !(blank && dialect.cells == 1))
        found.push_back(std::move(cells));
      else if (!comment)
        break;
    }
    return found;
  }

  // Rows may end with a delimiter that the names lack, and row numbers may have no name.
  void fit_names(std::vector<std::string_view>& cells) const {
    const Dialect& dialect = head_.dialect;
    if (cells.size() == dialect.cells + 1 && cells.back().empty()) cells.pop_back();
    if (cells.size() + 1 != dialect.cells) return;
    if (dialect.columns.back() == CellKind::missing)
      cells.emplace_back();
    else if (dialect.cells > 1)
      cells.insert(cells.begin(), std::string_view());
  }

  // "Unit,mV" above two columns is a name with its value, not two names.
  static bool is_value_line(std::string_view line, const std::vector<std::string_view>& cells) {
    if (cells.size() != 2) return false;
    if (rate_in_line(line)) return true;
    Preamble one;
    read_preamble_line(line, one);
    return !one.unit.empty() && !is_time_name(cells[0]) && kind_of_label(cells[0]) == ChannelKind::unknown;
  }

  void name_columns() {
    auto found = name_lines();
    std::vector<std::string_view> units;
    if (const auto at = std::ranges::find_if(found, is_unit_line); at != found.end()) {
      units = *at;
      found.erase(at);
    }
    std::vector<std::string_view> names;
    std::size_t distinct = 0;
    for (const auto& cells :
         found) {  // of several lines, the one that tells the columns best apart; the nearest first
      const std::size_t count = std::set<std::string_view>(cells.begin(), cells.end()).size();
      if (count > distinct) names = cells;
      distinct = std::max(distinct, count);
    }
    take_channels(names.empty() ? std::string_view() : names.front());
    // Of files whose head lists the columns in a way of its own, that is what counts.
    if (!preamble_.names.empty() && preamble_.names.size() <= head_.columns.size())
      names.assign(preamble_.names.begin(), preamble_.names.end());
    if (units.empty() && preamble_.units.size() <= head_.columns.size())
      units.assign(preamble_.units.begin(), preamble_.units.end());
    for (std::size_t c = 0; c < head_.columns.size(); ++c) {
      TableColumn& column = head_.columns[c];
      if (c < names.size()) split_name(names[c], column);
      if (c < units.size() && column.unit.empty() && !units[c].empty() && !is_counter_name(units[c]))
        column.unit = without_brackets(units[c]);
    }
  }

  // Of AcqKnowledge's list the times are none; they stand first where there are any, under their unit.
  void take_channels(std::string_view first_name) {
    const std::size_t channels = preamble_.channels.size();
    const std::size_t cells =
        head_.columns.size() - (head_.dialect.columns.back() == CellKind::missing ? 1 : 0);
    if (channels == 0 || preamble_.channel_units.size() != channels || cells < channels) return;
    preamble_.names = preamble_.channels;
    preamble_.units = preamble_.channel_units;
    if (cells != channels + 1) return;
    preamble_.names.insert(preamble_.names.begin(), "time");
    preamble_.units.insert(preamble_.units.begin(), std::string(first_name));
  }

  void take_preamble() {
    head_.stated_rate = preamble_.rate;
    head_.stated_rate_line = preamble_.rate_line;
    const auto open =
        std::ranges::count_if(head_.columns, [](const TableColumn& column) { return column.name.empty(); });
    for (TableColumn& column : head_.columns) {
      if (column.unit.empty() && !preamble_.unit.empty() && !is_time_name(column.name))
        column.unit = preamble_.unit;
      if (column.name.empty() && open == 1 && !preamble_.lead.empty()) column.name = preamble_.lead;
    }
  }

  void give_roles() {
    std::vector<TableColumn> before = head_.columns;
    for (std::size_t c = 0; c < head_.columns.size(); ++c) give_role(c);
    const auto is_signal = [](const TableColumn& column) { return column.role == ColumnRole::signal; };
    if (std::ranges::none_of(head_.columns, is_signal)) {
      // Whatever rises evenly is kept where nothing else is there: the values alone are no proof.
      for (std::size_t c = 0; c < before.size(); ++c)
        if (head_.columns[c].why.starts_with("it rises")) head_.columns[c] = before[c];
    }
    for (std::size_t c = 0; c < head_.columns.size(); ++c)
      if (head_.columns[c].name.empty()) head_.columns[c].name = fmt::format("column {}", c + 1);
  }

  void give_role(std::size_t c) {
    TableColumn& column = head_.columns[c];
    const auto set = [&](ColumnRole role, std::string_view why) {
      column.role = role;
      column.why = why;
    };
    const CellKind kind = head_.dialect.columns[c];
    if (kind == CellKind::clock) return set(ColumnRole::time, "it holds clocks");
    if (kind == CellKind::date || kind == CellKind::text) return set(ColumnRole::text, "it holds text");
    // A column with a name may begin with missing samples.
    if (kind == CellKind::missing && column.name.empty()) return set(ColumnRole::text, "it is empty");
    const bool voltage = unit_of(column.unit).kind == UnitKind::voltage;
    if (voltage) return;
    const Rise rise = rise_of(values_[c]);
    if (std::ranges::find(no_clocks_, c) != no_clocks_.end()) {
      if (rise.even && (rise.step == 1 || is_counter_name(column.name)))
        set(ColumnRole::counter, "it counts, and begins again");
      return;
    }
    const bool known = values_[c].size() >= 8;  // fewer rows show nothing
    const bool rises = rise.even || rise.steady || !known;
    if (is_time_name(column.name) || seconds_of_unit(column.unit))
      return set(ColumnRole::time, "by its name");
    if (is_counter_name(column.name) && rises) return set(ColumnRole::counter, "by its name");
    // Tables saved with their row numbers leave the first column without a name.
    if (c == 0 && column.name.empty() && has_names() && rises)
      return set(rise.even && rise.step == std::floor(rise.step) && std::abs(values_[c].front()) < 1e8
                     ? ColumnRole::counter
                     : ColumnRole::time,
                 "it has no name");
    if (rise.even && (rise.step == 1 || rise.step == -1))
      return set(ColumnRole::counter, "it rises by 1 a row");
    // The number of a beat or of a segment rises, too, and its name says what it is.
    if (const ChannelKind named = kind_of_label(column.name);
        named != ChannelKind::unknown && named != ChannelKind::clock)
      return;
    // What rises and falls again without a name is a phase, a ramp, a sawtooth: no clock.
    if ((rise.even && !rise.falls) || rise.steady)
      return set(ColumnRole::time, rise.even ? "it rises evenly" : "it rises and never falls");
  }

  bool has_names() const {
    return std::ranges::any_of(head_.columns, [](const TableColumn& column) { return !column.name.empty(); });
  }

  const std::vector<TextLine>& lines_;
  std::optional<double> rate_;
  const std::string& file_;
  const std::vector<std::size_t>& no_clocks_;
  Preamble preamble_;
  std::optional<std::size_t> names_end_;  // line behind the names, where it is not the first row
  TableHead head_;
  std::vector<std::vector<double>> values_;
};

}  // namespace

TableHead read_table_head(const std::vector<TextLine>& lines, std::optional<double> rate, bool ignore_time,
                          const std::string& file, const std::vector<std::size_t>& no_clocks) {
  TableHead head = HeadReader(lines, rate, file, no_clocks).run();
  if (ignore_time)
    head.clock.reset();
  else if (!head.events.empty())
    throw Error::at_line(file, lines[head.dialect.first_row].number,
                         fmt::format("{}: a list of beats or other events, where a line for each sample was "
                                     "expected; --ignore-time reads the rows as samples",
                                     head.events));
  else if (!head.backwards.empty())
    throw Error::at_line(
        file, lines[head.dialect.first_row].number,
        fmt::format("the times of column {} run backwards: sort the rows, the oldest first, or, "
                    "where they are no times, give --rate and --ignore-time",
                    head.backwards));
  return head;
}

}  // namespace rwave
