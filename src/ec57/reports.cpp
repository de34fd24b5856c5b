#include "ec57/reports.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "ec57/figures.h"

namespace rwave::ec57 {
namespace {

// "Test annotator" is indented to end where "Reference annotator" ends.
std::string heading(const Names& names) {
  return fmt::format(
      "Beat-by-beat comparison results for record {}\n"
      "Reference annotator: {}\n"
      "     Test annotator: {}\n\n",
      names.record, names.reference, names.test);
}

// "           QRS sensitivity:  96.90% (1843/1902)"
std::string figure_line(std::string_view name, const Ratio& ratio) {
  return fmt::format("{:>26}:{}{} ({}/{})\n", name, percent_field(ratio), ratio.defined() ? '%' : ' ',
                     ratio.part, ratio.whole);
}

// Three decimals, since it is small; without S only, as the reports with S have no room for it.
std::string false_positive_line(const Ratio& ratio) {
  return fmt::format("   VEB false positive rate: {:>6}{} ({}/{})\n",
                     ratio.defined() ? fmt::format("{:.3f}", ratio.percent()) : "-",
                     ratio.defined() ? '%' : ' ', ratio.part, ratio.whole);
}

std::string interval_error_line(const Comparison& comparison) {
  const double error = comparison.interval_error();
  return fmt::format("     RMS RR interval error: {}\n",
                     std::isnan(error) ? "     -" : fmt::format("{:6.2f} ms", error));
}

// A report without S ends with a blank line, one with S with the interval error.
std::string beat_figures(const Comparison& comparison, Classes classes) {
  const std::string text = figure_line("QRS sensitivity", qrs_sensitivity(comparison)) +
                           figure_line("QRS positive predictivity", qrs_predictivity(comparison)) +
                           figure_line("VEB sensitivity", v_sensitivity(comparison)) +
                           figure_line("VEB positive predictivity", v_predictivity(comparison));
  if (classes == Classes::without_s)
    return text + false_positive_line(v_false_positive_rate(comparison)) + "\n";
  return text + figure_line("SVEB sensitivity", s_sensitivity(comparison)) +
         figure_line("SVEB positive predictivity", s_predictivity(comparison)) +
         interval_error_line(comparison);
}

// O and X against o and x are not counted, so those rows are shorter.
std::string matrix_row(const Comparison& comparison, char row, std::string_view columns) {
  std::string text = fmt::format(" {} |", row);
  for (const char column : columns) text += fmt::format(" {:4}", comparison.sum({&row, 1}, {&column, 1}));
  return text + "\n";
}

}  // namespace

// The matrix is printed from the counts by label, the figures from the same counts: they cannot disagree.
std::string standard_report(const Comparison& comparison, const Names& names, Classes classes) {
  const bool with_s = classes == Classes::with_s;
  const Comparison shown = with_s ? comparison : comparison.without_s();
  const std::string_view beats = with_s ? "NSVFQ" : "NVFQ";
  std::string columns, rule;
  for (const char label : std::string(beats) + "OX") {
    columns += fmt::format("    {}", static_cast<char>(label - 'A' + 'a'));
    rule += "_____";
  }
  std::string text = heading(names) + "               Algorithm\n    " + columns + "\n   _" + rule + "\n";
  for (const char row : beats) text += matrix_row(shown, row, std::string(beats) + "OX");
  return text + matrix_row(shown, 'O', beats) + matrix_row(shown, 'X', beats) + "\n" +
         beat_figures(shown, classes);
}

std::string condensed_report(const Comparison& comparison, const Names& names, Classes classes) {
  const bool with_s = classes == Classes::with_s;
  const Comparison shown = with_s ? comparison : comparison.without_s();
  std::string text = heading(names) + "         Algorithm\n      n+f+q" + (with_s ? "    s" : "") +
                     "    v  o+x\n     " + std::string(with_s ? 21 : 16, '_') + "\n";
  struct Row {
    std::string_view name, labels;
  };
  for (const Row& row :
       {Row{"  N  ", "N"}, Row{"  S  ", "S"}, Row{"  V  ", "V"}, Row{" F+Q ", "FQ"}, Row{" O+X ", "OX"}}) {
    if (row.labels == "S" && !with_s) continue;
    text += fmt::format("{}| {:4}", row.name, shown.sum(row.labels, "NFQ"));
    if (with_s) text += fmt::format(" {:4}", shown.sum(row.labels, "S"));
    text += fmt::format(" {:4}", shown.sum(row.labels, "V"));
    if (row.labels != "OX") text += fmt::format(" {:4}", shown.sum(row.labels, "OX"));
    text += "\n";
  }
  return text + "\n" + beat_figures(shown, classes);
}

std::string shutdown_report(const Comparison& comparison, Classes classes) {
  const bool with_s = classes == Classes::with_s;
  const Comparison shown = with_s ? comparison : comparison.without_s();
  std::string text = "\n" + figure_line("Beats missed in shutdown", missed_in_shutdown(shown));
  for (const std::string_view row : {"N", "S", "V", "F"}) {
    if (row == "S" && !with_s) continue;
    text += figure_line(fmt::format("{} missed in shutdown", row), missed_in_shutdown(shown, row));
  }
  return text +
         fmt::format("{:>26}: {:5} seconds\n", "Total shutdown time", std::lround(shown.shutdown_seconds));
}

}  // namespace rwave::ec57
