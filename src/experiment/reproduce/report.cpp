#include "experiment/reproduce/report.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "catalog/databases.h"
#include "catalog/find_database.h"
#include "experiment/reproduce/folder_lock.h"
#include "experiment/reproduce/report_page.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;

// On each of its pictures.
constexpr const char* quick_note = "quick: smaller budgets, not to be quoted";

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
// not there are taken out, which is said; without mitdb there is nothing to do.
void find_data(const ReportOptions& options, std::vector<Step>& steps) {
  if (!options.data.empty()) {
    if (!fs::is_directory(options.data))
      throw Error(options.data,
                  "is no folder: --data takes the folder that holds the databases (mitdb, ...)");
    if (!fs::is_directory(fs::path(options.data) / "mitdb"))
      throw Error(options.data, "holds no mitdb: " + way_to("mitdb", options.data));
    // By the environment and not an option of each command: the commands on the page then hold no
    // path of this machine, and whoever repeats them has the data elsewhere.
    ::setenv("RWAVE_DATA", fs::absolute(options.data).c_str(), 1);
  }
  const fs::path mitdb = fs::absolute(find_database("mitdb"));
  ::setenv("RWAVE_DATA", mitdb.parent_path().c_str(), 1);
  std::vector<std::string> said;
  std::erase_if(steps, [&](const Step& step) {
    const auto is_there = [&](const std::string& name) {
      return fs::is_directory(mitdb.parent_path() / name);
    };
    if (std::ranges::any_of(folder_names(step.database), is_there)) return false;
    if (std::ranges::find(said, step.database) == said.end()) {
      said.push_back(step.database);
      fmt::print(stderr, "rwave: steps on '{}' are left out, as it is not there: {}\n", step.database,
                 way_to(step.database, mitdb.parent_path()));
    }
    return true;
  });
}

// What the products take, generously: networks of 20 MB, beat sets of 80 MB.
void require_room(const fs::path& root, std::size_t steps) {
  // A disk that fills up in the night fails every step that is left, and each failure would look
  // like the step's own.
  const std::uintmax_t needed = 200'000'000 + 25'000'000 * steps;
  const fs::space_info space = fs::space(root);
  if (space.available < needed) {
    throw Error(root.string(),
                fmt::format("has {} MB free, the report takes up to {} MB: make room, or choose "
                            "another disk with -o",
                            space.available / 1'000'000, needed / 1'000'000));
  }
}

// Under the folder's lock, which the caller holds.
RunOutcome run_steps(const ReportOptions& options, const Progress& progress, std::vector<Step> steps) {
  claim_folder(progress.root(), options.quick);
  require_room(progress.root(), steps.size());
  const int jobs = options.jobs > 0 ? options.jobs : available_threads();
  return Runner(progress, std::move(steps), jobs, options.program).run();
}

}  // namespace

fs::path report_folder(const ReportOptions& options) {
  return fs::absolute(!options.output.empty() ? options.output
                      : options.quick         ? "out/report-quick"
                                              : "out/report");
}

// Expected seconds are those of one core: whoever runs several steps at a time divides himself.
std::string plan_text(const ReportOptions& options, const Progress& progress) {
  const std::vector<Step> steps = select_steps(progress.plan(), options.only);
  std::string text;
  double left = 0;
  for (const Step& step : steps) {
    const StepState state = progress.state(step);
    if (state != StepState::done) left += step.seconds;
    text += fmt::format("{:<12} {:>8}  {:<30} {}\n", name_of(state), clock_text(step.seconds), step.name,
                        command_line(step.command(step.needs)));
  }
  text += fmt::format("{} steps{}; about {} on one core to go\n", steps.size(),
                      options.quick ? " (quick: smaller budgets)" : "", clock_text(left));
  return text;
}

Report make_report(const ReportOptions& options) {
  const fs::path root = report_folder(options);
  const Progress progress(root, make_plan(options.quick));
  std::vector<Step> steps = select_steps(progress.plan(), options.only);
  Report report{{}, {}, steps.size()};
  if (options.quick) ::setenv(figure_note_variable, quick_note, 1);
  if (options.page_only) {
    if (!fs::is_directory(root)) throw Error(root.string(), "holds no report: run without --page-only first");
    claim_folder(root, options.quick);
    report.page = write_report_page(progress, options.quick);
    return report;
  }
  find_data(options, steps);
  make_folder(root);
  // The page is written under it too.
  const FolderLock lock(root);
  report.steps = run_steps(options, progress, std::move(steps));
  if (!report.steps.interrupted) report.page = write_report_page(progress, options.quick);
  return report;
}

}  // namespace rwave::experiment
