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
#include "base/text.h"
#include "cli/common.h"
#include "cli/holter_report.h"
#include "cli/recordings.h"
#include "cli/stream_model.h"
#include "cli/verbs.h"
#include "holter/holter_output.h"
#include "holter/holter_page.h"
#include "holter/print_pdf.h"
#include "record/formats.h"
#include "rhythm/rhythm_output.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct HolterArguments {
  std::vector<std::string> given;
  std::vector<GivenRecording> recordings;
  std::string output;
  std::string model;
  bool json = false;
  bool csv = false;
  bool pdf = false;
  bool no_disclosure = false;
  bool annotations = false;
  ReportOptions report;

  bool to_stdout() const { return output == "-"; }
};

// An existing one, or one to be made.
bool is_folder(const std::string& output) {
  std::error_code ignored;
  return output.ends_with('/') || fs::is_directory(output, ignored);
}

std::string page_of(const Report& report, const HolterArguments& arguments) {
  return holter_page(report.holter, report.recording.get(), report.leads,
                     HolterPageOptions{!arguments.no_disclosure});
}

void write_outputs(const Report& report, const fs::path& page, const HolterArguments& arguments) {
  refuse_overwriting(report.holter.input.info, page.string());
  write_file(page, page_of(report, arguments));
  if (arguments.annotations) {
    const RecordingInfo& info = report.holter.input.info;
    write_annotations(fs::path(page).replace_extension("rhythm"),
                      rhythm_annotations(report.holter.episodes, info.rate, info.frames));
  }
  if (arguments.pdf) print_pdf(page, fs::path(page).replace_extension("pdf"));
}

void print_data(const Report& report, const HolterArguments& arguments) {
  // Names and warnings of a file may be in any letters.
  if (arguments.json) {
    nlohmann::ordered_json out = holter_json(report.holter);
    // A name that is in several folders tells none of them.
    if (report.name.find('/') != std::string::npos) out["record"] = report.name;
    fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  }
  if (arguments.csv)
    fmt::print("{}", episodes_csv(report.name, report.holter.episodes, report.holter.input.info.rate));
}

// Nothing of a rhythm can be trusted of a recording without beats or of noise alone: the page is written, and
// the status says so.
void require_beats(const Report& report, const std::string& path, const ReportOptions& options) {
  const HolterFigures& total = report.holter.total;
  if (total.analyzable < least_analyzable * total.seconds)
    throw Error(path, fmt::format("is analyzable for {:.1f} % of its time: what the report says is not the "
                                  "heart's rhythm",
                                  per_cent(total.analyzable, total.seconds)));
  // Of an annotator, its file is at fault and not the recording.
  if (const std::string by = annotator_of(path, options); !by.empty() && report.holter.input.beats.empty())
    throw Error(path, fmt::format("{}.{} holds no beats (without an annotator a model labels them)",
                                  report.name, by));
  if (report.holter.total.beats < 2)
    throw Error(path, fmt::format("holds {}: at least 2 are needed to state a rhythm",
                                  counted(report.holter.total.beats, "beat")));
}

// With --json a recording that fails is an object, too.
Report report_of(const GivenRecording& recording, const HolterArguments& arguments, const Model* model) {
  try {
    return make_report(recording, arguments.report, model);
  } catch (const Error& fault) {
    if (arguments.json) fmt::print("{}", fault_json(recording.name, fault.what()));
    throw;
  }
}

