#include "cli/table_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/warning.h"
#include "cli/stream_characters.h"
#include "record/amplitude_unit.h"
#include "record/channel_kind.h"
#include "record/csv/number_faults.h"
#include "record/csv/table.h"
#include "record/csv/table_clock.h"
#include "record/formats.h"
#include "record/text.h"
#include "record/voltage_unit.h"
#include "rwave/error.h"
#include "signal/leads.h"

namespace rwave::cli {
namespace {

constexpr const char* source = "standard input";
constexpr std::size_t longest_stream_line = 4096;
constexpr double shortest = 1;  // s: less holds no beat with its surroundings
constexpr double head_seconds = 3;
constexpr std::size_t least_head = 64, most_head = 1000;                     // lines
constexpr double greatest_value = std::numeric_limits<std::int32_t>::max();  // as of a file's sample
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A line at a time, none longer than longest_stream_line: no stream fills the memory.
class Lines {
 public:
  explicit Lines(std::istream& in) : in_(in) {}

  bool next() {
    line_.clear();
    ++number_;
    for (int c = in_.next(); c >= 0; c = in_.next()) {
      if (c == '\n') return true;
      if (c == '\r') {  // alone it ends a line of old Macs
        const int after = in_.next();
        if (after == '\n') return true;
        in_.put_back(after);
        if (after == '\r') continue;
        return true;
      }
      line_.push_back(static_cast<char>(c));
      if (line_.size() <= longest_stream_line) continue;
      if (number_ == 1) refuse_file_as_stream(line_, source);
      fail(fmt::format("is longer than {} characters: lines of numbers were expected", longest_stream_line));
    }
    return !line_.empty();
  }

  const std::string& line() const { return line_; }
  std::int64_t number() const { return number_; }
  [[noreturn]] void fail(const std::string& message) const { throw Error::at_line(source, number_, message); }

 private:
  StreamCharacters in_;
  std::string line_;
  std::int64_t number_ = 0;
};

struct StreamLead {
  std::size_t column;
  double millivolts;  // in one unit
  LateMark late{};
};

// A table whose rows come one by one.
class StreamTable {
 public:
  StreamTable(const std::vector<TextLine>& lines, const OpenOptions& options)
      : head_(read_table_head(lines, options.csv_rate, options.ignore_time, source)) {
    double measured = 0;
    if (head_.clock) {
      clock_.emplace(head_);
      measured =
          round_rate(1 / head_.fit.period, std::clamp(head_.fit.jitter / head_.fit.period / 100, 1e-3, 5e-3));
    }
    std::vector<std::pair<std::string, std::string>> understood;
    warnings_ = head_.warnings;
    rate_ = settle_rate(options.csv_rate, measured, head_, source, understood, warnings_);
    choose_leads(lines);
    print_warnings(source, warnings_);
  }

  double rate() const { return rate_; }
  std::size_t leads() const { return leads_.size(); }
  std::size_t first_row() const { return head_.dialect.first_row; }

  // The row's values in mV; before it, in `missing`, how many samples its time shows to be missing. False
  // where the line is no row.
  bool take(std::string_view line, std::int64_t number, std::vector<float>& frame, std::int64_t& missing) {
    missing = 0;
    const bool blank = trim(line).empty();
    if (is_comment(line) || (blank && head_.columns.size() > 1)) return false;
    split_cells(line, head_.dialect.form.delimiter, cells_);
    // As scan_table: LabChart's comments stand behind their rows.
    if (cells_.size() > head_.columns.size() && cells_[head_.columns.size()].starts_with("#*"))
      cells_.resize(head_.columns.size());
    if (cells_.size() == head_.columns.size() + 1 && cells_.back().empty()) cells_.pop_back();
    check_cell_count(head_.columns.size(), cells_.size(), source, number);
    if (clock_) missing = missing_before(number);
    frame.clear();
    for (StreamLead& lead : leads_) {
      frame.push_back(static_cast<float>(value(lead.column, number, &lead.late) * lead.millivolts));
      if (lead.late.line() > 0)
        throw Error::at_line(source, number, lead.late.message(lead.column, head_.dialect.form.mark));
    }
    return true;
  }

