#pragma once
// The beat-by-beat comparison of ANSI/AAMI EC57, as the reference implementation (`bxb`) makes it.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "rwave/annotation.h"
#include "score/ec57/beats.h"

namespace rwave::ec57 {

// Seconds. The defaults are the standard's; other values make a comparison that it does not permit.
struct Options {
  double start = 300;              // beats before it are the learning period, and are not scored
  std::optional<double> end = {};  // beats from it on are not scored; nothing = to the end of both files
  double window = 0.15;            // the greatest distance of matching beats
};

// What a comparison counts. Rows are the reference's labels, columns the test file's.
class Comparison {
 public:
  void add(Label reference, Label test, std::int64_t count = 1) {
    counts_.at(index(reference)).at(index(test)) += count;
  }
  std::int64_t count(Label reference, Label test) const {
    return counts_.at(index(reference)).at(index(test));
  }

  // The sum over all pairs of these rows and columns, each a string of labels: sum("NS", "V") is Nv + Sv.
  std::int64_t sum(std::string_view rows, std::string_view columns) const;

  // The same comparison with the S beats of both files counted as N, for reports that tell no S.
  Comparison without_s() const;

  double squared_interval_error = 0;  // sum over the pairs, s^2
  std::int64_t intervals = 0;         // pairs in which both files have an interval
  double shutdown_seconds = 0;        // of the test file, within the scored time

  // Root mean square of the differences between the RR intervals of both files, ms; NaN without intervals.
  double interval_error() const;

 private:
  static std::size_t index(Label label) { return static_cast<std::size_t>(label); }

  std::array<std::array<std::int64_t, labels>, labels> counts_{};
};

// Compares a test file with the reference, both at `rate` samples a second and in order of time.
//
// The earlier of the two next beats is matched with the other file's if that lies within the window and is
// nearer to it than that file's own next beat is; else it stands alone (against O, or X where the other file
// is shut down there). An RR interval error is taken at every such step, between the intervals that end at
// the two next beats: so a missed or an extra beat counts twice, as it does in the reference implementation.
Comparison compare(std::span<const Annotation> reference, std::span<const Annotation> test, double rate,
                   const Options& options = {});

}  // namespace rwave::ec57
