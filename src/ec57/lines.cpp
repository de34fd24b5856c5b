// The line formats of reports.h, which sumstats reads.

#include <fmt/format.h>

#include <cmath>

#include "ec57/figures.h"
#include "ec57/reports.h"

namespace rwave::ec57 {
namespace {

// The columns of one test label: its counts for the reference rows N, S, V, F+Q and O+X, three digits wide;
// the first column of a line (most beats) has five, Vv has four.
std::string columns(const Comparison& comparison, std::string_view test, bool with_s) {
  std::string text = fmt::format(" {:{}}", comparison.sum("N", test), test == "NFQ" ? 5 : 3);
  if (with_s) text += fmt::format(" {:3}", comparison.sum("S", test));
  text += fmt::format(" {:{}}", comparison.sum("V", test), test == "V" ? 4 : 3);
  text += fmt::format(" {:3}", comparison.sum("FQ", test));
  if (test != "OX") text += fmt::format(" {:3}", comparison.sum("OX", test));
  return text;
}

}  // namespace

// Exact to the blank: sumstats knows a report by this line.
std::string beat_line_heading(Classes classes) {
  return classes == Classes::with_s
             ? "Record Nn' Sn' Vn' Fn' On'  Ns  Ss  Vs  Fs' Os' Nv  Sv   Vv  Fv' Ov' No' So' Vo' Fo'"
               "  Q Se   Q +P   V Se   V +P   S Se   S +P RR err\n"
             : "Record Nn' Vn' Fn' On'  Nv   Vv  Fv' Ov' No' Vo' Fo'  Q Se   Q +P   V Se   V +P  V FPR\n";
}

std::string beat_columns(const Comparison& shown, Classes classes) {
  const bool with_s = classes == Classes::with_s;
  return columns(shown, "NFQ", with_s) + (with_s ? columns(shown, "S", with_s) : "") +
         columns(shown, "V", with_s) + columns(shown, "OX", with_s);
}

std::string beat_line(const Comparison& comparison, const std::string& record, Classes classes) {
  const bool with_s = classes == Classes::with_s;
  const Comparison shown = with_s ? comparison : comparison.without_s();
  std::string text = fmt::format("{:>4}", record) + beat_columns(shown, classes);
  text += percent_field(qrs_sensitivity(shown)) + percent_field(qrs_predictivity(shown)) +
          percent_field(v_sensitivity(shown)) + percent_field(v_predictivity(shown));
  if (!with_s) {
    const Ratio rate = v_false_positive_rate(shown);
    return text + (rate.defined() ? fmt::format(" {:6.3f}\n", rate.percent()) : fmt::format(" {:>6}\n", "-"));
  }
  const double error = shown.interval_error();
  return text + percent_field(s_sensitivity(shown)) + percent_field(s_predictivity(shown)) +
         (std::isnan(error) ? "     -\n" : fmt::format(" {:6.2f}\n", error));
}

std::string shutdown_line_heading(Classes classes) {
  return classes == Classes::with_s
             ? "Record Nx   Sx   Vx   Fx   Qx  % beats  % N    % S    % V    % F   Total Shutdown\n"
               "                                missed missed missed missed missed      Time\n"
             : "Record Nx   Vx   Fx   Qx  % beats  % N    % V    % F   Total Shutdown\n"
               "                           missed missed missed missed      Time\n";
}

// The counts of beats behind the time have no heading; the reference implementation added them later.
std::string shutdown_line(const Comparison& comparison, const std::string& record, Classes classes) {
  const bool with_s = classes == Classes::with_s;
  const Comparison shown = with_s ? comparison : comparison.without_s();
  std::string text = fmt::format("{:>4}", record);
  for (const std::string_view row : {"N", "S", "V", "F", "Q"}) {
    if (row != "S" || with_s) text += fmt::format(" {:4}", shown.sum(row, "X"));
  }
  text += "  " + percent_field(missed_in_shutdown(shown));
  for (const std::string_view row : {"N", "S", "V", "F"}) {
    if (row != "S" || with_s) text += percent_field(missed_in_shutdown(shown, row));
  }
  text += fmt::format(" {:4} seconds", std::lround(shown.shutdown_seconds));
  for (const std::string_view row : {"N", "S", "V", "F", "Q"})
    text += fmt::format(" {}", shown.sum(row, "NSVFQOX"));
  return text + "\n";
}

}  // namespace rwave::ec57
