// The page's last sections: what is not shown, and how it was made.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "experiment/reproduce/report_page.h"

namespace rwave::experiment {

// What the page cannot show is a part of it: a reader must not take silence for a result.
void add_limits_section(ReportPage& report) {
  report.page.section("What is not shown");
  std::vector<std::string> limits = {
      "Most runs have one seed: differences of a few tenths of a point between networks are within chance. "
      "Where there"
      " are several, the spread is stated.",
      "The PTB rows here are 3,068 of 14,552, of unknown patients. Figures on them flatter, as on the "
      "official split.",
      "75 % of DS2's S beats are record 232's: S figures on DS1/DS2 are mostly one patient's.",
      "The MIT-BIH recordings are of 1975 to 1979: 47 patients, one recorder. Nothing here says how a "
      "network does"
      " on other recorders; rwave is research software, not a medical device.",
      "Published figures are quoted as published; their programs were not run again, except where a network "
      "of theirs"
      " was trained here.",
  };
  if (report.quick)
    limits.insert(
        limits.begin(),
        "This is the quick report: trainings of a few epochs on a part of the rows. It shows that everything"
        " runs, and what it would look like. Its figures are not to be quoted.");
  std::string missing;
  std::size_t count = 0;
  for (const Step& step : report.progress.plan()) {
    if (report.progress.state(step) == StepState::done) continue;
    missing += fmt::format("{}`{}`", count++ == 0 ? "" : ", ", step.name);
  }
  if (count > 0) limits.push_back(fmt::format("{} steps are not done: {}.", count, missing));
  report.page.items(limits);
}

// Every step with its command, state and time, the failed ones too.
void add_making_section(ReportPage& report) {
  report.page.section("How it was made");
  PageTable steps{"steps",
                  "The steps, each a command typed in the report's folder",
                  {"step", "state", "time", "command"},
                  {},
                  {},
                  4};
  std::set<std::string> programs, machines;
  double seconds = 0;
  for (const Step& step : report.progress.plan()) {
    // The stamp's command and not the plan's where a step is done: the plan may have changed since,
    // and the page must name what made the figure.
    const auto stamp = read_stamp(report.progress.folder(step));
    const StepState state = report.progress.state(step);
    std::vector<std::string> line = {step.name, name_of(state), "-",
                                     fmt::format("`{}`", command_line(step.command(step.needs)))};
    if (stamp && state == StepState::done) {
      line[2] = clock_text(stamp->seconds);
      line[3] = fmt::format("`{}`", command_line(stamp->arguments));
      seconds += stamp->seconds;
      programs.insert(stamp->program);
      machines.insert(fmt::format("{}, {} threads",
                                  stamp->processor.empty() ? "processor not known" : stamp->processor,
                                  stamp->threads));
    }
    steps.rows.push_back(line);
  }
  report.page.paragraph(
      fmt::format("All by `rwave reproduce{}`: each step in a process of its own, with one thread,"
                  " {} in all.",
                  report.quick ? " --quick" : "", clock_text(seconds)));
  std::vector<std::string> made;
  for (const std::string& program : programs) made.push_back("Program: " + program);
  for (const std::string& machine : machines) made.push_back("Machine: " + machine);
  made.emplace_back("Times are of a machine that may have had other work; they are not a benchmark.");
  report.page.items(made);
  report.page.table(steps);
}

}  // namespace rwave::experiment