 private:
  double value(std::size_t column, std::int64_t number, LateMark* late = nullptr) const {
    const std::string_view cell = cells_[column];
    if (const auto decimal = parse_decimal(cell, head_.dialect.form)) {
      if (late != nullptr) late->take(*decimal, number);
      const double value = decimal->value();
      if (std::abs(value) <= greatest_value) return value;
      throw Error::at_line(
          source, number,
          fmt::format("{:g} in column {} is too large for a sample (32 bits)", value, column + 1));
    }
    if (is_missing_cell(cell)) return nan;
    throw Error::at_line(source, number, not_a_number(cell, column));
  }

  std::int64_t missing_before(std::int64_t number) {
    const std::size_t runs = clock_->rows.run_count();
    const bool counts = head_.columns[*head_.clock].role == ColumnRole::counter;
    std::string wrong;
    try {
      wrong = clock_->take(cells_[*head_.clock], number);
      print_warnings(source, std::exchange(clock_->warnings, {}));
    } catch (const NoClock&) {  // rows behind it are out already
      if (counts) return stop_counting();
      wrong = fmt::format("column {} was taken for a clock by its first values, and runs backwards here",
                          *head_.clock + 1);
    }
    if (!wrong.empty()) throw Error::at_line(source, number, wrong);
    if (clock_->rows.run_count() == runs) return 0;
    const std::int64_t missing = place_run();
    if (clock_->rows.irregular()) return say_uneven(number);
    if (counts && missing > static_cast<std::int64_t>(3600 * rate_)) return stop_counting();
    if (missing > static_cast<std::int64_t>(86400 * rate_))
      throw Error::at_line(source, number, "the time jumps by more than a day");
    return missing;
  }

  // Places the run that has just begun as RowClock::runs() does, which would go through all of them at every
  // gap: how many samples are missing before it.
  std::int64_t place_run() {
    const RowRun& run = clock_->rows.last_run();
    if (clock_->rows.run_count() == 1) last_run_ = first_run_ = run;
    const std::int64_t end = last_run_.first_frame + run.first_row - last_run_.first_row;
    const std::int64_t place = std::llround((run.seconds - first_run_.seconds) * rate_);
    last_run_ = {run.first_row, std::max(end, place), run.seconds};
    return last_run_.first_frame - end;
  }

  // As a file's rows, those of a clock that jumps all the time follow each other.
  std::int64_t say_uneven(std::int64_t number) {
    if (!std::exchange(said_uneven_, true))
      print_warnings(source, std::vector{fmt::format(
                                 "line {}: the times of column {} are too uneven to tell gaps by: from "
                                 "here the rows are taken to follow each other at {:g} Hz",
                                 number, head_.columns[*head_.clock].name, rate_)});
    return 0;
  }

  // Numbers of rows that begin again, or of which one is damaged, tell no gaps; they must not end a stream.
  std::int64_t stop_counting() {
    clock_.reset();
    return 0;
  }

  // By name as in a file; without names one or two columns are leads.
  void choose_leads(const std::vector<TextLine>& lines) {
    std::vector<std::size_t> named, unnamed;
    for (std::size_t c = 0; c < head_.columns.size(); ++c) {
      if (head_.columns[c].role != ColumnRole::signal) continue;
      SignalInfo signal;
      signal.name = head_.columns[c].name;
      signal.units = head_.columns[c].unit;
      if (unit_of(signal.units).kind == UnitKind::other) continue;
      const ChannelKind kind = kind_of(signal);
      if (kind == ChannelKind::ecg) named.push_back(c);
      if (kind == ChannelKind::unknown) unnamed.push_back(c);
    }
    std::vector<std::size_t>& chosen = named.empty() ? unnamed : named;
    if (named.size() > 2) take_standard(named);
    if (chosen.empty() || chosen.size() > 2)
      throw Error(source,
                  fmt::format("{} columns may be leads; expected 1 or 2 (leave others out)", chosen.size()));
    for (const std::size_t column : chosen) leads_.push_back({column, millivolts_of(column, lines)});
  }

