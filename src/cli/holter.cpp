// rwave holter: rhythm, episodes and variability of recordings as a report.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/warning.h"
#include "cli/common.h"
#include "cli/recordings.h"
#include "cli/verbs.h"
#include "holter/holter_output.h"
#include "holter/holter_page.h"
#include "holter/print_pdf.h"
#include "record/wfdb/header.h"
#include "rhythm/annotated_beats.h"
#include "rhythm/beat_intervals.h"
#include "rhythm/quiet.h"
#include "rhythm/rhythm_output.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "signal/leads.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct HolterArguments {
  std::vector<std::string> recordings;
  std::string output;
  std::string annotator;
  std::string model;
  bool json = false;
  bool csv = false;
  bool pdf = false;
  bool no_disclosure = false;
  bool annotations = false;
  OpenOptions open;
};

// A recording with its figures; no signal where there are annotations alone.
struct Report {
  std::string name;
  Holter holter;
  std::unique_ptr<Recording> recording;
  std::vector<int> leads;
};

// "DIR/100" of "DIR/100.hea", and of "DIR/100.ecg" where that is an annotation file next to a header.
fs::path stem_of(const std::string& path) {
  fs::path stem = path;
  if (stem.extension() == ".hea" || fs::exists(fs::path(stem).replace_extension("hea")))
    stem.replace_extension();
  return stem;
}

