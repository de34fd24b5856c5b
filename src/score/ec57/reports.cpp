#include "score/ec57/reports.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "score/ec57/fields.h"
#include "score/ec57/figures.h"

namespace rwave::ec57 {
namespace {

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

std::string false_positive_line(const Ratio& ratio) {
  return fmt::format("   VEB false positive rate: {:>6}{} ({}/{})\n",
                     ratio.defined() ? fmt::format("{:.3f}", ratio.percent()) : "-",
                     ratio.defined() ? '%' : ' ', ratio.part, ratio.whole);
}

std::string interval_error_line(const Comparison& comparison) {
  const double error = comparison.interval_error();
  return fmt::format("     RMS RR interval error: {:>6} ms\n",
                     std::isnan(error) ? "-" : fmt::format("{:.2f}", error));
}

std::string beat_figures(const Comparison& comparison) {
  return figure_line("QRS sensitivity", qrs_sensitivity(comparison)) +
         figure_line("QRS positive predictivity", qrs_predictivity(comparison)) +
         figure_line("VEB sensitivity", v_sensitivity(comparison)) +
         figure_line("VEB positive predictivity", v_predictivity(comparison));
}

std::string s_figures(const Comparison& comparison) {
  return figure_line("SVEB sensitivity", s_sensitivity(comparison)) +
         figure_line("SVEB positive predictivity", s_predictivity(comparison)) +
         interval_error_line(comparison);
}

// Beats of these classes that were missed because of shutdown.
Ratio missed(const Comparison& comparison, std::string_view rows) {
  return {comparison.sum(rows, "X"), comparison.sum(rows, "NSVFQOX")};
}

std::string shutdown_figures(const Comparison& comparison) {
  std::string text = figure_line("Beats missed in shutdown", missed(comparison, "NSVFQ"));
  for (const std::string_view row : {"N", "V", "F"}) {
    text += figure_line(fmt::format("{} missed in shutdown", row), missed(comparison, row));
  }
  return text + fmt::format("{:>26}: {:5.0f} seconds\n", "Total shutdown time", comparison.shutdown_seconds);
}

std::string matrix_row(const Comparison& comparison, char row, std::string_view columns) {
  std::string text = fmt::format(" {} |", row);
  for (const char column : columns) text += fmt::format(" {:4}", comparison.sum({&row, 1}, {&column, 1}));
  return text + "\n";
}

}  // namespace

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
  text += matrix_row(shown, 'O', beats) + matrix_row(shown, 'X', beats) + "\n" + beat_figures(shown);
  if (with_s) return text + s_figures(shown);
  return text + false_positive_line(v_false_positive_rate(shown)) + "\n\n" + shutdown_figures(shown);
}

std::string condensed_report(const Comparison& comparison, const Names& names) {
  std::string text =
      heading(names) + "         Algorithm\n      n+f+q    s    v  o+x\n     _____________________\n";
  struct Row {
    std::string_view name, labels;
  };
  for (const Row& row :
       {Row{"  N  ", "N"}, Row{"  S  ", "S"}, Row{"  V  ", "V"}, Row{" F+Q ", "FQ"}, Row{" O+X ", "OX"}}) {
    text += fmt::format("{}| {:4} {:4} {:4}", row.name, comparison.sum(row.labels, "NFQ"),
                        comparison.sum(row.labels, "S"), comparison.sum(row.labels, "V"));
    if (row.labels != "OX") text += fmt::format(" {:4}", comparison.sum(row.labels, "OX"));
    text += "\n";
  }
  return text + "\n" + beat_figures(comparison) + s_figures(comparison);
}

}  // namespace rwave::ec57
