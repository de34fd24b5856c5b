// rwave reproduce: every table and figure of the report, from records to one HTML page.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "cli/common.h"
#include "cli/learn/interrupt.h"
#include "cli/verbs.h"
#include "experiment/reproduce/report.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

struct ReproduceArguments {
  experiment::ReportOptions report;
  bool list = false;
};

void reproduce(ReproduceArguments& options) {
  options.report.program = version();
  const auto root = experiment::report_folder(options.report);
  // Before anything is made, so that asking what would be done never begins hours of work.
  if (options.list) {
    const experiment::Progress progress(root, experiment::make_plan(options.report.quick));
    fmt::print("{}", experiment::plan_text(options.report, progress));
    return;
  }
  const experiment::Report made = experiment::make_report(options.report);
  if (made.steps.interrupted) {
    fmt::print(stderr, "rwave: interrupted; the same command resumes from {}\n", root.string());
    // All files are closed; run() knows of no third way to end.
    std::exit(exit_interrupted);
  }
  fmt::print("{}\n", made.page.string());
  // A failed step does not stop the others: after a night the page shows all that could be made,
  // and the exit status says that something is missing.
  for (const std::string& name : made.steps.blocked)
    fmt::print(stderr, "rwave: {} was not run: a step that it needs is not done\n", name);
  if (!made.steps.failed.empty()) {
    throw Error(fmt::format("{} of {} steps failed ({}): the page says so, the same command tries them again",
                            made.steps.failed.size(), made.selected, fmt::join(made.steps.failed, " ")));
  }
}

}  // namespace

void add_reproduce(CLI::App& app) {
  auto options = std::make_shared<ReproduceArguments>();
  experiment::ReportOptions& report = options->report;
  CLI::App* verb = app.add_subcommand("reproduce", "Every table and figure of the report, as one HTML page");
  verb->add_flag("--quick", report.quick, "smaller budgets: ten minutes on two cores instead of hours");
  verb->add_option("-o,--output", report.output,
                   "folder for the page and all products (default: out/report, out/report-quick)");
  verb->add_option("--data", report.data, "folder that holds the databases (mitdb, kaggle, ptbxl)");
  verb->add_option("--only", report.only, "run these steps alone: names, or their first part (runs, tune)");
  verb->add_option("--jobs", report.jobs, "steps at a time (0: one per core)")->check(within(0, 1024));
  verb->add_flag("--list", options->list, "print the plan and what is done of it; run nothing");
  verb->add_flag("--page-only", report.page_only, "make the page of what there is; run nothing");
  verb->callback([options] { reproduce(*options); });
}

}  // namespace rwave::cli
