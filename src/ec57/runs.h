#pragma once
// The run-by-run comparison of ANSI/AAMI EC57, as the reference implementation (`rxr`) makes it.
//
// A run is a sequence of ectopic beats without another beat between them. Its length is counted to 6, which
// means "more than 5"; ventricular fibrillation and flutter (VE), or atrial fibrillation and flutter (SVE),
// count as 6 whatever beats they hold. Sensitivity takes the runs of the reference and asks the test
// annotator for its longest run in the same window of time; positive predictivity does the same the other way
// round.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rwave/annotation.h"

namespace rwave::ec57 {

// Ventricular runs consist of V and F beats, supraventricular ones of S beats: A a J S j e n, and the beats N
// L R B within atrial fibrillation.
enum class RunKind : std::uint8_t { ventricular, supraventricular };

// Stands for every length above 5.
inline constexpr int longest_run = 6;

// Times in samples. Defaults in seconds are the caller's to apply: 5 minutes, the record's end, 0.15 s.
struct RunOptions {
  RunKind kind = RunKind::ventricular;
  // Beats before it belong to the learning period, and are not in any run.
  std::int64_t start = 0;
  // Nothing: the end of the file that is asked for its runs.
  std::optional<std::int64_t> end;
  // How far before and after a run the other annotator's beats count.
  std::int64_t window = 0;
};

// A run whose length the two annotators do not share, and the window that was searched.
struct RunMismatch {
  // Lengths, 0 to 6.
  int reference = 0;
  int test = 0;
  // Samples; below 0 where a run begins within the window of the record's begin.
  std::int64_t from = 0;
  std::int64_t to = 0;
};

// Counts of runs by length: rows the reference's, columns the test annotator's. [0][0] stays 0.
using RunMatrix = std::array<std::array<std::int64_t, longest_run + 1>, longest_run + 1>;

// One pass. `mismatches` are in the order of their ends.
struct RunPass {
  RunMatrix counts{};
  std::vector<RunMismatch> mismatches;
};

// Both passes of one kind.
struct RunComparison {
  // Over the reference's runs.
  RunPass sensitivity;
  // Over the test annotator's.
  RunPass predictivity;

  // Adds the counts of another record.
  RunComparison& operator+=(const RunComparison& other);
};

// Where a run is still open when the reading of its file stops, at the first annotation after `end`, it is
// not counted, as in the reference implementation; one open at the end of the file is.
//
// Returns nothing where one of the files has no annotation at or after the start, and before it no end of
// fibrillation and no begin of the kind's own: the reference implementation then ends without a report.
std::optional<RunComparison> compare_runs(std::span<const Annotation> reference,
                                          std::span<const Annotation> test, const RunOptions& options);

// Compares runs pass by pass and kind by kind, with what one call of the reference program keeps from
// each pass to the next: the last annotation that it read of a file stands, at time 0, before that file's
// annotations when the file is searched in a later pass. It matters only where a window reaches back to
// sample 0, or where that annotation begins fibrillation or shutdown.
class RunComparer {
 public:
  // The annotations must outlive the comparer.
  RunComparer(std::span<const Annotation> reference, std::span<const Annotation> test)
      : files_{reference, test} {}

  // One pass over the runs of the reference (sensitivity) or of the test annotator (predictivity). A
  // comparison is one of each, in this order. Returns nothing in the case of compare_runs().
  std::optional<RunPass> sensitivity(const RunOptions& options) { return pass(0, options); }
  std::optional<RunPass> predictivity(const RunOptions& options) { return pass(1, options); }

 private:
  std::optional<RunPass> pass(std::size_t defining, const RunOptions& options);

  std::array<std::span<const Annotation>, 2> files_;
  // The annotation of each file that was read last.
  std::array<const Annotation*, 2> left_over_{};
};

}  // namespace rwave::ec57
