// rwave classify: recordings -> labelled beats.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/warning.h"
#include "classify/classify_parts.h"
#include "cli/classify_explain.h"
#include "cli/classify_output.h"
#include "cli/classify_stream.h"
#include "cli/common.h"
#include "cli/model_pool.h"
#include "cli/recordings.h"
#include "cli/stream_model.h"
#include "cli/verbs.h"
#include "ec57/two_rates.h"
#include "record/formats.h"
#include "rhythm/quiet.h"
#include "rwave/classification.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct ClassifyArguments : OutputOptions {
  ClassifyArguments() { annotator = "rw"; }

  std::vector<std::string> given;
  std::vector<GivenRecording> recordings;
  std::string model;
  std::string beats;
  std::string against;  // empty: atr, where there is one
  bool against_given = false;
  std::string lead;
  bool one_lead = false;
  bool live = false;
  std::string explain;  // empty: nothing
  float unknown_below = 0;
  int threads = 0;
  OpenOptions open;

  bool streams() const { return given.size() == 1 && given.front() == "-"; }
};

// Whole recordings are labelled by trees that see both sides of a beat, streams by a network that
// waits 2.4 s at most. Which of the two ships with the program for this use is decided here alone.
Model load(const ClassifyArguments& options, int threads) {
  const bool live = options.live || options.streams();
  return !options.model.empty() ? Model::load(options.model, threads)
         : live                 ? Model::shipped(threads)
                                : Model::shipped_whole(threads);
}

// The recording's annotations of that name next to it, or its own (EDF+): nothing where there are none.
std::optional<std::vector<Annotation>> annotations_next_to(const std::string& path, Recording& recording,
                                                           const std::string& annotator,
                                                           std::string& warnings) {
  const fs::path file = annotation_file(path, annotator);
  if (fs::exists(file)) {
    std::vector<std::string> found;
    auto annotations = read_annotations(file, recording.info().rate, recording.info().frames, &found);
    warnings += warning_lines(file.string(), found);
    return annotations;
  }
  auto own = recording.annotations();
  if (own.empty()) return std::nullopt;
  return own;
}

ClassificationOptions classify_options(const std::string& path, Recording& recording,
                                       const ClassifyArguments& options, std::string& warnings) {
  ClassificationOptions chosen{options.lead, options.one_lead, {}, options.unknown_below};
  if (options.beats.empty()) return chosen;
  const auto given = annotations_next_to(path, recording, options.beats, warnings);
  if (!given)
    throw Error(path,
                fmt::format("--beats {0}: there is no file of its name that ends in .{0}", options.beats));
  chosen.beats = beat_samples(*given);
  if (chosen.beats->empty())
    throw Error(path, fmt::format("--beats {0}: {1}.{0} holds no beats (without --beats they are detected)",
                                  options.beats, output_name(path)));
  return chosen;
}

void compare_with_reference(const std::string& path, const ClassifyArguments& options, Classified& done,
                            std::string& warnings) {
  // `--against ''` turns the comparison off, for timing and for recordings whose .atr is not a
  // reference.
  if (options.against_given && options.against.empty()) return;
  const std::string annotator = options.against_given ? options.against : "atr";
  const fs::path file = annotation_file(path, annotator);
  if (!fs::exists(file) && !options.against_given) return;
  const auto test = annotations_of(done.classification, done.info.frames);
  // With those past the end, which are left out of the comparison: a higher rate puts beats there.
  ec57::refuse_two_rates(file.string(), read_annotations(file, done.info.rate), "recording", test,
                         done.info.rate);
  std::vector<std::string> found;
  const auto reference = read_annotations(file, done.info.rate, done.info.frames, &found);
  warnings += warning_lines(file.string(), found);
  // What lies within EC57's learning period alone cannot be scored: too short a recording.
  if (const double start = ec57::Options{}.start;
      static_cast<double>(done.info.frames) / done.info.rate <= start) {
    if (options.against_given)
      warnings += warning_lines(
          path, std::array{fmt::format("is not compared with {}: EC57 leaves out the first {:g} s, and it "
                                       "ends before",
                                       file.filename().string(), start)});
    return;
  }
  done.reference = file.filename().string();
  ec57::Comparison compared = ec57::compare(reference, test, done.info.rate);
  // A reference of rhythms alone says nothing of beats: figures of 0 would look like a result.
  if (compared.sum("NSVFQ", "NSVFQOX") > 0) done.comparison = std::move(compared);
}

