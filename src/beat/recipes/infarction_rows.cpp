#include "beat/recipes/infarction_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/warning.h"
#include "beat/cut_recording.h"
#include "record/csv/cells.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "signal/detect_recording.h"
#include "signal/leads.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;

// The three numbers are those of the published PTB rows, on which networks trained elsewhere expect
// their input. 187 samples at 125 Hz are 1.5 s, 1.2 intervals at 48 beats per minute.
constexpr double row_rate = 125;  // Hz
constexpr double intervals = 1.2;
constexpr int row_width = 187;

struct Diagnosed {
  std::string record, patient;
  std::uint8_t label = 0;
};

// By name, as such tables come with many columns more, in any order.
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
  std::set<std::string> named;
  for (std::int64_t number = 2; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    split_cells(line, ',', cells);
    if (cells.size() <= std::max({record, patient, label}))
      throw Error::at_line(file.string(), number, "has fewer cells than the header");
    if (cells[label] != "NORM" && cells[label] != "MI") continue;
    found.push_back({std::string(cells[record]), std::string(cells[patient]),
                     static_cast<std::uint8_t>(cells[label] == "MI" ? 1 : 0)});
    // A name with a folder in it ("../other/1") would read recordings that the folder does not
    // hold.
    if (fs::path(found.back().record).filename() != found.back().record)
      throw Error::at_line(file.string(), number, "names no recording of its folder: " + found.back().record);
    // Patients are kept apart by their names, so each needs one, and none of their recordings another.
    if (found.back().patient.empty()) throw Error::at_line(file.string(), number, "no patient");
    if (!named.insert(found.back().record).second)
      throw Error::at_line(file.string(), number,
                           fmt::format("recording {} is there twice", found.back().record));
  }
  return found;
}

// The upper of the two middle ones where there are two: a length that occurs.
// The median and not the mean: one beat that the detector missed doubles an interval, and a row's
// length is set by it.
double median_interval(const std::vector<std::int64_t>& peaks) {
  std::vector<std::int64_t> all;
  for (std::size_t i = 1; i < peaks.size(); ++i) all.push_back(peaks[i] - peaks[i - 1]);
  std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2));
  return static_cast<double>(all[all.size() / 2]);
}

// The leads whose channels make a row, as many as the recipe has channels; lead II, in which R peaks are
// found, is among them.
std::span<const std::string_view> leads_of(const Recipe& recipe) {
  static constexpr std::array<std::string_view, 1> one = {"II"};
  static constexpr std::array<std::string_view, 12> twelve = {"I",  "II", "III", "aVR", "aVL", "aVF",
                                                              "V1", "V2", "V3",  "V4",  "V5",  "V6"};
  if (recipe.channels == 1) return one;
  return twelve;
}

// One lead of a recording, all of it.
struct Lead {
  std::vector<float> values;
  int per_frame = 1;  // values per frame
};

Lead read_lead(Recording& recording, std::string_view name) {
  const int lead = find_lead(recording.info(), name);
  return {recording.read_physical(lead, 0, recording.info().frames),
          recording.info().signals[static_cast<std::size_t>(lead)].samples_per_frame};
}

// Where a row begins and ends, frames, and how many frames lie between two of its samples.
struct RowWindow {
  std::int64_t peak = 0;
  double length = 0, step = 0;
};

// Appends the lead's part of a row, not filled up yet; false where a sample was not recorded. The
// nearest sample without a filter or interpolation: at 1000 and 500 Hz every 8th and 4th sample
// lies exactly there. Leads may have several samples per frame, so places are counted in the lead's
// own samples.
bool append_samples(const Lead& lead, const RowWindow& window, std::vector<float>& row) {
  for (int i = 0; i * window.step < window.length; ++i) {
    const auto after = std::lround(i * window.step * lead.per_frame);
    const auto at = static_cast<std::size_t>(window.peak * lead.per_frame + after);
    if (at >= lead.values.size() || std::isnan(lead.values[at])) return false;
    row.push_back(lead.values[at]);
  }
  return true;
}

// From 0 to 1, filled up or cut to a row's width; false where the lead is flat, which leaves zeros.
bool to_unit_range(std::vector<float>& row) {
  const auto [low, high] = std::ranges::minmax(row);
  const bool flat = !(high > low);
  for (float& value : row) value = flat ? 0 : (value - low) / (high - low);
  row.resize(row_width);
  return !flat;
}

