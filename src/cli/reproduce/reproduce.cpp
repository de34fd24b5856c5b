// rwave reproduce: every table and figure of the report, from records to one HTML page.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "catalog/find_database.h"
#include "cli/common.h"
#include "cli/reproduce/folder_lock.h"
#include "cli/reproduce/progress.h"
#include "cli/reproduce/report_page.h"
#include "cli/reproduce/runner.h"
#include "cli/verbs.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

constexpr int exit_interrupted = 130;                                           // as shells report Ctrl-C
constexpr const char* quick_note = "quick: smaller budgets, not to be quoted";  // on each of its pictures

struct Options {
  bool quick = false;
  std::string output;  // empty: out/report or out/report-quick
  std::string data;
  std::vector<std::string> only;
  int jobs = 0;
  bool list = false;
  bool page_only = false;
};

// A full report's products and a quick one's have the same names: one must not overwrite the other.
void claim_folder(const fs::path& root, bool quick) {
  const fs::path file = root / "report.json";
  if (fs::exists(file)) {
    const nlohmann::json mark = nlohmann::json::parse(read_file(file), nullptr, false);
    if (mark.is_object() && mark.value("quick", quick) != quick)
      throw Error(root.string(),
                  fmt::format("holds a {} report: choose another folder with -o, or {} --quick",
                              quick ? "full" : "quick", quick ? "leave out" : "add"));
    return;
  }
  make_folder(root);
  write_file(file,
             nlohmann::json({{"format", "rwave report"}, {"version", 1}, {"quick", quick}}).dump(2) + "\n");
}

// Only what PhysioNet has can be fetched whole.
std::string way_to(const std::string& database, const fs::path& folder) {
  const std::string place = (folder / database).string();
  if (database == "kaggle")
    return fmt::format(
        "download ptbdb_normal.csv and ptbdb_abnormal.csv of Kaggle's heartbeat data set "
        "(shayanfazeli/heartbeat, which asks for a login) into {}",
        place);
  if (database == "ptbxl")
    return fmt::format(
        "put recordings of PTB-XL (rwave fetch ptb-xl) into the one folder {}, with a LABELS.csv "
        "of their diagnoses (docs/transfer.md)",
        place);
  return fmt::format("rwave fetch {} --to {}", database, folder.string());
}

// Children work in the report's folder, so the data are named by an absolute path. Steps whose database is
// not there are taken out and told of; without mitdb there is nothing to do.
void find_data(const Options& options, std::vector<Step>& steps) {
  if (!options.data.empty()) {
    if (!fs::is_directory(options.data))
      throw Error(options.data,
                  "is no folder: --data takes the folder that holds the databases (mitdb, ...)");
    if (!fs::is_directory(fs::path(options.data) / "mitdb"))
      throw Error(options.data, "holds no mitdb: " + way_to("mitdb", options.data));
    ::setenv("RWAVE_DATA", fs::absolute(options.data).c_str(), 1);
  }
  const fs::path mitdb = fs::absolute(find_database("mitdb"));
  ::setenv("RWAVE_DATA", mitdb.parent_path().c_str(), 1);
  std::vector<std::string> told;
  std::erase_if(steps, [&](const Step& step) {
    if (fs::is_directory(mitdb.parent_path() / step.database)) return false;
    if (std::ranges::find(told, step.database) == told.end()) {
      told.push_back(step.database);
      fmt::print(stderr, "rwave: steps on '{}' are left out, as it is not there: {}\n", step.database,
                 way_to(step.database, mitdb.parent_path()));
    }
    return true;
  });
}

// A child would only say so after the first steps have run.
void require_learning_half(const std::vector<Step>& steps) {
#ifdef RWAVE_LEARN
  const bool built = true;
#else
  const bool built = false;
#endif
  const auto at =
      std::ranges::find_if(steps, [](const Step& step) { return step.learns() && !step.takes_runs; });
  if (at == steps.end() ||
      (built && ::access((own_program().parent_path() / "rwave-learn").c_str(), X_OK) == 0))
    return;
  throw Error(
      fmt::format("{} needs the learning half: rwave-learn is not beside this program (it needs libtorch: "
                  "Debian's libtorch-dev; then build again). --only rows and --page-only do without",
                  at->name));
}

