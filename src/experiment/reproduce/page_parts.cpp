// The page's common parts. A product that is missing becomes a line that says so, never a gap.
#include "experiment/reproduce/report_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/child_process.h"
#include "base/output_file.h"
#include "figures/page/html.h"
#include "rwave/error.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;
constexpr double not_recorded = std::numeric_limits<double>::quiet_NaN();
// Of a table on the page; its CSV has all.
constexpr std::size_t most_rows = 60;

// "0.98712345" as "0.9871"; words and whole numbers as they are.
std::string rounded(const CsvTable& table, std::size_t row, std::size_t column) {
  const std::string& text = table.rows[row][column];
  const double value = table.number(row, table.head[column]);
  if (std::isnan(value) || text.find('.') == std::string::npos) return text;
  return std::abs(value) >= 100 ? fmt::format("{:.1f}", value) : fmt::format("{:.4g}", value);
}

// "failed (see logs/...)": what a reader of the page can do something about.
std::string reason_of(const ReportPage& report, const Step& step, StepState state) {
  if (state == StepState::failed) {
    const auto said = last_lines(report.progress.log(step), 1);
    return fmt::format("this step failed{}", said.empty() ? "" : ": " + said[0]);
  }
  if (state == StepState::interrupted) return "this step was interrupted";
  if (state == StepState::changed) return "what there is was made by another command or from another product";
  return "not run";
}

// These columns of a table, those that it has.
CsvTable only(const CsvTable& table, const std::vector<std::string>& columns) {
  CsvTable part;
  for (const std::string& name : columns)
    if (table.column(name) >= 0) part.head.push_back(name);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    part.rows.emplace_back();
    for (const std::string& name : part.head) part.rows.back().emplace_back(table.cell(row, name));
  }
  return part;
}

}  // namespace

bool ReportPage::has(const std::string& step, const std::string& what) {
  const Step* found = progress.find(step);
  if (found == nullptr) {
    page.not_run(what, quick ? "not part of the quick report" : "not part of this report", "");
    return false;
  }
  const StepState state = progress.state(*found);
  if (state == StepState::done) return true;
  page.not_run(what, reason_of(*this, *found, state), command_line(found->command(found->needs)));
  return false;
}

PageSource ReportPage::source(const std::string& step) const {
  const auto stamp = read_stamp(progress.root() / step);
  if (!stamp) return {};
  return {command_line(stamp->arguments), seeds_of(stamp->arguments)};
}

fs::path ReportPage::file(const std::string& step, const std::string& name) const {
  return progress.root() / step / name;
}

CsvTable ReportPage::csv(const std::string& step, const std::string& name) const {
  try {
    return read_csv(file(step, name));
  } catch (const Error&) {
    return {};
  }
}

// A product that does not read is treated as absent: its section says so, the others stand.
nlohmann::json ReportPage::json(const std::string& step, const std::string& name) const {
  if (!fs::is_regular_file(file(step, name))) return nlohmann::json::object();
  nlohmann::json object = nlohmann::json::parse(read_file(file(step, name)), nullptr, false);
  return object.is_object() ? object : nlohmann::json::object();
}

void ReportPage::figure(const std::string& step, const std::string& name, const std::string& caption,
                        const std::string& table) {
  fs::path numbers = file(step, table.empty() ? name + ".csv" : table);
  if (!fs::exists(numbers)) numbers.clear();
  page.figure({file(step, name), html_id(step + " " + name), caption, source(step), numbers});
}

void ReportPage::table(const std::string& step, const std::string& name, const std::string& caption,
                       int text_columns, const std::vector<std::string>& columns) {
  const CsvTable whole = csv(step, name);
  const CsvTable content = columns.empty() ? whole : only(whole, columns);
  if (content.head.empty()) {
    page.not_run(caption, fmt::format("`{}/{}` is not there or does not read", step, name), "");
    return;
  }
  PageTable table{html_id(step + " " + fs::path(name).stem().string()),
                  caption,
                  content.head,
                  {},
                  source(step),
                  text_columns};
  for (std::size_t i = 0; i < content.rows.size(); ++i) {
    table.rows.emplace_back();
    for (std::size_t k = 0; k < content.head.size(); ++k) table.rows.back().push_back(rounded(content, i, k));
  }
  // A curve's table has thousands of lines; the CSV next to the page has them all.
  if (table.rows.size() > most_rows) {
    table.caption += fmt::format(" (the first {} of {} lines)", most_rows, table.rows.size());
    table.rows.resize(most_rows);
  }
  page.table(table);
}

std::string percent(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.2f}", 100 * share);
}

// Every figure on the page names its seeds, read off the command that made it.
std::string seeds_of(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments[0] == "compare") return "";  // each run's own
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == "--seed" || arguments[i] == "--study-seed") return arguments[i + 1];
    if (arguments[i] == "--seeds") return arguments[i + 1] == "1" ? "1" : "1 to " + arguments[i + 1];
  }
  return "1";
}

double number_of(const nlohmann::json& record, const std::string& key) {
  if (!record.is_object() || !record.contains(key) || !record[key].is_number()) return not_recorded;
  return record[key].get<double>();
}

}  // namespace rwave::experiment
