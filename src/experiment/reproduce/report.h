#pragma once
// A report made again: the plan of its steps, run as far as it is not done, and the page of what they left.

#include <filesystem>
#include <string>
#include <vector>

#include "experiment/reproduce/progress.h"
#include "experiment/reproduce/runner.h"

namespace rwave::experiment {

struct ReportOptions {
  // Smaller budgets: minutes on two cores instead of hours, not to be quoted.
  bool quick = false;
  // Folder of page and products; empty: out/report or out/report-quick.
  std::string output;
  // Folder that holds the databases; empty: where find_database looks.
  std::string data;
  // Steps by name or first part of it; empty: all.
  std::vector<std::string> only;
  // Steps at a time; 0 = one per core.
  int jobs = 0;
  // Run nothing, make the page of what there is.
  bool page_only = false;
  // Name and version, for the stamps.
  std::string program;
};

// The folder that the options mean, absolute.
std::filesystem::path report_folder(const ReportOptions& options);

// A line per step: its state, expected seconds on one core, name and command; then what is left.
std::string plan_text(const ReportOptions& options, const Progress& progress);

// What came of a report. The page is empty where the steps were interrupted.
struct Report {
  std::filesystem::path page;
  RunOutcome steps;
  // Steps that were asked for.
  std::size_t selected = 0;
};

// Runs the selected steps that are not done, under the folder's lock, and writes the page. Steps whose
// database is not there are left out, which is said on standard error. Throws Error where mitdb is not there,
// the folder is another report's or another process's, or the disk is too full.
Report make_report(const ReportOptions& options);

}  // namespace rwave::experiment
