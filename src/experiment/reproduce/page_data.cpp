// The page's section on the data.
#include <fmt/format.h>

#include "base/text.h"
#include "experiment/reproduce/report_page.h"

namespace rwave::experiment {
namespace {

// Of the Kaggle data set.
constexpr std::int64_t published_rows = 109'446;
constexpr const char* classes[] = {"N", "S", "V", "F", "Q"};

// The classes by split, as rwave beats --json has counted them.
void add_counts(PageTable& table, const nlohmann::json& summary, const std::string& split) {
  for (const char* part : {"train", "test"}) {
    const nlohmann::json& file =
        // Every key is asked for with a default: the file may be of an earlier version, and a
        // missing number must cost its cell, not the page.
        summary.value("files", nlohmann::json::object()).value(part, nlohmann::json::object());
    if (!file.contains("rows")) continue;
    std::vector<std::string> row = {split, part, grouped(file["rows"].get<std::int64_t>())};
    for (const char* name : classes)
      row.push_back(grouped(file.value("classes", nlohmann::json::object()).value(name, std::int64_t{0})));
    table.rows.push_back(row);
  }
}

std::int64_t rows_of(const nlohmann::json& summary) {
  std::int64_t rows = 0;
  const nlohmann::json files = summary.value("files", nlohmann::json::object());
  for (const auto& [name, file] : files.items()) rows += file.value("rows", std::int64_t{0});
  return rows;
}

// The published set has a known number of rows: any other means that the recipe is not the published one.
void judge_counts(ReportPage& report) {
  const std::int64_t rows = rows_of(report.json("rows/official", "stdout.txt"));
  report.page.verdict(
      rows == published_rows ? Verdict::reached : Verdict::not_reached,
      fmt::format("The published Kaggle data set has {} rows; here {} were cut from the records.",
                  grouped(published_rows), grouped(rows)));
}

}  // namespace

void add_data_section(ReportPage& report) {
  report.page.section("The data");
  report.page.paragraph(
      "The report was trained on Kaggle's \"heartbeat\" rows. They are made here from the 48 recordings of "
      "the"
      " MIT-BIH Arrhythmia Database: every third sample from one R peak to a fifth of an interval past the "
      "next"
      " annotation, scaled to 0 to 1, at most 187 values. They are called 125 Hz and are 120 Hz.");
  report.page.paragraph(
      "The official split is random over beats: all 47 patients stand on both sides of it. DS1/DS2 keeps "
      "patients"
      " apart (but for records 201 and 202, which are one man's) and leaves the paced records out, so that "
      "it has next to no Q beats.");
  PageTable counts{"class-counts",
                   "Rows by class: N normal, S supraventricular, V ventricular, F fusion, Q paced"
                   " or unclassifiable",
                   {"split", "rows for", "rows", "N", "S", "V", "F", "Q"},
                   {},
                   {},
                   2};
  for (const char* split : {"official", "ds1ds2"}) {
    const std::string step = fmt::format("rows/{}", split);
    if (!report.has(step, fmt::format("Class counts of the split {}", split))) continue;
    add_counts(counts, report.json(step, "stdout.txt"), split);
    counts.source.command += (counts.source.command.empty() ? "" : " ; ") + report.source(step).command;
  }
  if (!counts.rows.empty()) report.page.table(counts);
  if (report.progress.done("rows/official")) judge_counts(report);
  if (report.has("runs/seed-official-unweighted", "An example of each class"))
    report.figure("runs/seed-official-unweighted", "examples",
                  "Beats of each class, drawn from the training rows.");
}

}  // namespace rwave::experiment
