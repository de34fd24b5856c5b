#include "beat/infarction_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "record/csv/cells.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "signal/detect_recording.h"
#include "signal/leads.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;

constexpr double row_rate = 125;  // Hz
constexpr double intervals = 1.2;
constexpr int row_width = 187;

struct Diagnosed {
  std::string record, patient;
  std::uint8_t label = 0;
};

std::size_t column(const std::vector<std::string_view>& header, std::string_view name, const fs::path& file) {
  const auto found = std::ranges::find(header, name);
  if (found == header.end())
    throw Error::at_line(file.string(), 1,
                         fmt::format("has no column '{}' (wanted: record, patient, label)", name));
  return static_cast<std::size_t>(found - header.begin());
}

std::vector<Diagnosed> read_diagnoses(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) throw Error(file.string(), "cannot be read, or is empty");
  std::vector<std::string_view> cells;
  split_cells(line, ',', cells);
  const std::size_t record = column(cells, "record", file), patient = column(cells, "patient", file),
                    label = column(cells, "label", file);
  std::vector<Diagnosed> found;
  for (std::int64_t number = 2; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    split_cells(line, ',', cells);
    if (cells.size() <= std::max({record, patient, label}))
      throw Error::at_line(file.string(), number, "has fewer cells than the header");
    if (cells[label] != "NORM" && cells[label] != "MI") continue;
    found.push_back({std::string(cells[record]), std::string(cells[patient]),
                     static_cast<std::uint8_t>(cells[label] == "MI" ? 1 : 0)});
    if (fs::path(found.back().record).filename() != found.back().record)
      throw Error::at_line(file.string(), number, "names no recording of its folder: " + found.back().record);
  }
  return found;
}

double median_interval(const std::vector<std::int64_t>& peaks) {
  std::vector<std::int64_t> all;
  for (std::size_t i = 1; i < peaks.size(); ++i) all.push_back(peaks[i] - peaks[i - 1]);
  std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2));
  return static_cast<double>(all[all.size() / 2]);
}

// The row that starts at `peak`; nothing where a sample was not recorded or the signal is flat.
std::optional<std::vector<float>> row_at(const std::vector<float>& lead, std::int64_t peak, double length,
                                         double step) {
  std::vector<float> row;
  for (double t = 0; t < length; t += step) {
    const auto at = static_cast<std::size_t>(peak) + static_cast<std::size_t>(std::lround(t));
    if (at >= lead.size() || std::isnan(lead[at])) return std::nullopt;
    row.push_back(lead[at]);
  }
  const auto [low, high] = std::ranges::minmax(row);
  if (!(high > low)) return std::nullopt;
  for (float& value : row) value = (value - low) / (high - low);
  row.resize(row_width);
  return row;
}

BeatSet cut_one(const fs::path& folder, const Diagnosed& diagnosed) {
  BeatSet set;
  set.width = row_width;
  const auto recording = open_recording(folder / diagnosed.record);
  const int lead = find_lead(recording->info(), "II");
  const int per_frame = recording->info().signals[static_cast<std::size_t>(lead)].samples_per_frame;
  const std::vector<std::int64_t> peaks = detect_peaks(*recording, "II").peaks;
  if (peaks.size() < 3) return set;  // no median to speak of
  const auto values = recording->read_physical(lead, 0, recording->info().frames);
  const double step = recording->info().rate * per_frame / row_rate;
  const double length = intervals * median_interval(peaks) * per_frame;
  for (const std::int64_t peak : peaks) {
    const auto row = row_at(values, peak * per_frame, length, step);
    if (!row) continue;
    set.values.insert(set.values.end(), row->begin(), row->end());
    set.labels.push_back(diagnosed.label);
    set.sample.push_back(peak);
  }
  return set;
}

}  // namespace

BeatSet cut_infarction_rows(const fs::path& folder) {
  const std::vector<Diagnosed> recordings = read_diagnoses(folder / diagnosis_file);
  std::vector<BeatSet> parts(recordings.size());
  parallel_for(recordings.size(), 0, [&](std::size_t i) { parts[i] = cut_one(folder, recordings[i]); });
  BeatSet all;
  all.recipe = "kaggle-ptb";
  all.width = row_width;
  all.rate = row_rate;
  all.classes = {"normal", "abnormal"};
  const std::string database = fs::absolute(folder).lexically_normal().filename().string();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto record = static_cast<std::uint32_t>(all.records.size());
    all.records.push_back({recordings[i].record, database + "/" + recordings[i].patient});
    all.values.insert(all.values.end(), parts[i].values.begin(), parts[i].values.end());
    all.labels.insert(all.labels.end(), parts[i].labels.begin(), parts[i].labels.end());
    all.sample.insert(all.sample.end(), parts[i].sample.begin(), parts[i].sample.end());
    all.record.insert(all.record.end(), parts[i].size(), record);
  }
  if (all.size() == 0)
    throw Error((folder / diagnosis_file).string(), "leaves no beat of a recording labelled NORM or MI");
  return all;
}

}  // namespace rwave
