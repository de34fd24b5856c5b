#include "record/csv/csv_recording.h"

#include <fmt/format.h>

#include <cmath>

#include "record/csv/cells.h"
#include "record/csv/line_reader.h"
#include "record/csv/table.h"
#include "record/slices.h"
#include "rwave/error.h"

namespace rwave {
namespace {

class CsvRecording : public Recording {
 public:
  CsvRecording(const std::filesystem::path& file, double rate) : source_(file), table_(scan_table(source_)) {
    info_.name = file.stem().string();
    info_.source = file.string();
    info_.rate = rate;
    info_.frames = table_.rows;
    for (const CsvColumn& column : table_.columns) {
      SignalInfo signal;
      signal.name = column.name;
      signal.gain = std::pow(10.0, column.places);
      signal.calibrated = !column.units.empty();
      if (signal.calibrated) signal.units = column.units;
      info_.signals.push_back(signal);
    }
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    if (frames == 0) return;
    const std::int64_t known = first / rows_between_offsets;
    LineReader lines(source_, table_.row_offsets[static_cast<std::size_t>(known)],
                     table_.first_line + known * rows_between_offsets);
    for (std::int64_t row = known * rows_between_offsets; row < first; ++row) next_line(lines);
    for (std::int64_t i = 0; i < frames; ++i) {
      split_cells(next_line(lines), table_.separator, cells_);
      check_cell_count(table_, cells_.size(), source_.name(), lines.line());
      for (const SignalSlice& slice : slices) {
        slice.out[static_cast<std::size_t>(i)] = sample(static_cast<std::size_t>(slice.signal), lines.line());
      }
    }
  }

 private:
  // The file was whole when it was opened; one that has changed since is an error, too.
  std::string_view next_line(LineReader& lines) const {
    const auto line = lines.next();
    if (!line)
      throw Error::at_line(source_.name(), lines.line(),
                           "the file ends here: it has shrunk since it was opened");
    return *line;
  }

  std::int32_t sample(std::size_t column, std::int64_t line) const {
    const std::string_view cell = cells_[table_.positions[column]];
    if (is_missing_cell(cell)) return missing_sample;
    const auto number = parse_decimal(cell);
    const auto value = number ? scaled(*number, table_.columns[column].places) : std::nullopt;
    if (!value)
      throw Error::at_line(source_.name(), line,
                           fmt::format("'{}' is not a number that fits a sample", cell));
    return *value;
  }

  ByteSource source_;
  CsvTable table_;
  std::vector<std::string_view> cells_;
};

}  // namespace

std::unique_ptr<Recording> open_csv(const std::filesystem::path& file, std::optional<double> rate) {
  if (!rate) throw UsageError(file.string(), "a CSV file states no sampling rate: give it with --rate HZ");
  if (!(*rate > 0) || !std::isfinite(*rate)) {
    throw UsageError(file.string(), fmt::format("--rate {}: a number of Hz above 0 was expected", *rate));
  }
  return std::make_unique<CsvRecording>(file, *rate);
}

}  // namespace rwave
