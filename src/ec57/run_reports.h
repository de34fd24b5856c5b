#pragma once
// Figures and texts of the run-by-run comparison: what `rxr` prints for one record, character for character.

#include <array>
#include <string>
#include <string_view>

#include "ec57/figures.h"
#include "ec57/reports.h"
#include "ec57/runs.h"

namespace rwave::ec57 {

// The counts of a line, in its order: true positives of the sensitivity matrix, false negatives, true
// positives of the predictivity matrix, false positives. Couplets are runs of 2, short runs of 3 to 5, long
// ones of more than 5. A run is found where the other annotator's is at least as long as its class's
// shortest.
struct RunFigures {
  struct Class {
    // Of the reference's runs.
    std::int64_t found = 0, missed = 0;
    // Of the test annotator's.
    std::int64_t right = 0, invented = 0;

    Ratio sensitivity() const { return {found, found + missed}; }
    Ratio predictivity() const { return {right, right + invented}; }
  };
  // Couplets, short runs, long runs.
  std::array<Class, 3> classes;
};

inline constexpr std::array<std::string_view, 3> run_class_names = {"couplets", "short_runs", "long_runs"};

RunFigures figures_of(const RunComparison& comparison);

// The 7 x 7 matrices and the figures (`rxr -s`, EC57 tables 7 and 8).
std::string standard_run_report(const RunComparison& comparison, const Names& names, RunKind kind);

// The same with the lengths 3 to 5 in one row and column (`rxr -c`).
std::string condensed_run_report(const RunComparison& comparison, const Names& names, RunKind kind);

// One line per record (`rxr -l`, EC57 table A.7), its columns after the name (sumstats sums them), and the
// heading.
std::string run_line(const RunComparison& comparison, const std::string& record);
std::string run_line_heading(RunKind kind);

// The runs of a pass whose lengths differ, as `rxr -v` lists them: REFERENCE/TEST(FROM-TO). `what` is the
// pass: "sensitivity" or "positive predictivity".
std::string run_mismatch_list(const RunPass& pass, RunKind kind, std::string_view what);

}  // namespace rwave::ec57