  // Nothing is known yet of how clear each lead is: lead II, as the model was trained on it, and the next.
  void take_standard(std::vector<std::size_t>& named) {
    std::ranges::stable_sort(
        named, {}, [&](std::size_t column) { return standard_lead_rank(head_.columns[column].name); });
    warnings_.push_back(
        fmt::format("{} columns are ECG leads: {} and {} are taken; leave the others out to "
                    "choose others",
                    named.size(), head_.columns[named[0]].name, head_.columns[named[1]].name));
    named.resize(2);
  }

  double millivolts_of(std::size_t column, const std::vector<TextLine>& lines) {
    const TableColumn& about = head_.columns[column];
    const VoltageUnit unit = unit_of(about.unit);
    if (unit.kind == UnitKind::voltage) return unit.millivolts;
    std::vector<double> values;
    bool whole = true;
    for (std::size_t i = first_row(); i < lines.size(); ++i) {
      split_cells(lines[i].text, head_.dialect.form.delimiter, cells_);
      if (cells_.size() != head_.columns.size()) continue;
      values.push_back(value(column, lines[i].number));
      if (values.back() < 0 || values.back() != std::floor(values.back())) whole = false;
    }
    const double amplitude = amplitude_of_windows(values, rate_);
    if (amplitude == 0) return 1;
    const AmplitudeUnit found = unit_by_amplitude(about.name, amplitude, whole);
    if (!found.warning.empty()) warnings_.push_back(found.warning);
    return found.millivolts;
  }

  TableHead head_;
  double rate_ = 0;
  std::optional<TableClock> clock_;
  RowRun first_run_, last_run_;  // of the clock; placed
  bool said_uneven_ = false;
  std::vector<StreamLead> leads_;
  std::vector<std::string> warnings_;
  std::vector<std::string_view> cells_;
};

std::vector<TextLine> read_head(Lines& lines, const std::optional<double>& rate) {
  const double rows = std::clamp(rate.value_or(1e6), 1.0, 1e6) * head_seconds;  // without a rate the most
  const std::size_t wanted = std::clamp(static_cast<std::size_t>(rows), least_head, most_head);
  std::vector<TextLine> head;
  while (head.size() < wanted && lines.next()) {
    head.push_back({lines.line(), lines.number(), 0});
    if (head.size() == 1) refuse_file_as_stream(head[0].text, source);
  }
  if (!head.empty() && head[0].text.starts_with("\xef\xbb\xbf")) head[0].text.erase(0, 3);
  while (!head.empty() && trim(head.back().text).empty()) head.pop_back();
  return head;
}

}  // namespace

void read_table_stream(std::istream& in, const OpenOptions& options,
                       const std::function<void(double, std::span<const float>)>& take) {
  Lines lines(in);
  const std::vector<TextLine> head = read_head(lines, options.csv_rate);
  StreamTable table(head, options);
  std::vector<float> frame;
  const std::vector<float> gap(table.leads(), std::numeric_limits<float>::quiet_NaN());
  std::int64_t recorded = 0;
  const auto take_line = [&](const std::string& line, std::int64_t number) {
    std::int64_t missing = 0;
    if (!table.take(line, number, frame, missing)) return;
    for (; missing > 0; --missing) take(table.rate(), gap);
    take(table.rate(), frame);
    if (std::ranges::any_of(frame, [](float value) { return !std::isnan(value); })) ++recorded;
  };
  for (std::size_t i = table.first_row(); i < head.size(); ++i) take_line(head[i].text, head[i].number);
  while (lines.next()) take_line(lines.line(), lines.number());
  if (static_cast<double>(recorded) < table.rate() * shortest)
    throw Error(source, fmt::format("holds {} samples that were recorded; at least {:g} s of them are needed",
                                    recorded, shortest));
}

}  // namespace rwave::cli
