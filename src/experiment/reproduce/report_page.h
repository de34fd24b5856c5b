#pragma once
// The page of a report, made of what its steps left; what was not run is said to be so. What its sections
// share: products of steps, and words for those that are missing.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/csv_table.h"
#include "experiment/reproduce/progress.h"
#include "figures/page/page.h"
#include "math/mean_spread.h"

namespace rwave::experiment {

struct ReportPage {
  // Which steps are done; must outlive the page.
  const Progress& progress;
  Page page;
  // Smaller budgets: every figure then bears a note that it is not to be quoted.
  bool quick = false;

  // Whether a step is done; where not, a line on the page says so, and why. `what` is what it would show.
  bool has(const std::string& step, const std::string& what);

  // The command that made a step's product, and its seeds.
  PageSource source(const std::string& step) const;

  // Path of a product in the step's folder, there or not.
  std::filesystem::path file(const std::string& step, const std::string& name) const;

  // A product as a table or as JSON; empty where it is not there or does not read.
  CsvTable csv(const std::string& step, const std::string& name) const;
  nlohmann::json json(const std::string& step, const std::string& name) const;

  // The picture NAME.svg of a step, with NAME.csv, or `table`, as its numbers.
  void figure(const std::string& step, const std::string& name, const std::string& caption,
              const std::string& table = "");

  // A whole CSV product as a table; its cells as they are, long fractions rounded.
  // `columns`, where there are some, are those that are shown.
  void table(const std::string& step, const std::string& name, const std::string& caption, int text_columns,
             const std::vector<std::string>& columns = {});
};

// "97.26", of a share; "-" for NaN.
std::string percent(double share);

// The seeds that a command names: "1", "1 to 5"; "1" where it names none.
std::string seeds_of(const std::vector<std::string>& arguments);

// A number of a record, NaN where there is none.
double number_of(const nlohmann::json& record, const std::string& key);

// Writes ROOT/index.html with figures/ and tables/ next to it, and returns its path.
std::filesystem::path write_report_page(const Progress& progress, bool quick);

// The sections, in the page's order.
// Each writes its heading, its text, and what its steps left; none throws for a step that was not run.
void add_data_section(ReportPage& report);
void add_score_section(ReportPage& report);
void add_tuning_section(ReportPage& report);
void add_transfer_section(ReportPage& report);
void add_explanation_section(ReportPage& report);
void add_comparison_section(ReportPage& report);
void add_split_section(ReportPage& report);
void add_limits_section(ReportPage& report);
void add_making_section(ReportPage& report);

}  // namespace rwave::experiment
