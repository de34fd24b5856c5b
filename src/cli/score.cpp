// rwave score: two annotators compared by EC57, beat by beat, run by run, by episodes and by measurements.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/common.h"
#include "cli/recordings.h"
#include "cli/score_output.h"
#include "cli/score_records.h"
#include "cli/score_sums.h"
#include "cli/verbs.h"
#include "record/wfdb/header.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

using Kind = ReportForm::Kind;
using ec57::Classes;

// The letters are bxb's, so that a script around it runs with this program's name put in its place.
struct FormOption {
  const char* flag;
  Kind kind;
  Classes classes;
  const char* what;
};

constexpr std::array form_options = {
    FormOption{"-s", Kind::standard, Classes::without_s,
               "append standard reports to FILE (- is standard output)"},
    FormOption{"-S", Kind::standard, Classes::with_s, "as -s, with S and the RR interval error"},
    FormOption{"-c", Kind::condensed, Classes::without_s, "append condensed reports to FILE"},
    FormOption{"-C", Kind::condensed, Classes::with_s, "as -c, with S and the RR interval error"},
    FormOption{"-l", Kind::line, Classes::without_s,
               "append a line per record: beats to FILE1, shutdown to FILE2"},
    FormOption{"-L", Kind::line, Classes::with_s, "as -l, with S and the RR interval error"},
};

struct Arguments {
  std::vector<std::string> records;
  std::vector<std::string> annotators;
  std::vector<std::string> path;
  std::optional<std::string> start, end, window;
  std::array<std::vector<std::string>, form_options.size()> files;
  bool runs = false;
  bool episodes = false;
  bool measurements = false;
  // A folder: the whole suite over its records.
  std::string all;
  std::vector<std::string> except;  // but for these
  std::size_t unread = 0;           // lines and folders of its RECORDS that could not be read
  bool json = false;
  bool csv = false;
  bool mismatches = false;
  std::string sum;
};

std::optional<WfdbTime> time_of(const char* flag, const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto time = WfdbTime::parse(*text);
  if (time) return time;
  throw UsageError(fmt::format(
      "{} {}: no time; these are: 90 or 90.5 (seconds), 1:30, 1:02:30, s32400 (samples)", flag, *text));
}

ec57::SuiteParts parts_of(const Arguments& arguments) {
  const bool all = !arguments.all.empty();
  return {.runs = arguments.runs || all,
          .episodes = arguments.episodes || all,
          .measurements = arguments.measurements || all};
}

ReportForm form_of(const Arguments& arguments) {
  ReportForm form;
  int given = static_cast<int>(arguments.json) + static_cast<int>(arguments.csv) +
              static_cast<int>(arguments.mismatches);
  for (std::size_t i = 0; i < form_options.size(); ++i) {
    if (arguments.files.at(i).empty()) continue;
    form = {form_options.at(i).kind, form_options.at(i).classes, arguments.files.at(i)};
    ++given;
  }
  if (given > (arguments.json ? 1 : 0) && parts_of(arguments).any()) {
    throw UsageError(
        "--runs, --episodes, --measurements and --all print tables, or --json; other forms: rwave ec57 rxr, "
        "epicmp, mxm");
  }
  if (given > 1)
    throw UsageError(
        "-c, -C, -l, -L, -s, -S, --json, --csv and --mismatches are forms of one output: choose one");
  return form;
}

ScoreOptions options_of(const Arguments& arguments) {
  if (arguments.records.empty() || arguments.annotators.empty())
    throw UsageError(
        "which records (-r RECORD... or --all DIR) and which annotators (-a REF TEST)? Or --sum FILE");
  for (const std::string& record : arguments.records) {
    // Names stand in columns, which blanks and commas would break.
    if (record.empty() || record.ends_with('/') || record.find_first_of(" \t\r\n,\"") != std::string::npos) {
      throw UsageError(
          fmt::format("-r '{}' is no record's name; name its folder, if any, with --path", record));
    }
  }
  for (const std::string& annotator : arguments.annotators) {
    if (!is_plain_name(annotator))
      throw UsageError(fmt::format("-a '{}' is no annotator's name, as atr is", annotator));
  }
  return {.reference = arguments.annotators[0],
          .test = arguments.annotators[1],
          .start = time_of("-f", arguments.start),
          .end = time_of("-t", arguments.end),
          .window = time_of("-w", arguments.window),
          .beats = !arguments.all.empty() || !parts_of(arguments).any(),
          .parts = parts_of(arguments)};
}

