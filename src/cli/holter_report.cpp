#include "cli/holter_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/warning.h"
#include "cli/recordings.h"
#include "record/formats.h"
#include "record/wfdb/header.h"
#include "rhythm/annotated_beats.h"
#include "rhythm/beat_intervals.h"
#include "rhythm/p_waves.h"
#include "rhythm/quiet.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "signal/leads.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

// The WFDB header of "DIR/100", "DIR/100.hea" and "DIR/100.ecg" where that is an annotation file next to it;
// empty where the path is a recording in a file of its own (DIR/100.edf) or there is no header.
fs::path header_of(const std::string& path) {
  std::error_code ignored;
  if (is_recording_name(path) && fs::is_regular_file(path, ignored)) return {};
  const fs::path header = recording_stem(path) += ".hea";
  return fs::exists(header, ignored) ? header : fs::path();
}

// The header alone, where the signals that it names are not there.
RecordingInfo header_info(const fs::path& header) {
  const WfdbHeader parsed = read_header(header);
  RecordingInfo info;
  info.name = parsed.name;
  info.source = header.string();
  info.rate = parsed.rate;
  info.frames = parsed.frames.value_or(0);
  info.start = parsed.start;
  info.comments = parsed.comments;
  for (const SignalLine& line : parsed.signals) info.signals.push_back(line.info);
  return info;
}

bool signals_are_there(const fs::path& header) {
  const WfdbHeader parsed = read_header(header);
  if (!parsed.segments.empty()) return true;
  return !parsed.signals.empty() && std::ranges::all_of(parsed.signals, [&](const SignalLine& line) {
    return fs::exists(header.parent_path() / line.file);
  });
}

void take_annotations(const fs::path& file, HolterInput& input) {
  std::vector<std::string> warnings;
  const auto annotations = read_annotations(file, input.info.rate, std::nullopt, &warnings);
  print_warnings(file.string(), warnings);
  AnnotatedBeats found = annotated_beats(
      annotations, input.info.frames, static_cast<int>(std::max<std::size_t>(input.info.signals.size(), 1)));
  input.beats = std::move(found.beats);
  input.spans = std::move(found.spans);
  input.labelled_by = "annotator " + file.extension().string().substr(1);
}

EpisodeOptions open_signal(const std::string& path, const ReportOptions& options, Report& report) {
  report.recording = open_recording(path, options.open);
  Recording& recording = *report.recording;
  print_warnings(path, recording.info().warnings);
  report.holter.input.info = recording.info();
  report.holter.input.has_signal = true;
  const int first = label_lead(recording);
  report.leads = {first};
  for (const int other : choose_leads(recording)) {
    if (other == first || report.leads.size() > 1) continue;
    report.leads.push_back(other);
  }
  EpisodeOptions asking;
  asking.quiet = quiet_in(recording, report.leads);
  asking.before_qrs = before_qrs_in(recording, report.leads);
  return asking;
}

}  // namespace

std::string annotator_of(const std::string& path, const ReportOptions& options) {
  if (!options.annotator.empty()) return options.annotator;
  const fs::path file = path;
  const std::string suffix = file.extension().string();
  const bool header = fs::exists(fs::path(file).replace_extension("hea"));
  const bool signal = suffix.empty() || suffix == ".dat" || format_of_name(file) != nullptr;
  return header && fs::exists(file) && !signal ? suffix.substr(1) : "";
}

Report make_report(const GivenRecording& given, const ReportOptions& options, const Model* model) {
  const std::string& path = given.path;
  Report report;
  report.name = given.name;
  HolterInput& input = report.holter.input;
  const std::string annotator = annotator_of(path, options);
  EpisodeOptions asking;
  if (!annotator.empty()) {
    const fs::path file = annotation_file(path, annotator);
    if (!fs::exists(file))
      throw Error(path, fmt::format("there is no {}: beats of annotator {} were asked for", file.string(),
                                    annotator));
    const fs::path header = header_of(path);
    if (!header.empty() && !signals_are_there(header))
      input.info = header_info(header);
    else
      asking = open_signal(header.empty() ? path : header.string(), options, report);
    take_annotations(file, input);
  } else {
    asking = open_signal(path, options, report);
    Classification found = classify_recording(*report.recording, *model, {});
    print_warnings(path, found.warnings);
    // Who reads the page alone must know what makes the labels less sure, and of runs that were denied.
    input.info.warnings.insert(input.info.warnings.end(), found.warnings.begin(), found.warnings.end());
    input.beats = std::move(found.beats);
    input.spans = known_spans(found.unanalyzable, found.fibrillation);
    input.labelled_by = "model " + model->name();
  }
  if (report.recording && !report.leads.empty())
    input.silent = silent_parts(*report.recording, report.leads, input.beats, input.spans);
  HolterInput taken = std::move(input);
  report.holter = make_holter(std::move(taken), asking);
  if (const std::string& start = report.holter.input.info.start;
      !start.empty() && report.holter.start_of_day < 0)
    print_warnings(path,
                   std::vector{fmt::format(
                       "the start \"{}\" states no time of day: times count from the beginning", start)});
  return report;
}

}  // namespace rwave::cli