// The row of all leads; nothing where there is none.
std::optional<std::vector<float>> row_at(std::span<const Lead> leads, std::size_t lead_ii,
                                         const RowWindow& window) {
  std::vector<float> row;
  for (std::size_t i = 0; i < leads.size(); ++i) {
    std::vector<float> channel;
    if (!append_samples(leads[i], window, channel)) return std::nullopt;
    // A limb electrode that is off flattens some leads, a chest electrode its own one: the other
    // leads of such a recording are still worth their row. R peaks come from lead II, which cannot
    // be flat where they are true.
    if (!to_unit_range(channel) && i == lead_ii) return std::nullopt;
    row.insert(row.end(), channel.begin(), channel.end());
  }
  return row;
}

// R peaks by our detector, as these databases have no beat annotations.
BeatSet cut_one(const fs::path& folder, const Diagnosed& diagnosed, std::span<const std::string_view> names) {
  BeatSet set;
  set.width = row_width;
  set.channels = static_cast<int>(names.size());
  const auto recording = open_recording(folder / diagnosed.record);
  print_warnings(recording->info().source, recording->info().warnings);
  std::vector<Lead> leads;
  for (const std::string_view name : names) leads.push_back(read_lead(*recording, name));
  const auto lead_ii = static_cast<std::size_t>(std::ranges::find(names, "II") - names.begin());
  const std::vector<std::int64_t> peaks = detect_peaks(*recording, "II").peaks;
  if (peaks.size() < 3) return set;  // no median to speak of
  const double step = recording->info().rate / row_rate, length = intervals * median_interval(peaks);
  for (const std::int64_t peak : peaks) {
    const auto row = row_at(leads, lead_ii, {peak, length, step});
    if (!row) continue;
    set.values.insert(set.values.end(), row->begin(), row->end());
    set.labels.push_back(diagnosed.label);
    set.sample.push_back(peak);
  }
  return set;
}

}  // namespace

BeatSet cut_infarction_rows(const fs::path& folder, const Recipe& recipe) {
  const std::span<const std::string_view> leads = leads_of(recipe);
  const std::vector<Diagnosed> recordings = read_diagnoses(folder / diagnosis_file);
  std::vector<BeatSet> parts(recordings.size());
  // Each recording into its own part, and the parts put together in the order of the table: the
  // rows do not depend on which thread was done first.
  parallel_for(recordings.size(), 0,
               [&](std::size_t i) { parts[i] = cut_one(folder, recordings[i], leads); });
  BeatSet all = empty_set(recipe);
  const std::string database = fs::absolute(folder).lexically_normal().filename().string();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto record = static_cast<std::uint32_t>(all.records.size());
    // The patient's name with the database before it, as patients of two databases may both be
    // called "1" and would fall on the same side of a split.
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

namespace {

// What the two recipes share. Lead II alone decides which beats have a row.
Recipe infarction_form() {
  static constexpr std::array<std::string_view, 2> classes = {"normal", "abnormal"};
  Recipe recipe;
  recipe.normalisation = "minmax";
  recipe.width = row_width;
  recipe.rate = row_rate;
  recipe.classes = classes;
  recipe.labels = LabelSource::diagnosis;
  recipe.cut_folder = cut_infarction_rows;
  return recipe;
}

Recipe one_lead_form() {
  Recipe recipe = infarction_form();
  recipe.name = "kaggle-ptb";
  recipe.what = "infarction or not (LABELS.csv), from lead II, as the published PTB rows";
  recipe.published = "ptb";
  return recipe;
}

Recipe twelve_lead_form() {
  Recipe recipe = infarction_form();
  recipe.name = "kaggle-ptb12";
  recipe.what = "the same from all twelve leads, a channel each";
  recipe.channels = 12;
  recipe.signal_channels = 12;
  return recipe;
}

}  // namespace

const Recipe& infarction_recipe() {
  static const Recipe recipe = one_lead_form();
  return recipe;
}

const Recipe& twelve_lead_recipe() {
  static const Recipe recipe = twelve_lead_form();
  return recipe;
}

}  // namespace rwave