// The records that can be compared; the others' faults go to standard error.
std::vector<ScoredRecord> score_all(const Arguments& arguments, const ScoreOptions& options) {
  const WfdbPath path(arguments.path);
  std::vector<ScoredRecord> scored;
  for (std::string record : arguments.records) {
    // People complete file names in the shell and give the header's or the signals'; the record is meant.
    if (record.ends_with(".hea") || record.ends_with(".dat")) record.resize(record.size() - 4);
    try {
      scored.push_back(score_record(record, path, options));
    } catch (const UsageError&) {
      throw;  // times that make no sense do so for every record
    } catch (const Error& fault) {
      if (arguments.records.size() == 1) throw;
      fmt::print(stderr, "rwave: {}\n", fault.what());
    }
  }
  return scored;
}

// Without a word an empty table could be a mistyped annotator's.
void require_measurements(const Arguments& arguments, const std::vector<ScoredRecord>& scored) {
  if (!arguments.measurements || scored.empty() ||
      std::ranges::any_of(scored,
                          [](const ScoredRecord& record) { return !record.suite.measurements.empty(); }))
    return;
  const std::string none =
      fmt::format("--measurements: no kind of measurement (annotations =) is in both {} and {} of any record",
                  arguments.annotators[0], arguments.annotators[1]);
  if (!arguments.runs && !arguments.episodes) throw Error(none);
  fmt::print(stderr, "rwave: {}\n", none);
}

// The records of --all: those of its folder, searched before all others, that have the reference's
// annotations.
void take_all(Arguments& arguments) {
  arguments.path.insert(arguments.path.begin(), arguments.all);
  if (arguments.annotators.empty()) return;  // said by options_of()
  const WfdbPath path(arguments.path);
  std::size_t unannotated = 0;
  const std::vector<std::string> records = records_below(arguments.all, arguments.unread);
  // A record that a slip of the hand did not leave out would be in every figure, without a word.
  for (const std::string& name : arguments.except)
    if (std::ranges::find(records, name) == records.end())
      fmt::print(stderr, "rwave: --except {}: {} holds no such record\n", name, arguments.all);
  for (const std::string& record : records) {
    if (std::ranges::find(arguments.except, record) != arguments.except.end()) continue;
    if (path.find(record, arguments.annotators[0])) {
      arguments.records.push_back(record);
    } else {
      ++unannotated;
    }
  }
  if (arguments.records.empty()) {
    throw Error(arguments.all, fmt::format("no record with annotations .{}: {} without",
                                           arguments.annotators[0], unannotated));
  }
  if (unannotated > 0)
    fmt::print(
        stderr, "rwave: {} no annotations .{}\n",
        counted(static_cast<std::int64_t>(unannotated), "record") + (unannotated == 1 ? " has" : " have"),
        arguments.annotators[0]);
}

