#include "ec57/run_reports.h"

#include <fmt/format.h>

namespace rwave::ec57 {
namespace {

// Every figure of a run report is the sum of a rectangle of the matrix.
std::int64_t sum(const RunMatrix& counts, int first_row, int last_row, int first_column, int last_column) {
  std::int64_t total = 0;
  for (int row = first_row; row <= last_row; ++row) {
    for (int column = first_column; column <= last_column; ++column)
      total += counts.at(static_cast<std::size_t>(row)).at(static_cast<std::size_t>(column));
  }
  return total;
}

std::string_view prefix(RunKind kind) {
  return kind == RunKind::supraventricular ? "S" : "";
}

// A range of lengths that a matrix shows as one row and one column.
// The standard matrix has a band for each length; the condensed one joins the lengths of short runs.
struct Band {
  std::string_view row_name;
  int first, last;
};
constexpr std::array standard_bands = {Band{"   0", 0, 0}, Band{"   1", 1, 1}, Band{"   2", 2, 2},
                                       Band{"   3", 3, 3}, Band{"   4", 4, 4}, Band{"   5", 5, 5},
                                       Band{"  >5", 6, 6}};
constexpr std::array condensed_bands = {Band{"  NC", 0, 0}, Band{"   V", 1, 1}, Band{"   C", 2, 2},
                                        Band{"   S", 3, 5}, Band{"   L", 6, 6}};

// Column 0 of row 0, runs that neither annotator has, cannot be counted and stays blank.
template <std::size_t count>
std::string matrix(const RunMatrix& counts, const std::array<Band, count>& bands) {
  std::string text;
  for (const Band& row : bands) {
    text += fmt::format("{} |", row.row_name);
    for (const Band& column : bands) {
      if (row.first == 0 && column.first == 0) {
        text += "     ";  // runs that neither has are not counted
      } else {
        text += fmt::format(" {:4}", sum(counts, row.first, row.last, column.first, column.last));
      }
    }
    text += "\n";
  }
  return text;
}

std::string heading(const Names& names, RunKind kind) {
  return fmt::format(
      "{}VE run-by-run comparison results for record {}\n"
      "Reference annotator: {}\n"
      "     Test annotator: {}\n\n",
      prefix(kind), names.record, names.reference, names.test);
}

// Both reports end with the same six figures.
std::string figure_lines(const RunComparison& comparison) {
  constexpr std::array<std::string_view, 3> titles = {"Couplet", "Short run", "Long run"};
  const RunFigures figures = figures_of(comparison);
  std::string text;
  for (std::size_t c = 0; c < titles.size(); ++c) {
    text += whole_percent_line(fmt::format("{:>31}", fmt::format("{} sensitivity", titles.at(c))),
                               figures.classes.at(c).sensitivity());
    text += whole_percent_line(fmt::format("{:>31}", fmt::format("{} positive predictivity", titles.at(c))),
                               figures.classes.at(c).predictivity());
  }
  return text + "\n";
}

}  // namespace

// A longer run of the other annotator finds a shorter one: a couplet is found by a run of 2 or more. The
// reverse is a miss. Hence the rectangles reach to the greatest length on one side and to the class's
// shortest on the other.
RunFigures figures_of(const RunComparison& comparison) {
  constexpr std::array<std::array<int, 2>, 3> lengths = {{{2, 2}, {3, 5}, {6, 6}}};
  RunFigures figures;
  for (std::size_t c = 0; c < lengths.size(); ++c) {
    const auto [first, last] = lengths.at(c);
    const RunMatrix& found = comparison.sensitivity.counts;
    const RunMatrix& right = comparison.predictivity.counts;
    figures.classes.at(c) = {
        sum(found, first, last, first, longest_run), sum(found, first, last, 0, first - 1),
        sum(right, first, longest_run, first, last), sum(right, 0, first - 1, first, last)};
  }
  return figures;
}

// The title of each matrix stands below it, the first one further to the right than the second.
std::string standard_run_report(const RunComparison& comparison, const Names& names, RunKind kind) {
  const std::string head =
      "               Algorithm Run Length\n"
      "          0    1    2    3    4    5   >5\n"
      "     ____________________________________\n";
  return heading(names, kind) + head + matrix(comparison.sensitivity.counts, standard_bands) +
         "\n      (Run Sensitivity Summary Matrix)\n\n\n" + head +
         matrix(comparison.predictivity.counts, standard_bands) +
         "\n (Run Positive Predictivity Summary Matrix)\n\n" + figure_lines(comparison);
}

std::string condensed_run_report(const RunComparison& comparison, const Names& names, RunKind kind) {
  const std::string head =
      "          Algorithm Run Length\n"
      "         nc    v    c    s    l\n"
      "     __________________________\n";
  return heading(names, kind) + head + matrix(comparison.sensitivity.counts, condensed_bands) +
         "\n    (Run Sensitivity Summary Matrix)\n\n\n" + head +
         matrix(comparison.predictivity.counts, condensed_bands) +
         "\n (Run Positive Predictivity Summary Matrix)\n\n" + figure_lines(comparison);
}

// Columns that overflow their width push the rest to the right, as printf does; sumstats reads words, not
// columns.
std::string run_line(const RunComparison& comparison, const std::string& record) {
  std::string text = fmt::format("{:>4}", record), percents;
  for (const RunFigures::Class& each : figures_of(comparison).classes) {
    text += fmt::format(" {:3} {:3} {:3} {:3}", each.found, each.missed, each.right, each.invented);
    percents += whole_percent_field(each.sensitivity()) + whole_percent_field(each.predictivity());
  }
  return text + " " + percents + "\n";
}

std::string run_line_heading(RunKind kind) {
  return std::string(kind == RunKind::supraventricular ? "(SVE run detection)\n" : "") +
         "Record CTs CFN CTp CFP STs SFN STp SFP LTs LFN LTp LFP  CSe C+P SSe S+P LSe L+P\n";
}

std::string run_mismatch_list(const RunPass& pass, RunKind kind, std::string_view what) {
  std::string text = fmt::format("\n{}VE Run-by-run comparison for {}\n", prefix(kind), what);
  for (const RunMismatch& each : pass.mismatches)
    text += fmt::format("{}/{}({}-{})\n", each.reference, each.test, each.from, each.to);
  return text;
}

}  // namespace rwave::ec57
