#include "cli/reproduce/report_page.h"

#include "cli/reproduce/page_parts.h"

namespace rwave::cli {

std::filesystem::path write_report_page(const Progress& progress, bool quick) {
  ReportPage report{progress,
                    Page(progress.root(), "Heartbeats classified: the report's experiments repeated",
                         quick ? "quick: smaller budgets" : ""),
                    quick};
  report.page.paragraph(
      "Every table and figure of the report, made again from the recordings, with its faults corrected and "
      "its open"
      " questions answered by measurement. Below each stand the command and the seed that made it.");
  add_data_section(report);
  add_score_section(report);
  add_tuning_section(report);
  add_transfer_section(report);
  add_explanation_section(report);
  add_comparison_section(report);
  add_split_section(report);
  add_limits_section(report);
  add_making_section(report);
  return report.page.write();
}

}  // namespace rwave::cli
