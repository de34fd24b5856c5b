// Rows in their recordings. Recordings are found again by the words that the set was loaded by, as a beat
// file keeps no paths: data lie elsewhere on another machine.
#include "dataset/row_recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "beat/aami.h"
#include "beat/recipes/recipe.h"
#include "dataset/annotated_recording.h"
#include "dataset/load.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "signal/leads.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;

// The records that load_beats cut, in its order; none where the rows came without recordings.
std::vector<fs::path> records_of(const std::string& data, const CutOptions& options) {
  std::vector<fs::path> paths;
  try {
    for (const fs::path& folder : records_folders(data))
      for (const std::string& record : list_annotated(folder, options.annotator, options.csv_rate))
        paths.push_back(folder / record);
  } catch (const UsageError&) {
    paths.clear();  // rows alone
  }
  return paths;
}

auto first_from(const std::vector<Annotation>& annotations, std::int64_t sample) {
  return std::ranges::lower_bound(annotations, sample, {}, &Annotation::sample);
}

// A mark "+" with the text "(AFIB".
bool names_rhythm(const Annotation& annotation) {
  return annotation.text.starts_with('(') && symbol_of(annotation.code) == "+";
}

}  // namespace

RowRecordings::RowRecordings(const BeatSet& set, const std::string& data, const CutOptions& options)
    : set_(set), paths_(records_of(data, options)), sources_(paths_.size()), options_(options) {
  // Simulated records follow those of the data. Other names: the folder is not what the rows were cut from.
  const bool same = paths_.size() <= set.records.size() &&
                    std::ranges::equal(
                        paths_, std::span(set.records).first(paths_.size()), {},
                        [](const fs::path& path) { return path.filename().string(); }, &RecordOrigin::record);
  if (!same) paths_.clear();
}

bool RowRecordings::has(std::uint32_t row) const {
  return set_.record.at(row) < paths_.size() && set_.sample.at(row) >= 0;
}

const fs::path& RowRecordings::path(std::uint32_t row) const {
  if (!has(row)) throw Error(fmt::format("row {}: its recording is not there", row));
  return paths_.at(set_.record.at(row));
}

RowRecordings::Source& RowRecordings::source(std::uint32_t row) {
  const fs::path& record = path(row);
  std::optional<Source>& source = sources_.at(set_.record.at(row));
  if (!source) {
    AnnotatedRecording opened = open_annotated(record, options_.annotator, options_.csv_rate);
    source = Source{opened.recording->info().rate, -1, std::move(opened.annotations), {}};
    std::ranges::stable_sort(source->annotations, {}, &Annotation::sample);
    std::ranges::copy_if(source->annotations, std::back_inserter(source->rhythms), names_rhythm);
  }
  return *source;
}

double RowRecordings::rate(std::uint32_t row) {
  return source(row).rate;
}

double RowRecordings::seconds(std::uint32_t row) {
  return static_cast<double>(set_.sample.at(row)) / source(row).rate;
}

// The lead is chosen as cut_records chooses it.
// The recording is opened for each excerpt and closed again: a page shows beats of many records,
// and holding all of them open would run into the limit of open files. Annotations are kept, as
// every row of a table asks for them.
Excerpt RowRecordings::around(std::uint32_t row, double before, double after) {
  Source& of = source(row);
  const auto recording = open_annotated(path(row), options_.annotator, options_.csv_rate).recording;
  const RecordingInfo& info = recording->info();
  if (of.lead < 0) of.lead = recipe_named(set_.recipe).lead(*recording);
  const std::int64_t sample = set_.sample.at(row);
  const std::int64_t first = std::max<std::int64_t>(0, sample - std::llround(before * of.rate));
  const std::int64_t end = std::min<std::int64_t>(info.frames, sample + std::llround(after * of.rate));
  if (first >= end) throw Error(path(row).string(), fmt::format("has no sample {}", sample));
  const SignalInfo& signal = info.signals.at(static_cast<std::size_t>(of.lead));
  Excerpt part{signal.name,
               static_cast<double>(first - sample) / of.rate,
               of.rate * signal.samples_per_frame,
               recording->read_physical(of.lead, first, end - first),
               {first_from(of.annotations, first), first_from(of.annotations, end)}};
  // Units that are not known count as they are, since a picture in unknown units is better than
  // none.
  const double scale = millivolts_per_unit(signal);
  for (float& value : part.values) value *= static_cast<float>(scale == 0 ? 1 : scale);
  return part;
}

std::string RowRecordings::symbol(std::uint32_t row) {
  const Source& of = source(row);
  const std::int64_t sample = set_.sample.at(row);
  for (auto at = first_from(of.annotations, sample); at != of.annotations.end() && at->sample == sample; ++at)
    if (is_beat(at->code)) return std::string(symbol_of(at->code));
  return "";
}

std::string RowRecordings::rhythm(std::uint32_t row) {
  const Source& of = source(row);
  // From the sample after the row's: a rhythm mark at the beat itself begins with that beat (WFDB:
  // a rhythm holds from its mark to the next).
  const auto next = first_from(of.rhythms, set_.sample.at(row) + 1);
  return next == of.rhythms.begin() ? "" : std::prev(next)->text.substr(1);
}

}  // namespace rwave
