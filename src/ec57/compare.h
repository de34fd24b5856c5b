#pragma once
// The beat-by-beat comparison of ANSI/AAMI EC57, as the reference implementation (`bxb`) makes it.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ec57/beats.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// Where a comparison ends that is given no end time.
enum class Ending { both_files, reference, either_file };

// Seconds. The defaults are the standard's; other values make a comparison that it does not permit.
struct Options {
  // Beats before it are the learning period, and are not scored.
  double start = 300;
  // Beats after it are not scored, but may match one that is.
  std::optional<double> end = {};
  // The greatest distance of matching beats.
  double window = 0.15;
  Ending ending = Ending::both_files;
};

// A beat of each file that were matched, or one that stands alone: O or X is then the other's label.
struct BeatPair {
  // Of the next beat of the reference, also where the test's stands alone.
  std::int64_t reference_sample = 0;
  // Likewise.
  std::int64_t test_sample = 0;
  // O or X where the other file's beat stands alone.
  Label reference = Label::O;
  Label test = Label::O;
  // A test beat alone within the reference's flutter: not counted.
  bool in_flutter = false;
  // Place of the test beat in its annotations, where it has one.
  std::size_t test_annotation = 0;

  bool reference_alone() const { return test == Label::O || test == Label::X; }
  bool test_alone() const { return reference == Label::O || reference == Label::X; }
  // Where it lies: at the test beat, or at the reference's where the test file has none.
  std::int64_t sample() const { return reference_alone() ? reference_sample : test_sample; }
};

// What a comparison counts. Rows are the reference's labels, columns the test file's.
class Comparison {
 public:
  // Counts pairs of these labels.
  void add(Label reference, Label test, std::int64_t count = 1) {
    counts_.at(index(reference)).at(index(test)) += count;
  }
  std::int64_t count(Label reference, Label test) const {
    return counts_.at(index(reference)).at(index(test));
  }

  // Adds another record's counts, interval errors and shutdown.
  Comparison& operator+=(const Comparison& other);

  // The sum over all pairs of these rows and columns, each a string of labels: sum("NS", "V") is Nv + Sv.
  std::int64_t sum(std::string_view rows, std::string_view columns) const;

  // The same comparison with the S beats of both files counted as N, for reports without S.
  Comparison without_s() const;

  // Sum over the pairs, s^2.
  double squared_interval_error = 0;
  // Pairs in which both files have an interval.
  std::int64_t intervals = 0;
  // Of the test file, the learning period included.
  double shutdown_seconds = 0;

  // Root mean square of the differences between the RR intervals of both files, ms; NaN without intervals.
  double interval_error() const;

 private:
  static std::size_t index(Label label) { return static_cast<std::size_t>(label); }

  std::array<std::array<std::int64_t, labels>, labels> counts_{};
};

// Compares a test file with the reference, both at `rate` samples per second and in order of time. Where
// `pairs` is given, every pair is added to it, in order.
//
// The earlier of the two next beats is matched with the other file's if that lies within the window and is
// nearer to it than that file's own next beat is, or that next beat has a nearer match; else it stands alone
// (against O, or X where the other file is shut down there; a test beat alone in the reference's flutter is
// not counted). An RR interval error is taken at every such step, between the intervals that end at the two
// next beats: so a missed or an extra beat counts twice, as it does in the reference implementation.
Comparison compare(std::span<const Annotation> reference, std::span<const Annotation> test, double rate,
                   const Options& options = {}, std::vector<BeatPair>* pairs = nullptr);

}  // namespace rwave::ec57
