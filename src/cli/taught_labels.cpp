#include "cli/taught_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>

#include "base/csv_table.h"
#include "base/warning.h"
#include "record/formats.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

// Below 1e15, so that a sample number is exact in a double.
std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !(value >= 0 && value < 1e15)) return {};
  return value;
}

// Columns are found by name, so that what `rwave classify --csv` wrote and a person mended can be given back.
std::vector<TaughtBeat> read_table(const fs::path& file, double rate) {
  CsvTable table = read_csv(file);
  // Samples are exact. Seconds are for labels that come from other programs or by hand.
  const bool by_sample = table.column("sample") >= 0;
  const std::string_view place = by_sample ? "sample" : "seconds";
  if (table.column(place) < 0 || table.column("label") < 0)
    throw Error::at_line(file.string(), 1, "expected the columns sample (or seconds) and label");
  std::vector<TaughtBeat> beats;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto line = static_cast<std::int64_t>(row) + 2;
    const auto value = number(table.cell(row, place));
    if (!value)
      throw Error::at_line(file.string(), line,
                           fmt::format("'{}' is no {}", table.cell(row, place),
                                       by_sample ? "sample number" : "time in seconds"));
    const std::string_view label = table.cell(row, "label");
    const int code = code_of(label);
    Annotation annotation;
    annotation.sample = std::llround(by_sample ? *value : *value * rate);
    annotation.code = static_cast<std::uint8_t>(std::max(code, 0));
    // The same rule as for annotation files decides what is a beat, and to which class it belongs.
    const auto beat = taught_beats({&annotation, 1});
    if (code < 0 || beat.empty())
      throw Error::at_line(
          file.string(), line,
          fmt::format("'{}' is no beat's label; expected N S V F Q, / or another beat code of WFDB", label));
    beats.push_back(beat.front());
  }
  return beats;
}

}  // namespace

std::vector<TaughtBeat> read_taught(const std::string& given, const std::string& path,
                                    const RecordingInfo& recording, std::string& warnings) {
  // A file of that name wins over a suffix: "atr" is a file hardly ever.
  fs::path file = given;
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) file = recording_stem(path).string() + "." + given;
  if (!fs::is_regular_file(file, ignored))
    throw Error(path, fmt::format("--beats {}: neither a file nor the suffix of one next to the recording "
                                  "(expected WFDB annotations, or CSV with sample and label)",
                                  given));
  std::vector<TaughtBeat> beats;
  if (file.extension() == ".csv") {
    beats = read_table(file, recording.rate);
  } else {
    std::vector<std::string> found;
    beats = taught_beats(read_annotations(file, recording.rate, recording.frames, &found));
    warnings += warning_lines(file.string(), found);
  }
  if (beats.empty()) throw Error(file.string(), "labels no beat: there is nothing to learn from");
  return beats;
}

}  // namespace rwave::cli
