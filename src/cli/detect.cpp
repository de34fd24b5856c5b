// rwave detect: recordings -> R peaks.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "rwave/error.h"
#include "signal/detect_recording.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> recordings;
  std::string annotator = "qrs";
  std::string output = ".";
  std::string lead;
  int threads = 0;
  bool csv = false;
  bool json = false;
  OpenOptions open;

  bool to_stdout() const { return output == "-"; }
};

// What came of one recording: text for standard output, a line for the person, or a fault.
struct Outcome {
  std::string text;
  std::string line;
  std::string fault;
};

constexpr const char* csv_header = "record,sample,seconds\n";

std::string csv_of(const std::string& name, const Detection& detection, double rate) {
  std::string text;
  for (const std::int64_t peak : detection.peaks) {
    text += fmt::format("{},{},{:.4f}\n", name, peak, static_cast<double>(peak) / rate);
  }
  return text;
}

std::string json_of(const std::string& name, const Detection& detection, const RecordingInfo& info) {
  nlohmann::ordered_json out{{"record", name}, {"rate", info.rate}, {"samples", info.frames}};
  for (const int lead : detection.leads)
    out["leads"].push_back(info.signals[static_cast<std::size_t>(lead)].name);
  out["peaks"] = detection.peaks;
  out["unreadable"] = nlohmann::json::array();
  for (const SampleSpan& span : detection.unreadable) out["unreadable"].push_back({span.first, span.end});
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string line_of(const std::string& name, const Detection& detection, const RecordingInfo& info) {
  std::string leads;
  for (const int lead : detection.leads) {
    leads += (leads.empty() ? "" : " + ") + info.signals[static_cast<std::size_t>(lead)].name;
  }
  std::int64_t unreadable = 0;
  for (const SampleSpan& span : detection.unreadable) unreadable += span.end - span.first;
  return fmt::format("{:<12} {:<14} {:>9} beats  {:6.2f} % readable", name, leads,
                     grouped(static_cast<std::int64_t>(detection.peaks.size())),
                     100 - 100 * static_cast<double>(unreadable) / static_cast<double>(info.frames));
}

// The name that a recording's output gets: its own, without folder and extension.
std::string output_name(const std::string& recording) {
  return fs::path(recording).stem().string();
}

Outcome detect_one(const std::string& path, const Options& options) {
  const auto recording = open_recording(path, options.open);
  const RecordingInfo& info = recording->info();
  const std::string name = output_name(path);
  const Detection detection = detect_peaks(*recording, options.lead);
  Outcome outcome;
  outcome.line = line_of(name, detection, info);
  if (options.csv) outcome.text = csv_of(name, detection, info.rate);
  if (options.json) outcome.text = json_of(name, detection, info);
  if (options.to_stdout()) return outcome;
  const fs::path stem = fs::path(options.output) / name;
  if (options.csv || options.json) {
    write_file(stem.string() + (options.csv ? ".csv" : ".json"),
               (options.csv ? csv_header : "") + outcome.text);
  } else {
    write_annotations(stem.string() + "." + options.annotator, annotations_of(detection, info.frames));
  }
  return outcome;
}

void check(const Options& options) {
  if (options.csv && options.json)
    throw UsageError("--csv and --json are two forms of one output: choose one");
  if (options.to_stdout() && !options.csv && !options.json) {
    throw UsageError("WFDB annotations are files: -o - needs --csv or --json");
  }
  const std::set<std::string> taken = {"", "hea", "dat", "atr"};
  if (taken.contains(options.annotator) || options.annotator.find('/') != std::string::npos) {
    throw UsageError(fmt::format(
        "-a {}: detected peaks need a name of their own, as qrs; atr, hea and dat are the record's",
        options.annotator));
  }
}

// Two recordings of one name would write one file: the first keeps it.
std::vector<Outcome> outcomes_of(const Options& options) {
  std::vector<Outcome> outcomes(options.recordings.size());
  std::set<std::string> names;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (options.to_stdout() || names.insert(output_name(options.recordings[i])).second) continue;
    outcomes[i].fault =
        fmt::format("{}: another recording given is called {} too: their outputs would be one file",
                    options.recordings[i], output_name(options.recordings[i]));
  }
  parallel_for(outcomes.size(), options.threads, [&](std::size_t i) {
    if (!outcomes[i].fault.empty()) return;
    try {
      outcomes[i] = detect_one(options.recordings[i], options);
    } catch (const Error& fault) {
      outcomes[i].fault = fault.what();
    }
  });
  return outcomes;
}

void run_detect(const Options& options) {
  check(options);
  if (!options.to_stdout()) make_folder(options.output);
  if (options.to_stdout() && options.csv) fmt::print("{}", csv_header);
  std::size_t failed = 0;
  for (const Outcome& outcome : outcomes_of(options)) {
    if (options.to_stdout()) fmt::print("{}", outcome.text);
    if (!outcome.line.empty()) fmt::print(stderr, "{}\n", outcome.line);
    if (outcome.fault.empty()) continue;
    fmt::print(stderr, "rwave: {}\n", outcome.fault);
    ++failed;
  }
  if (failed > 0) throw Error(fmt::format("{} of {} recordings failed", failed, options.recordings.size()));
}

}  // namespace

void add_detect(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("detect", "Find the R peaks of recordings");
  verb->add_option("REC", options->recordings, "recordings: DIR/100 (WFDB), x.edf, x.csv")->required();
  verb->add_option("-a,--annotator", options->annotator, "suffix of the annotation files written")
      ->capture_default_str();
  verb->add_option("-o,--output", options->output,
                   "folder to write to, made if missing; - for standard output (--csv, --json)")
      ->capture_default_str();
  verb->add_option("--lead", options->lead, "the lead to look at, by name (else the two clearest together)");
  verb->add_flag("--csv", options->csv, "write record,sample,seconds instead of annotations");
  verb->add_flag("--json", options->json, "write peaks and unreadable spans as JSON, one object a recording");
  verb->add_option("--rate", options->open.csv_rate, "sampling rate of CSV recordings, Hz");
  verb->add_option("--threads", options->threads, "recordings at once (0: one a core)")
      ->capture_default_str()
      ->check(CLI::Range(0, 1024));
  verb->callback([options] { run_detect(*options); });
}

}  // namespace rwave::cli