void run_one(const HolterArguments& arguments, const Model* model) {
  const auto begun = std::chrono::steady_clock::now();
  const Report report = report_of(arguments.recordings.front(), arguments, model);
  print_data(report, arguments);
  const bool data_only = (arguments.json || arguments.csv) && arguments.output.empty() && !arguments.pdf;
  fs::path page = arguments.output.empty() ? report.name + ".html" : arguments.output;
  if (is_folder(arguments.output)) page /= report.name + ".html";
  if (arguments.to_stdout()) {
    fmt::print("{}", page_of(report, arguments));
  } else if (!data_only) {
    if (page.has_parent_path()) make_folder(page.parent_path());
    write_outputs(report, page, arguments);
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  fmt::print(stderr, "{}\n", holter_text(report.holter, report.name));
  if (!data_only && !arguments.to_stdout())
    fmt::print(stderr, "  written   {}{}   {:.2f} s\n", page.string(),
               arguments.pdf ? ", " + fs::path(page).replace_extension("pdf").string() : "", taken.count());
  require_beats(report, arguments.recordings.front().path, arguments.report);
}

// `left`: how many recordings are still to come: nobody must take the list for all of them.
void write_index(const fs::path& folder, std::vector<HolterIndexLine>& lines, std::size_t left) {
  if (left > 0) {
    HolterIndexLine line;
    line.name = "...";
    line.fault = fmt::format("{} more not worked on", counted(static_cast<std::int64_t>(left), "recording"));
    lines.push_back(std::move(line));
  }
  write_file(folder / "index.html", holter_index(lines));
  if (left > 0) lines.pop_back();
}

void run_several(const HolterArguments& arguments, const Model* model) {
  const fs::path folder = arguments.output.empty() ? "." : arguments.output;
  make_folder(folder);
  std::vector<HolterIndexLine> lines;
  std::vector<std::unique_ptr<Holter>> kept;
  const std::vector<std::string> clashes = name_clashes(arguments.recordings);
  std::string table = holter_csv_header();
  int failed = 0;
  std::chrono::steady_clock::time_point written;
  for (std::size_t i = 0; i < arguments.recordings.size(); ++i) {
    const auto& [path, name, fault] = arguments.recordings[i];
    HolterIndexLine line;
    line.name = name;
    line.page = line.name + ".html";
    try {
      if (!fault.empty()) throw Error(fault);
      if (!clashes[i].empty()) throw Error(clashes[i]);
      Report report = make_report(arguments.recordings[i], arguments.report, model);
      print_data(report, arguments);
      if (name.find('/') != std::string::npos) make_folder((folder / name).parent_path());
      write_outputs(report, folder / line.page, arguments);
      table += holter_csv(report.holter, line.name);
      fmt::print(stderr, "{}\n", holter_text(report.holter, line.name));
      // The index needs the totals alone: a thousand recordings' beats would fill the memory.
      auto summary = std::make_unique<Holter>();
      summary->total = report.holter.total;
      kept.push_back(std::move(summary));
      line.holter = kept.back().get();
      require_beats(report, path, arguments.report);
    } catch (const Error& error) {
      line.fault = error.what();
      ++failed;
      fmt::print(stderr, "rwave: {}\n", error.what());
      if (arguments.json) fmt::print("{}", fault_json(name, error.what()));
    }
    lines.push_back(std::move(line));
    // A run that is ended leaves what it did. Of a thousand recordings each time would take as long again.
    const auto now = std::chrono::steady_clock::now();
    if (i > 0 && i + 1 < arguments.recordings.size() && now < written + std::chrono::seconds(10)) continue;
    const std::size_t left = arguments.recordings.size() - i - 1;
    write_index(folder, lines, left);
    write_file(folder / "holter.csv", table);
    written = now;
  }
  fmt::print(stderr, "  written   {}\n", (folder / "index.html").string());
  if (failed > 0)
    throw Error(fmt::format("{} of {} recordings failed, see above", failed, arguments.recordings.size()));
}

void check_outputs(const HolterArguments& arguments, bool several) {
  if (arguments.json && arguments.csv)
    throw UsageError("--csv and --json are two forms of one output: choose one");
  const std::string form = lower_extension(arguments.output);
  if ((form == ".json" || form == ".csv") && !is_folder(arguments.output))
    throw UsageError(fmt::format("-o {}: -o names the page; {} writes to standard output: {} > {}",
                                 arguments.output, form == ".csv" ? "--csv" : "--json",
                                 form == ".csv" ? "--csv" : "--json", arguments.output));
  // Whatever else bears an extension is another file: a page was written over the recording's own samples.
  const bool is_page = form.empty() || form == ".html" || form == ".htm" || form == ".pdf";
  if (!several && !is_page && !is_folder(arguments.output))
    throw UsageError(
        fmt::format("-o {}: -o names the page, x.html or x.pdf, or a folder for it", arguments.output));
  if (!arguments.to_stdout()) return;
  if (arguments.json || arguments.csv)
    throw UsageError("-o - sends the page to standard output, where --json and --csv go: choose one");
  if (several) throw UsageError("-o - takes the page of one recording; of several give a folder");
  if (arguments.pdf || arguments.annotations)
    throw UsageError("-o - is the page alone: --pdf and --rhythm need a file's name to lie next to");
}

void run_holter(HolterArguments arguments) {
  arguments.recordings = expand_folders(arguments.given);
  // A folder of one recording gets an index too: what is written must not depend on how many lie in it.
  const bool several = arguments.given.size() > 1 || arguments.recordings.size() != 1 ||
                       arguments.recordings.front().path != arguments.given.front();
  check_outputs(arguments, several);
  if (!several && lower_extension(arguments.output) == ".pdf" && !is_folder(arguments.output)) {
    // The page keeps its own name next to the PDF: it was written under the PDF's, and printed as text.
    arguments.pdf = true;
    arguments.output = fs::path(arguments.output).replace_extension("html").string();
  }
  // A name given for one page would silently become a folder.
  const std::string form = lower_extension(arguments.output);
  if (several && (form == ".html" || form == ".pdf") && !is_folder(arguments.output))
    throw UsageError(
        fmt::format("-o {}: several recordings need a folder for their pages", arguments.output));
  std::optional<Model> model;
  if (std::ranges::any_of(arguments.recordings, [&](const GivenRecording& recording) {
        return annotator_of(recording.path, arguments.report).empty();
      }))
    model = arguments.model.empty() ? Model::shipped_whole(1) : Model::load(arguments.model, 1);
  if (model && !arguments.model.empty()) tell_stream_model(*model, arguments.model);
  if (arguments.csv) fmt::print("{}", episodes_csv_header);
  if (!several)
    run_one(arguments, model ? &*model : nullptr);
  else
    run_several(arguments, model ? &*model : nullptr);
}

}  // namespace

