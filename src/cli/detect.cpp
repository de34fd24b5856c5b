// rwave detect: recordings -> R peaks.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/output_file.h"
#include "base/text.h"
#include "base/warning.h"
#include "cli/common.h"
#include "cli/recordings.h"
#include "cli/verbs.h"
#include "rwave/error.h"
#include "signal/detect_recording.h"
#include "signal/leads.h"

namespace rwave::cli {
namespace {

// The suffix qrs is what WFDB's own detectors (sqrs, gqrs) write, so that programs which look for
// their output find this one's. Labels of `classify` have another, as a beat without a class is no
// label.
struct DetectArguments : OutputOptions {
  DetectArguments() { annotator = "qrs"; }

  std::vector<std::string> given;
  std::string lead;
  int threads = 0;
  OpenOptions open;
};

constexpr const char* csv_header = "record,sample,seconds\n";

// Samples are exact and for programs; seconds are for people, to a tenth of a millisecond, which is
// finer than a sample at any common rate.
std::string csv_of(const std::string& name, const Detection& detection, double rate) {
  std::string text;
  for (const std::int64_t peak : detection.peaks) {
    text += fmt::format("{},{},{:.4f}\n", name, peak, static_cast<double>(peak) / rate);
  }
  return text;
}

std::vector<std::string> warnings_of(const RecordingInfo& info, const Detection& detection) {
  std::vector<std::string> warnings = info.warnings;
  warnings.insert(warnings.end(), detection.warnings.begin(), detection.warnings.end());
  return warnings;
}

std::string json_of(const std::string& name, const Detection& detection, const RecordingInfo& info) {
  nlohmann::ordered_json out{{"record", name}, {"rate", info.rate}, {"samples", info.frames}};
  for (const int lead : detection.leads) out["leads"].push_back(lead_name(info, lead));
  out["warnings"] = warnings_of(info, detection);
  out["peaks"] = detection.peaks;
  out["unanalyzable"] = nlohmann::json::array();
  for (const SampleSpan& span : detection.unanalyzable) out["unanalyzable"].push_back({span.first, span.end});
  // Programs that were written for 0.1 read this key; both hold the same.
  out["unreadable"] = out["unanalyzable"];  // the key of 0.1
  out["fibrillation"] = nlohmann::json::array();
  for (const SampleSpan& span : detection.fibrillation) out["fibrillation"].push_back({span.first, span.end});
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// The share that was analyzable stands next to the number of beats, as few beats in a long
// recording mean nothing while it is not known how much of it could be looked at.
std::string line_of(const std::string& name, const Detection& detection, const RecordingInfo& info) {
  std::string leads;
  for (const int lead : detection.leads) leads += (leads.empty() ? "" : " + ") + lead_name(info, lead);
  std::int64_t unanalyzable = 0, fibrillation = 0;
  for (const SampleSpan& span : detection.unanalyzable) unanalyzable += span.end - span.first;
  for (const SampleSpan& span : detection.fibrillation) fibrillation += span.end - span.first;
  std::string line =
      fmt::format("{:<12} {:<14} {:>9} beats  {:6.2f} % analyzable", name, leads,
                  grouped(static_cast<std::int64_t>(detection.peaks.size())),
                  100 - 100 * static_cast<double>(unanalyzable) / static_cast<double>(info.frames));
  if (fibrillation > 0)
    line += fmt::format(", {:.0f} s of ventricular fibrillation or flutter",
                        static_cast<double>(fibrillation) / info.rate);
  if (!detection.passed_over.empty()) line += "   passed over: " + detection.passed_over;
  return line;
}

Outcome detect_one(const GivenRecording& given, const DetectArguments& options) {
  const std::string &path = given.path, &name = given.name;
  const auto recording = open_recording(path, options.open);
  const RecordingInfo& info = recording->info();
  Outcome outcome;
  outcome.done_before = options.is_done(name, info);
  if (outcome.done_before) return outcome;
  const Detection detection = detect_peaks(*recording, options.lead);
  outcome.warnings = warning_lines(path, warnings_of(info, detection));
  outcome.line = line_of(name, detection, info);
  if (options.csv) outcome.text = csv_of(name, detection, info.rate);
  if (options.json) outcome.text = json_of(name, detection, info);
  if (options.to_stdout()) return outcome;
  const std::string text = std::exchange(outcome.text, {});
  const std::string file = options.file_of(name);
  refuse_overwriting(info, file);
  if (options.csv || options.json)
    write_file(file, (options.csv ? csv_header : "") + text);
  else
    write_annotations(file, annotations_of(detection, info.frames));
  return outcome;
}

void run_detect(const DetectArguments& options) {
  options.check();
  const std::vector<GivenRecording> recordings = expand_folders(options.given);
  if (!options.to_stdout()) make_recordings_folder(options.output);
  if (options.to_stdout() && options.csv) fmt::print("{}", csv_header);
  for_each_recording(recordings, options, options.threads,
                     [&](const GivenRecording& recording) { return detect_one(recording, options); });
}

}  // namespace

void add_detect(CLI::App& app) {
  auto options = std::make_shared<DetectArguments>();
  CLI::App* verb = app.add_subcommand("detect", "Find the R peaks of recordings");
  verb->add_option("REC", options->given, "recordings: DIR/100 (WFDB), x.edf, x.csv, or folders of them")
      ->required();
  verb->add_option("-a,--annotator", options->annotator, "suffix of the annotation files written")
      ->capture_default_str();
  verb->add_option("-o,--output", options->output,
                   "folder to write to, made if missing; - for standard output (--csv, --json)")
      ->capture_default_str();
  verb->add_option("--lead", options->lead,
                   "the lead to look at, by name or number (else the two clearest together)");
  verb->add_flag("--csv", options->csv, "write record,sample,seconds instead of annotations");
  verb->add_flag("--json", options->json,
                 "write peaks, unanalyzable spans and fibrillation as JSON, one object per recording");
  add_table_options(*verb, options->open);
  verb->add_option("--threads", options->threads, "recordings at once (0: one per core)")
      ->capture_default_str()
      ->check(within(0, 1024));
  add_resume(*verb, *options);
  add_shard(*verb, *options);
  verb->callback([options] { run_detect(*options); });
}

}  // namespace rwave::cli