// What the products take, generously: networks of 20 MB, beat sets of 80 MB.
void require_room(const fs::path& root, std::size_t steps) {
  const std::uintmax_t needed = 200'000'000 + 25'000'000 * steps;
  const fs::space_info space = fs::space(root);
  if (space.available < needed) {
    throw Error(root.string(),
                fmt::format("has {} MB free, the report takes up to {} MB: make room, or choose "
                            "another disk with -o",
                            space.available / 1'000'000, needed / 1'000'000));
  }
}

void print_plan(const Progress& progress, const std::vector<Step>& steps, bool quick) {
  double left = 0;
  for (const Step& step : steps) {
    const StepState state = progress.state(step);
    if (state != StepState::done) left += step.seconds;
    fmt::print("{:<12} {:>8}  {:<30} {}\n", name_of(state), clock_text(step.seconds), step.name,
               command_line(step.command(step.needs)));
  }
  fmt::print("{} steps{}; about {} on one core to go\n", steps.size(),
             quick ? " (quick: smaller budgets)" : "", clock_text(left));
}

[[noreturn]] void end_interrupted(const fs::path& root) {
  fmt::print(stderr, "rwave: interrupted; the same command goes on from {}\n", root.string());
  std::exit(exit_interrupted);  // all files are closed; run() knows of no third way to end
}

// Takes the folder's lock for as long as `lock` lives: the page is written under it too.
RunOutcome run_steps(const Options& options, const Progress& progress, std::vector<Step> steps,
                     std::optional<FolderLock>& lock) {
  find_data(options, steps);
  require_learning_half(steps);
  make_folder(progress.root());
  lock.emplace(progress.root());
  claim_folder(progress.root(), options.quick);
  require_room(progress.root(), steps.size());
  const int jobs = options.jobs > 0 ? options.jobs : available_threads();
  RunOutcome outcome = Runner(progress, std::move(steps), jobs).run();
  if (outcome.interrupted) end_interrupted(progress.root());
  return outcome;
}

void reproduce(const Options& options) {
  const fs::path root = fs::absolute(!options.output.empty() ? options.output
                                     : options.quick         ? "out/report-quick"
                                                             : "out/report");
  const Progress progress(root, make_plan(options.quick));
  const std::vector<Step> steps = select_steps(progress.plan(), options.only);
  if (options.list) {
    print_plan(progress, steps, options.quick);
    return;
  }
  if (options.quick) ::setenv(figure_note_variable, quick_note, 1);
  RunOutcome outcome;
  std::optional<FolderLock> lock;
  if (options.page_only) {
    if (!fs::is_directory(root)) throw Error(root.string(), "holds no report: run without --page-only first");
    claim_folder(root, options.quick);
  } else {
    outcome = run_steps(options, progress, steps, lock);
  }
  fmt::print("{}\n", write_report_page(progress, options.quick).string());
  for (const std::string& name : outcome.blocked)
    fmt::print(stderr, "rwave: {} was not run: a step that it needs is not done\n", name);
  if (!outcome.failed.empty()) {
    throw Error(fmt::format("{} of {} steps failed ({}): the page says so, the same command tries them again",
                            outcome.failed.size(), steps.size(), fmt::join(outcome.failed, " ")));
  }
}

}  // namespace

void add_reproduce(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("reproduce", "Every table and figure of the report, as one HTML page");
  verb->add_flag("--quick", options->quick, "smaller budgets: ten minutes on two cores in place of hours");
  verb->add_option("-o,--output", options->output,
                   "folder for the page and all products (default: out/report, out/report-quick)");
  verb->add_option("--data", options->data, "folder that holds the databases (mitdb, kaggle, ptbxl)");
  verb->add_option("--only", options->only, "run these steps alone: names, or their first part (runs, tune)");
  verb->add_option("--jobs", options->jobs, "steps at a time (0: one a core)")->check(CLI::Range(0, 1024));
  verb->add_flag("--list", options->list, "print the plan and what is done of it; run nothing");
  verb->add_flag("--page-only", options->page_only, "make the page of what there is; run nothing");
  verb->callback([options] { reproduce(*options); });
}

}  // namespace rwave::cli
