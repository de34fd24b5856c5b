#include "experiment/reproduce/report_page.h"

#include <exception>

namespace rwave::experiment {

// Each section by itself: what is damaged in one must not cost the others.
std::filesystem::path write_report_page(const Progress& progress, bool quick) {
  ReportPage report{progress,
                    Page(progress.root(), "Heartbeats classified: the report's experiments repeated",
                         quick ? "quick: smaller budgets" : ""),
                    quick};
  report.page.paragraph(
      "Every table and figure of the report, made again from the recordings, with its faults corrected and "
      "its open"
      " questions answered by measurement. Below each stand the command and the seed that made it.");
  for (const auto add_section : {add_data_section, add_score_section, add_tuning_section,
                                 add_transfer_section, add_explanation_section, add_comparison_section,
                                 add_split_section, add_limits_section, add_making_section}) {
    try {
      add_section(report);
    } catch (const std::exception& fault) {  // a product that is damaged spoils its section, not the page
      report.page.not_run("The rest of this section", fault.what(), "");
    }
  }
  return report.page.write();
}

}  // namespace rwave::experiment
