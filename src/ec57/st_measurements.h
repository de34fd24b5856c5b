#pragma once
// ST deviations of a test annotator against those that the reference marks: the second report of `epicmp -S`.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ec57/episodes.h"
#include "ec57/record_clock.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// An extremum of the reference and the test annotator's measurement nearest in time, in microvolts.
struct StMeasurement {
  // Of the reference's extremum.
  std::int64_t sample = 0;
  int signal = 0;
  // Deviations in microvolts.
  int reference = 0;
  int test = 0;

  // More than the 100 microvolts that the report marks.
  bool far_off() const { return reference - test > 100 || test - reference > 100; }
};

// Reads both files again for each kind of ST episode, but keeps the test annotator's latest measurements from
// one kind to the next, as the reference implementation does within one call.
class StMeasurementComparer {
 public:
  // Every extremum of the reference in the whole record, whatever the scored time: an ST change "AST0..." or
  // "AST1..." (a signal, then the deviation), or "AST+..."/"AST-..." of a record with one signal. The test
  // annotator's are the numbers that begin the text of its beats, for signals 0 and 1; a beat without leaves
  // the last ones (0 at first).
  std::vector<StMeasurement> compare(std::span<const Annotation> reference, std::span<const Annotation> test,
                                     EpisodeKind kind);

 private:
  // Of the two signals, at the latest beat and at the one before.
  std::array<int, 2> current_{}, previous_{};
  // Of the last beat that was not later than an extremum.
  std::int64_t previous_time_ = 0;
};

// One line per measurement; those more than 100 microvolts off end in an asterisk.
std::string st_measurement_lines(std::span<const StMeasurement> measurements, const std::string& record,
                                 const RecordClock& clock);
std::string st_measurement_heading();

}  // namespace rwave::ec57