// The annotator whose beats are taken: the one asked for, or the file's own suffix where it is given itself.
std::string annotator_of(const std::string& path, const HolterArguments& arguments) {
  if (!arguments.annotator.empty()) return arguments.annotator;
  const fs::path file = path;
  const std::string suffix = file.extension().string();
  const bool header = fs::exists(fs::path(file).replace_extension("hea"));
  static const std::set<std::string> signals = {".hea", ".dat", ".edf", ".bdf", ".csv",
                                                ".txt", ".tsv", ".mat", ""};
  return header && fs::exists(file) && !signals.contains(suffix) ? suffix.substr(1) : "";
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

std::function<bool(SampleSpan)> open_signal(const std::string& path, const HolterArguments& arguments,
                                            Report& report) {
  report.recording = open_recording(path, arguments.open);
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
  return quiet_in(recording, report.leads);
}

Report make_report(const std::string& path, const HolterArguments& arguments, const Model* model) {
  Report report;
  report.name = output_name(path);
  HolterInput& input = report.holter.input;
  const std::string annotator = annotator_of(path, arguments);
  const fs::path stem = stem_of(path), header = fs::path(stem.string() + ".hea");
  std::function<bool(SampleSpan)> quiet;
  if (!annotator.empty()) {
    const fs::path file = stem.string() + "." + annotator;
    if (!fs::exists(file))
      throw Error(path, fmt::format("there is no {}: beats of annotator {} were asked for", file.string(),
                                    annotator));
    if (fs::exists(header) && !signals_are_there(header))
      input.info = header_info(header);
    else
      quiet = open_signal(stem.string(), arguments, report);
    take_annotations(file, input);
  } else {
    quiet = open_signal(path, arguments, report);
    Classification found = classify_recording(*report.recording, *model, {});
    print_warnings(path, found.warnings);
    input.beats = std::move(found.beats);
    input.spans = known_spans(found.unanalyzable, found.fibrillation);
    input.labelled_by = "model " + model->name();
  }
  HolterInput taken = std::move(input);
  report.holter = make_holter(std::move(taken), quiet);
  return report;
}

void write_outputs(const Report& report, const fs::path& page, const HolterArguments& arguments) {
  const HolterPageOptions options{!arguments.no_disclosure};
  write_file(page, holter_page(report.holter, report.recording.get(), report.leads, options));
  if (arguments.annotations) {
    const RecordingInfo& info = report.holter.input.info;
    write_annotations(fs::path(page).replace_extension("rhythm"),
                      rhythm_annotations(report.holter.episodes, info.rate, info.frames));
  }
  if (arguments.pdf) print_pdf(page, fs::path(page).replace_extension("pdf"));
}

void print_data(const Report& report, const HolterArguments& arguments) {
  if (arguments.json) fmt::print("{}\n", holter_json(report.holter).dump());
  if (arguments.csv)
    fmt::print("{}", episodes_csv(report.name, report.holter.episodes, report.holter.input.info.rate));
}

// Nothing of a rhythm can be trusted of a recording without beats or of noise alone: the page is written, and
// the status says so.
void require_beats(const Report& report, const std::string& path) {
  constexpr double least_analyzable = 0.1;  // share: below it noise has more beats than the heart
  const HolterFigures& total = report.holter.total;
  if (total.analyzable < least_analyzable * total.seconds)
    throw Error(path, fmt::format("is analyzable for {:.1f} % of its time: what the report says is not the "
                                  "heart's rhythm",
                                  per_cent(total.analyzable, total.seconds)));
  if (report.holter.total.beats < 2)
    throw Error(path, fmt::format("holds {} beats: at least 2 are needed to state a rhythm",
                                  report.holter.total.beats));
}

void run_one(const HolterArguments& arguments, const Model* model) {
  const auto begun = std::chrono::steady_clock::now();
  const Report report = make_report(arguments.recordings.front(), arguments, model);
  print_data(report, arguments);
  const bool data_only = (arguments.json || arguments.csv) && arguments.output.empty() && !arguments.pdf;
  fs::path page = arguments.output.empty() ? report.name + ".html" : arguments.output;
  if (fs::is_directory(page)) page /= report.name + ".html";
  if (!data_only) {
    if (page.has_parent_path()) make_folder(page.parent_path());
    write_outputs(report, page, arguments);
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  fmt::print(stderr, "{}\n", holter_text(report.holter, report.name));
  if (!data_only) fmt::print(stderr, "  written   {}   {:.2f} s\n", page.string(), taken.count());
  require_beats(report, arguments.recordings.front());
}

void run_several(const HolterArguments& arguments, const Model* model) {
  const fs::path folder = arguments.output.empty() ? "." : arguments.output;
  make_folder(folder);
  std::vector<HolterIndexLine> lines;
  std::vector<std::unique_ptr<Holter>> kept;
  std::set<std::string> names;
  std::string table = holter_csv_header();
  int failed = 0;
  for (const std::string& path : arguments.recordings) {
    HolterIndexLine line;
    line.name = output_name(path);
    line.page = line.name + ".html";
    try {
      if (!names.insert(line.name).second)
        throw Error(path,
                    fmt::format("another recording given is called {} too: their reports would be one file",
                                line.name));
      Report report = make_report(path, arguments, model);
      print_data(report, arguments);
      write_outputs(report, folder / line.page, arguments);
      table += holter_csv(report.holter, line.name);
      fmt::print(stderr, "{}\n", holter_text(report.holter, line.name));
      // The index needs the totals alone: a thousand recordings' beats would fill the memory.
      auto summary = std::make_unique<Holter>();
      summary->total = report.holter.total;
      kept.push_back(std::move(summary));
      line.holter = kept.back().get();
      require_beats(report, path);
    } catch (const Error& fault) {
      line.fault = fault.what();
      ++failed;
      fmt::print(stderr, "rwave: {}\n", fault.what());
    }
    lines.push_back(std::move(line));
  }
  write_file(folder / "index.html", holter_index(lines));
  write_file(folder / "holter.csv", table);
  fmt::print(stderr, "  written   {}\n", (folder / "index.html").string());
  if (failed > 0)
    throw Error(fmt::format("{} of {} recordings failed, see above", failed, arguments.recordings.size()));
}

void run_holter(const HolterArguments& arguments) {
  if (arguments.json && arguments.csv)
    throw UsageError("--csv and --json are two forms of one output: choose one");
  std::optional<Model> model;
  if (std::ranges::any_of(arguments.recordings,
                          [&](const std::string& path) { return annotator_of(path, arguments).empty(); }))
    model = arguments.model.empty() ? Model::shipped_whole(1) : Model::load(arguments.model, 1);
  if (arguments.csv) fmt::print("{}", episodes_csv_header);
  if (arguments.recordings.size() == 1)
    run_one(arguments, model ? &*model : nullptr);
  else
    run_several(arguments, model ? &*model : nullptr);
}

}  // namespace

void add_holter(CLI::App& app) {
  auto arguments = std::make_shared<HolterArguments>();
  CLI::App* verb =
      app.add_subcommand("holter", "Report rhythm, episodes and variability of recordings as a page");
  verb->add_option("REC", arguments->recordings,
                   "recordings: DIR/100 (WFDB), x.edf, x.csv; or an annotation file next to a header, "
                   "DIR/nsr001.ecg, whose "
                   "intervals alone are reported")
      ->required();
  verb->add_option("-o,--output", arguments->output,
                   "page to write, NAME.html if not given; of several recordings the folder for their pages, "
                   "index.html and holter.csv");
  verb->add_option("-a,--annotator", arguments->annotator,
                   "take the beats of this annotator (atr), not the model's; works without a signal");
  verb->add_option("--model", arguments->model,
                   "network that labels the beats, an ONNX file of rwave export (else the shipped one)");
  verb->add_flag("--json", arguments->json,
                 "all figures and episodes to standard output, an object a recording; a page with -o only");
  verb->add_flag("--csv", arguments->csv, "episodes to standard output as CSV; a page with -o only");
  verb->add_flag("--pdf", arguments->pdf, "the page as PDF too, printed by Chromium");
  verb->add_flag("--rhythm", arguments->annotations,
                 "rhythm annotations too, as NAME.rhythm next to the page");
  verb->add_flag("--no-disclosure", arguments->no_disclosure,
                 "leave the whole recording at the page's end out");
  add_table_options(*verb, arguments->open);
  verb->callback([arguments] { run_holter(*arguments); });
}

}  // namespace rwave::cli