void run_score(Arguments arguments) {
  if (!arguments.sum.empty()) return print_sums(arguments.sum);
  if (!arguments.all.empty()) take_all(arguments);
  const ReportForm form = form_of(arguments);
  const ScoreOptions options = options_of(arguments);
  // EC57 asks for the whole record after five minutes and a window of 150 ms. Other choices have
  // their uses, but a figure made by them must not be quoted as one of EC57.
  if (!options.standard())
    fmt::print(stderr, "rwave: -f, -t and -w make a comparison that EC57 does not permit\n");
  const std::vector<ScoredRecord> scored = score_all(arguments, options);
  if (!scored.empty()) {
    if (arguments.json) {
      print_json(options, scored);
    } else if (arguments.csv) {
      print_csv(scored);
    } else if (arguments.mismatches) {
      print_mismatches(scored);
    } else if (options.parts.any()) {
      print_tables(options, scored);
    } else {
      check_outputs(form, scored);
      write_reports(form, scored);
    }
  }
  // Figures of nothing would be printed as dashes and could be taken for a result.
  if (!scored.empty() && std::ranges::none_of(scored, &ScoredRecord::has_reference))
    throw Error(
        fmt::format("no {} of the reference lies in the scored time of any record: these figures say nothing "
                    "(-f 0 scores from the start on)",
                    options.parts.any() ? "annotation" : "beat"));
  require_measurements(arguments, scored);
  // Records that failed make the exit status 1 although the others were printed: a gross figure
  // over fewer records than were asked for must not pass a script unnoticed.
  const std::size_t failed = arguments.records.size() - scored.size();
  if (failed > 0)
    throw Error(fmt::format("{} of {} records could not be scored", failed, arguments.records.size()));
  if (arguments.unread > 0)
    throw Error(arguments.all, fmt::format("{} of RECORDS could not be read, see above",
                                           counted(static_cast<std::int64_t>(arguments.unread), "line")));
}

}  // namespace

void add_score(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb =
      app.add_subcommand("score", "Compare two annotators by EC57: beats, runs, episodes, measurements");
  CLI::Option* records = verb->add_option("-r,--record,record", arguments->records, "records: 100, DIR/100")
                             ->type_name("RECORD");
  verb->add_option("-a,--annotators", arguments->annotators, "the reference's annotator and the tested one")
      ->expected(2)
      ->type_name("ANNOTATOR");
  verb->add_option("--path", arguments->path, "folders to look in first (then: $WFDB, else the current one)")
      ->type_name("DIR");
  verb->add_option("-f,--from", arguments->start,
                   "where to begin [5:00]: 90, 1:30, 1:02:30, s32400 (samples)")
      ->type_name("TIME");
  verb->add_option("-t,--to", arguments->end,
                   "where to end [the record's end]; 0: where either annotation file ends")
      ->type_name("TIME");
  verb->add_option("-w,--window", arguments->window, "greatest distance of matching beats [0.15]")
      ->type_name("TIME");
  for (std::size_t i = 0; i < form_options.size(); ++i) {
    const bool line = form_options.at(i).kind == Kind::line;
    verb->add_option(form_options.at(i).flag, arguments->files.at(i), form_options.at(i).what)
        ->expected(line ? 2 : 1)
        ->type_name("FILE");
  }
  verb->add_flag("--runs", arguments->runs, "compare runs of ectopic beats, as rxr does");
  verb->add_flag("--episodes", arguments->episodes,
                 "compare episodes of AF, VF and ischemic ST, as epicmp does");
  verb->add_flag("--measurements", arguments->measurements, "compare measurements, as mxm does");
  CLI::Option* all =
      verb->add_option(
              "--all", arguments->all,
              "compare beats, runs, episodes and measurements of a folder's records, as ecgeval does")
          ->type_name("DIR")
          ->excludes(records);
  verb->add_option("--except", arguments->except, "records that --all leaves out: 102, 104")
      ->type_name("RECORD")
      ->needs(all);
  verb->add_flag("--json", arguments->json, "counts and figures by record, gross and average, as JSON");
  verb->add_flag("--csv", arguments->csv, "figures by record, gross and average, as CSV");
  verb->add_flag("--mismatches", arguments->mismatches,
                 "list the beats that differ: record,sample,time,reference,test");
  verb->add_option("--sum", arguments->sum,
                   "add the aggregates to a file that -l or -L wrote, as sumstats does")
      ->type_name("FILE")
      ->excludes(records)
      ->excludes(all);
  verb->footer(
      "Without a form: standard reports on standard output. Lines of several records on standard output\n"
      "(-L - -) are a table with gross and average figures; so are --runs, --episodes, --measurements and "
      "--all.\n"
      "The reference programs under their own options: rwave ec57.");
  verb->callback([arguments] { run_score(*arguments); });
}

}  // namespace rwave::cli