// Share; of a minute of white noise .08 to .13 is called so. More than a report asks for (least_analyzable).
constexpr double least_telling_share = 0.25;

Outcome classify_one(const GivenRecording& given, const ClassifyArguments& options, const Model& model) {
  const std::string &path = given.path, &name = given.name;
  const auto begun = std::chrono::steady_clock::now();
  const auto recording = open_recording(path, options.open);
  Outcome outcome;
  const std::string beats = options.beats.empty() ? "" : annotation_file(path, options.beats).string();
  outcome.done_before = options.is_done(name, recording->info(), {options.model, beats});
  if (outcome.done_before) return outcome;
  Classified done{name, recording->info(), {}, {}, "", {}, {}};
  std::string warnings;
  const ClassificationOptions chosen = classify_options(path, *recording, options, warnings);
  whole::PartVisitor visit;
  std::optional<Explainer> explainer;
  if (!options.explain.empty()) {
    explainer.emplace(options.explain, recording->info().rate).check_within(path, recording->info().frames);
    visit = explainer->visitor();
  }
  done.classification = classify_parts(*recording, model, chosen, visit);
  if (explainer) {
    done.explained = explainer->found();
    whole::explain_later_rules(done.classification, done.info, options.unknown_below, done.explained);
  }
  done.info.warnings.insert(done.info.warnings.end(), done.classification.warnings.begin(),
                            done.classification.warnings.end());
  done.summary = summarise(done.classification, done.info.rate, done.info.frames,
                           quiet_in(*recording, done.classification.label_leads));
  // Who reads the labels alone does not see that each lies in an unanalyzable span.
  if (!done.classification.beats.empty() &&
      done.summary.analyzable + done.summary.fibrillation / done.summary.seconds < least_telling_share)
    done.info.warnings.push_back(
        fmt::format("analyzable for {:.1f} % of its time: what is labelled there may be noise and no heart",
                    100 * done.summary.analyzable));
  warnings += warning_lines(path, done.info.warnings);
  std::string unread;  // a reference that nobody asked for, and that cannot be read, costs no labels
  try {
    compare_with_reference(path, options, done, warnings);
  } catch (const Error& fault) {
    if (options.against_given || warnings_are_errors()) throw;
    unread = fmt::format("rwave: {} (no comparison)\n", fault.what());
  }
  const bool alone = options.recordings.size() == 1;
  if (alone) outcome.line = summary_text(done, model);
  write_beats(options, done, model, outcome);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  // One recording is looked at by a person, who gets the paragraph; of many each has a line, so
  // that a folder of a hundred is still a table.
  if (alone)
    outcome.line += fmt::format("   {:.2f} s, {:.0f} times real time", taken.count(),
                                done.summary.seconds / taken.count());
  else
    outcome.line = summary_line(done);
  if (!options.json && !done.explained.empty())
    outcome.line += "\n" + explained_text(done.explained, done.info.rate);
  outcome.warnings = warnings + unread;
  return outcome;
}

void check_all(const ClassifyArguments& options) {
  if (!options.explain.empty()) check_explain(options.explain);
  if (options.streams()) {
    if (!options.explain.empty())
      throw UsageError("--explain tells of labels of whole recordings, not of standard input");
    if (options.csv && options.json)
      throw UsageError("--csv and --json are two forms of one output: choose one");
    if (!options.beats.empty() || !options.lead.empty() || options.one_lead || options.against_given)
      throw UsageError(
          "samples from standard input come without annotations and lead names: no --beats, --lead, "
          "--against, and no --one-lead (give one column)");
    if (options.output != "." && !options.to_stdout())
      throw UsageError("labels of standard input go to standard output: no -o");
    if (options.shard || options.resume)
      throw UsageError("samples from standard input are one recording: no --shard, no --resume");
    return;
  }
  if (std::ranges::count(options.given, "-") > 0)
    throw UsageError("- (standard input) cannot be classified together with other recordings");
  options.check();
}