void add_holter(CLI::App& app) {
  auto arguments = std::make_shared<HolterArguments>();
  CLI::App* verb =
      app.add_subcommand("holter", "Report rhythm, episodes and variability of recordings as a page");
  verb->add_option("REC", arguments->given,
                   "recordings: DIR/100 (WFDB), x.edf, x.csv, or a folder of them; or an annotation file "
                   "next to a header, "
                   "DIR/nsr001.ecg, whose "
                   "intervals alone are reported")
      ->required();
  verb->add_option("-o,--output", arguments->output,
                   "page to write, NAME.html if not given, NAME.pdf as --pdf, - for standard output; of "
                   "several recordings the "
                   "folder for their pages, "
                   "index.html and holter.csv");
  verb->add_option("-a,--annotator", arguments->report.annotator,
                   "take the beats of this annotator (atr), not the model's; works without a signal");
  verb->add_option("--model", arguments->model,
                   "network that labels the beats, an ONNX file of rwave export (else the shipped one)");
  verb->add_flag("--json", arguments->json,
                 "all figures and episodes to standard output, an object per recording; a page with -o only");
  verb->add_flag("--csv", arguments->csv, "episodes to standard output as CSV; a page with -o only");
  verb->add_flag("--pdf", arguments->pdf, "the page as PDF too, printed by Chromium");
  verb->add_flag("--rhythm", arguments->annotations,
                 "rhythm annotations too, as NAME.rhythm next to the page");
  verb->add_flag("--no-disclosure", arguments->no_disclosure,
                 "leave the whole recording at the page's end out");
  add_table_options(*verb, arguments->report.open);
  verb->callback([arguments] { run_holter(*arguments); });
}

}  // namespace rwave::cli
