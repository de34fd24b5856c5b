// rwave adapt: a recording of which a person labelled some beats -> the labels of all others.
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/warning.h"
#include "cli/classify_output.h"
#include "cli/common.h"
#include "cli/recordings.h"
#include "cli/taught_labels.h"
#include "cli/verbs.h"
#include "record/formats.h"
#include "record/wfdb_time.h"
#include "rhythm/quiet.h"
#include "rwave/adapt.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

struct Options : OutputOptions {
  Options() { annotator = "rw"; }

  std::string recording, beats, until, peaks, model;
  int threads = 0;
  OpenOptions open;
};

// Of the taught beats, those before the time up to which every beat is labelled; and that time as a frame.
// `--until` says that the person has labelled every beat up to there. What the detector found
// besides is then known to be no beat, which single labels cannot say.
std::int64_t keep_until(const Options& options, const RecordingInfo& info, std::vector<TaughtBeat>& taught) {
  if (options.until.empty()) return 0;
  const auto end = static_cast<std::int64_t>(WfdbTime::parse(options.until)->seconds(info.rate) * info.rate);
  std::erase_if(taught, [&](const TaughtBeat& beat) { return beat.sample >= end; });
  if (taught.empty())
    throw Error(info.source,
                fmt::format("--beats {} labels no beat before {}: there is nothing to learn from",
                            options.beats, options.until));
  return end;
}

// R peaks of the person's annotator keep detection apart from labels, as the literature's protocol has it.
ClassificationOptions classification_options(const Options& options, const RecordingInfo& info,
                                             std::string& warnings) {
  ClassificationOptions chosen;
  if (options.peaks.empty()) return chosen;
  const std::string file = annotation_file(options.recording, options.peaks).string();
  std::vector<std::string> found;
  chosen.beats = beat_samples(read_annotations(file, info.rate, info.frames, &found));
  // A file that the labels came from has been warned of.
  if (options.peaks != options.beats) warnings += warning_lines(file, found);
  return chosen;
}

void run_adapt(const Options& options) {
  options.check();
  if (!options.until.empty() && !WfdbTime::parse(options.until))
    throw UsageError(fmt::format("--until {}: expected a time, 5:00 or 300 (seconds)", options.until));
  const auto begun = std::chrono::steady_clock::now();
  const int threads = options.threads == 0 ? available_threads() : options.threads;
  Model model = options.model.empty() ? Model::shipped_whole(threads) : Model::load(options.model, threads);
  const auto recording = open_recording(options.recording, options.open);
  Classified done{output_name(options.recording), recording->info(), {}, {}, "", {}, {}};
  std::string warnings;
  // Labels first: a fault in them should not cost the detection of a day.
  const TaughtLabels labels = read_taught(options.beats, options.recording, done.info, warnings);
  // The summary and annotations are those of classify, so that both outputs can be compared.
  const Adapter adapter(*recording, model, classification_options(options, done.info, warnings));
  done.classification = adapter.classification();
  auto taught = place_taught(labels, adapter.beats(), done.info, warnings);
  const std::int64_t until = keep_until(options, done.info, taught);
  doubt_taught(taught, adapter, labels, done.info.rate, warnings);
  done.classification.beats = adapter.adapt(taught, until);
  done.info.warnings.insert(done.info.warnings.end(), done.classification.warnings.begin(),
                            done.classification.warnings.end());
  warnings += warning_lines(options.recording, done.info.warnings);
  done.summary = summarise(done.classification, done.info.rate, done.info.frames,
                           quiet_in(*recording, done.classification.label_leads));
  if (!options.to_stdout()) make_recordings_folder(options.output);
  Outcome outcome;
  outcome.line = warnings + summary_text(done, model) +
                 fmt::format("  taught    {}{}\n", counted(static_cast<std::int64_t>(taught.size()), "beat"),
                             until > 0 ? ", all of those before " + options.until : "");
  write_beats(options, done, model, outcome);
  if (options.to_stdout()) fmt::print("{}{}", options.csv ? beats_csv_header : "", outcome.text);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  fmt::print(stderr, "{}   {:.2f} s\n", outcome.line, taken.count());
}

}  // namespace

void add_adapt(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("adapt", "Label a recording by the beats that a person has labelled in it");
  verb->add_option("REC", options->recording, "a recording: DIR/100 (WFDB), x.edf, x.csv")->required();
  verb->add_option("--beats", options->beats,
                   "the person's labels: WFDB annotations, a table with the columns sample (or seconds, ms) "
                   "and label, "
                   "or the suffix of annotations next to the recording (atr)")
      ->required();
  verb->add_option(
      "--until", options->until,
      "learn from the labels before this time alone (5:00); there they are taken to be complete");
  verb->add_option("--peaks", options->peaks,
                   "take the R peaks of this annotator (atr), else they are detected");
  verb->add_option("-a,--annotator", options->annotator, "suffix of the annotation file written")
      ->capture_default_str();
  verb->add_option("-o,--output", options->output,
                   "folder to write to, made if missing; - for standard output (--csv, --json)")
      ->capture_default_str();
  verb->add_option("--model", options->model,
                   "model of whole recordings to begin with (else the shipped one)");
  verb->add_flag("--csv", options->csv,
                 "write record,sample,seconds,label,probability instead of annotations");
  verb->add_flag("--json", options->json, "write beats and summary as JSON");
  verb->add_flag("--ignore-time", options->open.ignore_time,
                 "of tables: pass over columns of times; --rate is the clock");
  verb->add_option("--rate", options->open.csv_rate,
                   "sampling rate of tables, Hz (else from their times or head)")
      ->check(within(1.0, 1e6));
  verb->add_option("--threads", options->threads, "threads (0: one per core)")
      ->capture_default_str()
      ->check(within(0, 1024));
  verb->callback([options] { run_adapt(*options); });
}

}  // namespace rwave::cli