void run_classify(ClassifyArguments& options) {
  check_all(options);
  options.recordings = expand_folders(options.given);
  const int threads = options.threads == 0 ? available_threads() : options.threads;
  if (options.streams()) {
    // One thread: a beat at a time is too little work to be divided.
    const Model model = load(options, 1);
    std::ios::sync_with_stdio(false);
    classify_stream(std::cin, stdout, model, {options.open, options.json, {options.unknown_below}});
    return;
  }
  const std::size_t share = options.shard.value_or(Shard{}).size(options.recordings.size());
  // Recordings first, then threads within one: labelling of separate recordings shares nothing, so
  // it scales best. Only with fewer recordings than threads does each get several.
  const int at_once = std::clamp(static_cast<int>(share), 1, threads);  // a share may be empty
  ModelPool models([&] { return load(options, threads / at_once); });
  {
    Model first = models.take();  // a model that cannot be used is one fault, not one for each recording
    const bool whole = whole::labels_whole(first);
    if (!options.explain.empty() && !whole)
      throw UsageError(
          "--explain tells of labels of whole recordings: not with --live or a model for streams");
    if (options.live && whole)
      throw UsageError(
          "--live labels as a stream is, and the model of --model labels whole recordings: leave one out");
    if (!options.model.empty() && !options.live) tell_stream_model(first, options.model);
    models.give(std::move(first));
  }
  if (!options.to_stdout()) make_recordings_folder(options.output);
  if (options.to_stdout() && options.csv) fmt::print("{}", beats_csv_header);
  for_each_recording(options.recordings, options, at_once, [&](const GivenRecording& recording) {
    // A model keeps buffers of its own for running, so two threads never use one at the same time.
    // The pool makes as many as are used at once, not one for each recording.
    const ModelPool::Lent model(models);
    return classify_one(recording, options, model.get());
  });
}

}  // namespace

void add_classify(CLI::App& app) {
  auto options = std::make_shared<ClassifyArguments>();
  CLI::App* verb = app.add_subcommand("classify", "Find and label the beats of recordings");
  verb->add_option("REC", options->given,
                   "recordings: DIR/100 (WFDB), x.edf, x.csv, or folders of them; - reads a table from "
                   "standard input, and writes "
                   "each label as it is known")
      ->required();
  verb->add_option("-a,--annotator", options->annotator, "suffix of the annotation files written")
      ->capture_default_str();
  verb->add_option("-o,--output", options->output,
                   "folder to write to, made if missing; - for standard output (--csv, --json)")
      ->capture_default_str();
  verb->add_option("--model", options->model,
                   "network to use, an ONNX file of rwave export (else the shipped one)");
  verb->add_option("--beats", options->beats,
                   "take the R peaks of this annotator (atr) instead of detected ones");
  verb->add_option("--against", options->against,
                   "compare with this annotator (else with atr, where there is one); '' for none")
      ->each([options](const std::string&) { options->against_given = true; });
  verb->add_option(
      "--lead", options->lead,
      "the lead to label, by name or number (else lead II, or the first clear one, with another next to it)");
  verb->add_flag("--live", options->live,
                 "label as a stream of the same samples is labelled, not the recording as a whole");
  verb->add_flag("--one-lead", options->one_lead, "label by one lead alone where there are several");
  verb->add_option("--unknown-below", options->unknown_below,
                   "call beats Q, unknown, whose label has a lower probability")
      ->check(within(0.0, 1.0));
  verb->add_option(
      "--explain", options->explain,
      "tell why the beat nearest to this time (5:23.4; s116424 for a sample) has its label; all: every one");
  verb->add_flag("--csv", options->csv,
                 "write record,sample,seconds,label,probability instead of annotations");
  verb->add_flag("--json", options->json, "write beats and summary as JSON, one object per recording");
  add_table_options(*verb, options->open);
  verb->add_option("--threads", options->threads, "threads in all (0: one per core)")
      ->capture_default_str()
      ->check(within(0, 1024));
  add_resume(*verb, *options);
  add_shard(*verb, *options);
  verb->callback([options] { run_classify(*options); });
}

}  // namespace rwave::cli
