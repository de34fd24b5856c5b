#include "record/csv/csv_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/amplitude_unit.h"
#include "record/csv/cells.h"
#include "record/csv/table.h"
#include "record/slices.h"
#include "rwave/error.h"

namespace rwave {
namespace {

class CsvRecording : public Recording {
 public:
  CsvRecording(const std::filesystem::path& file, const OpenOptions& options)
      : source_(file), table_(scan_table(source_, options)) {
    // The scan has read the whole file once: only so are rate, gaps and the decimal places of each
    // column known. What is kept of it is small, a place for every N rows.
    info_.name = file.stem().string();
    info_.source = file.string();
    info_.format = "table";
    info_.rate = table_.rate;
    const RowRun& last = table_.runs.back();
    info_.frames = last.first_frame + table_.rows - last.first_row;
    info_.warnings = std::move(table_.warnings);
    info_.understood = std::move(table_.understood);
    for (const CsvColumn& column : table_.columns) {
      SignalInfo signal;
      signal.name = column.name;
      signal.gain = std::pow(10.0, column.places);
      signal.units = column.units;
      signal.calibrated = !column.units.empty();
      info_.signals.push_back(signal);
    }
    settle_units(*this, info_);
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    if (frames == 0) return;
    if (table_.runs.size() > 1)
      for (const SignalSlice& slice : slices) fill_missing(slice.out);  // what lies in a gap stays so
    // Runs are the rows between gaps of the clock. Rows of a run lie one behind the other, so a
    // range is read run by run.
    auto run = std::ranges::upper_bound(table_.runs, first, {}, &RowRun::first_frame);
    if (run != table_.runs.begin()) --run;
    for (; run != table_.runs.end() && run->first_frame < first + frames; ++run) {
      const std::int64_t end_row = run + 1 == table_.runs.end() ? table_.rows : (run + 1)->first_row;
      const std::int64_t begin = std::max(first, run->first_frame);
      const std::int64_t end = std::min(first + frames, run->first_frame + end_row - run->first_row);
      if (begin < end)
        read_rows(run->first_row + begin - run->first_frame, end - begin, begin - first, slices);
    }
  }

 private:
  // Rows [row, row + count) into the slices from `place` on.
  void read_rows(std::int64_t row, std::int64_t count, std::int64_t place,
                 std::span<const SignalSlice> slices) {
    go_to(row);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string_view line = next_line();
      split_cells(line, table_.form.delimiter, cells_);
      if (cells_.size() > table_.cells && cells_[table_.cells].starts_with("#*"))  // as scan_table
        cells_.resize(table_.cells);
      if (cells_.size() == table_.cells + 1 && cells_.back().empty()) cells_.pop_back();
      if (!line.empty()) check_cell_count(table_.cells, cells_.size(), source_.name(), lines_->line());
      for (const SignalSlice& slice : slices)
        slice.out[static_cast<std::size_t>(place + i)] = sample(static_cast<std::size_t>(slice.signal));
    }
  }

  // Where the last read ended, or from the nearest place that is known.
  void go_to(std::int64_t row) {
    if (lines_ && row >= row_ && row - row_ < rows_between_offsets) {
      while (row_ < row) next_line();
      return;
    }
    const std::int64_t known = row / rows_between_offsets;
    const auto [line, offset] = table_.row_places[static_cast<std::size_t>(known)];
    lines_.emplace(source_, table_.encoding, offset, line);
    row_ = known * rows_between_offsets;
    while (row_ < row) next_line();
  }

  // The file was whole when it was opened; one that has changed since is an error, too.
  std::string_view next_line() {
    auto line = next_row(*lines_, table_.blank_is_missing);
    while (line && !table_.repeated_heads.empty() &&
           std::binary_search(table_.repeated_heads.begin(), table_.repeated_heads.end(), lines_->line()))
      line = next_row(*lines_, table_.blank_is_missing);
    if (!line) {
      const std::int64_t last = lines_->line();
      lines_.reset();
      throw Error::at_line(source_.name(), last, "the file ends here: it has shrunk since it was opened");
    }
    ++row_;
    return *line;
  }

  std::int32_t sample(std::size_t column) const {
    const std::string_view cell = cells_[table_.columns[column].position];
    const auto number = parse_decimal(cell, table_.form);
    if (!number && is_missing_cell(cell)) return missing_sample;
    const auto value = number ? scaled(*number, table_.columns[column].places) : std::nullopt;
    if (!value)
      throw Error::at_line(source_.name(), lines_->line(),
                           fmt::format("'{}' is not a number that fits a sample", cell));
    return *value;
  }

  ByteSource source_;
  SampleTable table_;
  std::vector<std::string_view> cells_;
  std::optional<LineReader> lines_;  // at row_
  std::int64_t row_ = 0;
};

}  // namespace

std::unique_ptr<Recording> open_csv(const std::filesystem::path& file, const OpenOptions& options) {
  return std::make_unique<CsvRecording>(file, options);
}

}  // namespace rwave
