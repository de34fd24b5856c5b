#pragma once
// The measurement-by-measurement comparison of ANSI/AAMI EC38 (heart rates and others), as the reference
// implementation (`mxm`) makes it, and its texts.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "ec57/reports.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// Times in samples.
struct MeasurementOptions {
  // The subtype of the annotations (=) that hold the measurement.
  std::int8_t type = 0;
  // Test measurements before it are not paired.
  std::int64_t start = 0;
  // Nothing: the reference's last measurement; 0: the last of either file.
  std::optional<std::int64_t> end;
};

// Sums over the pairs of a record.
struct MeasurementComparison {
  // Measurements of the reference.
  std::int64_t reference_read = 0;
  // Of the test annotator, before the start and beyond the end included.
  std::int64_t test_read = 0;
  // Sum of (reference - test)^2.
  double squared_error = 0;
  // Sum of the reference's measurements, once for each pair.
  double reference_sum = 0;

  // Root mean square error in the measurement's unit, or as a share of the mean reference. They divide by
  // `test_read`, which is not the number of pairs: the reference implementation's n. NaN where undefined.
  double rms_error() const;
  double normalized_rms_error() const;
  // The reference's mean over the pairs.
  double mean_reference() const;
};

// Pairs each test measurement with the reference's nearest in time (the later of two as near). A measurement
// is the number that begins the annotation's text; without one, the annotator's last stands. Where a
// reference measurement after the last pair still lies before the end, one more pair is made, as in the
// reference implementation.
MeasurementComparison compare_measurements(std::span<const Annotation> reference,
                                           std::span<const Annotation> test,
                                           const MeasurementOptions& options);

// What `mxm -s` and `mxm -L` write; `normalized` is false with -u.
std::string measurement_report(const MeasurementComparison& comparison, const Names& names, int type,
                               bool normalized);
std::string measurement_line(const MeasurementComparison& comparison, const std::string& record,
                             bool normalized);
std::string measurement_line_heading(int type);

}  // namespace rwave::ec57
