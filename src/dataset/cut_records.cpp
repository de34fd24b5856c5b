// Recordings are cut several at once and joined in the order given, so that rows do not depend on the number
// of threads.
#include "dataset/cut_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/parallel.h"
#include "base/warning.h"
#include "beat/aami.h"
#include "beat/cut_recording.h"
#include "beat/recipes/recipe.h"
#include "catalog/databases.h"
#include "dataset/annotated_recording.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;

namespace {

// mitdb's record names are common ones; its length tells it from another database's 100.
// Records 201 and 202 of mitdb are of one patient, so that for mitdb a table is needed; elsewhere a
// record counts as a patient, which keeps apart at least what is known to be apart.
std::string patient_of(const fs::path& folder, const std::string& record, const RecordingInfo& info) {
  const bool known = std::find(mitdb_records.begin(), mitdb_records.end(), record) != mitdb_records.end();
  if (known && info.frames == mitdb_frames) return mitdb_patient(record);
  return fs::absolute(folder).lexically_normal().filename().string() + "/" + record;
}

CutBeats cut_one(const fs::path& folder, const std::string& record, const Recipe& recipe,
                 const CutOptions& options) {
  const AnnotatedRecording opened = open_annotated(folder / record, options.annotator, options.csv_rate);
  CutBeats cut{empty_set(recipe), {}};
  cut.set.records.push_back({record, patient_of(folder, record, opened.recording->info())});
  cut.tally = recipe.cut(*opened.recording, opened.annotations, recipe, 0, cut.set);
  return cut;
}

// Says which records are left out. Throws Error with the first fault where none is left.
void name_left_out(const fs::path& folder, const std::vector<std::string>& faults) {
  const auto bad = std::ranges::count_if(faults, [](const std::string& fault) { return !fault.empty(); });
  if (bad == 0) return;
  const auto first = std::ranges::find_if(faults, [](const std::string& fault) { return !fault.empty(); });
  if (bad == static_cast<std::ptrdiff_t>(faults.size())) throw Error(*first);
  std::vector<std::string> warnings;
  for (const std::string& fault : faults)
    if (!fault.empty()) warnings.push_back("left out: " + fault);
  warnings.push_back(fmt::format("{} of {} records left out", bad, faults.size()));
  print_warnings(folder.string(), warnings);
}

}  // namespace

void append_rows(BeatSet& all, const BeatSet& part) {
  const auto shift = static_cast<std::uint32_t>(all.records.size());
  const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  add(all.records, part.records);
  add(all.values, part.values);
  add(all.labels, part.labels);
  add(all.sample, part.sample);
  for (const std::uint32_t record : part.record) all.record.push_back(record + shift);
}

void append(CutBeats& all, const CutBeats& part) {
  append_rows(all.set, part.set);
  all.tally.beats += part.tally.beats;
  all.tally.no_following += part.tally.no_following;
  all.tally.missing += part.tally.missing;
}

CutBeats cut_records(const fs::path& folder, const std::vector<std::string>& records,
                     const std::string& recipe, const CutOptions& options) {
  const Recipe& chosen = recipe_for(recipe, LabelSource::annotations);
  std::vector<CutBeats> parts(records.size());
  // One record that cannot be read does not cost the others: it is named, and left out.
  std::vector<std::string> faults(records.size());
  parallel_for(records.size(), options.threads, [&](std::size_t i) {
    try {
      parts[i] = cut_one(folder, records[i], chosen, options);
    } catch (const Error& fault) {
      faults[i] = fault.what();
    }
  });
  name_left_out(folder, faults);
  CutBeats all{empty_set(chosen), {}};
  std::size_t rows = 0;
  for (const CutBeats& part : parts) rows += part.set.size();
  all.set.values.reserve(rows * all.set.row_values());  // once: growing would hold the rows twice
  for (CutBeats& part : parts) append(all, std::exchange(part, {}));
  return all;
}

}  // namespace rwave
