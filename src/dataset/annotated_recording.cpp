// Annotated recordings of any format. WFDB records are listed by their headers; of other formats each file is
// asked, as a folder of EDF files has no list.
#include "dataset/annotated_recording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/warning.h"
#include "beat/aami.h"
#include "record/formats.h"
#include "record/record_list.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;
namespace {

// A table holds no annotations itself, so one without an annotation file is a table of something else: lists
// of labels and patients lie next to recordings.
bool is_table(const fs::path& path) {
  const std::string extension = lower_extension(path);
  return extension == ".csv" || extension == ".tsv" || extension == ".txt";
}

OpenOptions open_options(double csv_rate) {
  OpenOptions options;
  if (csv_rate > 0) options.csv_rate = csv_rate;
  return options;
}

// EDF+ has texts for marks. One that is nothing but the symbol of a beat is that beat; others stay notes.
std::vector<Annotation> with_beats(std::vector<Annotation> annotations) {
  for (Annotation& annotation : annotations) {
    if (is_beat(annotation.code)) continue;
    const int code = code_of(annotation.text);
    if (code < 0 || !is_beat(static_cast<std::uint8_t>(code))) continue;
    annotation.code = static_cast<std::uint8_t>(code);
    annotation.text.clear();
  }
  return annotations;
}

// EDF+ and ISHNE files may hold annotations without any beat (stages of sleep, notes of the
// recording): these are no reference to train on.
bool holds_beats(Recording& recording) {
  const auto annotations = with_beats(recording.annotations());
  return std::ranges::any_of(annotations, [](const Annotation& one) { return is_beat(one.code); });
}

// Empty where the folder holds no WFDB records: that is an error only where nothing else is there either.
std::vector<std::string> wfdb_records(const fs::path& folder) {
  if (fs::is_regular_file(folder / "RECORDS")) return list_records(folder);
  const bool any = std::ranges::any_of(fs::directory_iterator(folder),
                                       [](const auto& entry) { return entry.path().extension() == ".hea"; });
  return any ? list_records(folder) : std::vector<std::string>();
}

// A file that cannot be opened is listed all the same: whoever opens it then says what is wrong with it.
bool may_hold_beats(const fs::path& file, double csv_rate) {
  try {
    return holds_beats(*open_recording(file, open_options(csv_rate)));
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

std::vector<std::string> list_annotated(const fs::path& folder, std::string_view annotator, double csv_rate) {
  std::error_code fault;
  if (!fs::is_directory(folder, fault)) throw Error(folder.string(), "not a folder");
  std::vector<std::string> names = wfdb_records(folder);
  // A record that was converted lies there twice, as 100.hea and as 100.edf: cut twice, its beats
  // would count double and could land on both sides of a random split.
  std::set<std::string> known(names.begin(), names.end());
  std::set<std::string> below;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& file = entry.path();
    if (entry.is_directory(fault) && is_searched_folder(file) && seems_to_hold_recordings(file))
      below.insert(file.filename().string());
    if (!is_recording_name(file) || known.contains(file.stem().string()) ||
        known.contains(file.filename().string()))
      continue;
    if (!fs::exists(annotation_file(file, annotator)) && (is_table(file) || !may_hold_beats(file, csv_rate)))
      continue;
    names.push_back(file.filename().string());
  }
  // Whose recordings these are, hence what a split by patient would keep apart, is not known.
  if (!below.empty() && !fs::exists(folder / "RECORDS", fault))
    notice(fmt::format("{}: folders below are not searched (several are given with commas): {}",
                       folder.string(), fmt::join(below, ", ")));
  if (names.empty())
    throw Error(folder.string(),
                fmt::format("holds no annotated recordings: expected WFDB records (*.hea), or files of other "
                            "formats ({}), each with an annotation file (NAME.{}) or beats of its own",
                            format_list(), annotator));
  std::ranges::sort(names);
  return names;
}

AnnotatedRecording open_annotated(const fs::path& path, std::string_view annotator, double csv_rate) {
  AnnotatedRecording opened;
  opened.recording = open_recording(path, open_options(csv_rate));
  const RecordingInfo& info = opened.recording->info();
  const fs::path file = annotation_file(info.source, annotator);
  if (!fs::exists(file)) opened.annotations = with_beats(opened.recording->annotations());
  // Where there is neither, reading the file says that it is missing.
  std::vector<std::string> warnings;
  if (opened.annotations.empty())
    opened.annotations = read_annotations(file, info.rate, info.frames, &warnings);
  print_warnings(file.string(), warnings);
  print_warnings(info.source, info.warnings);
  return opened;
}

}  // namespace rwave
