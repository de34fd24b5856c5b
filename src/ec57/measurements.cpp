#include "ec57/measurements.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "ec57/annotation_types.h"

namespace rwave::ec57 {
namespace {

// The time of what a file has no more of.
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max() / 4;

// The measurements of one annotator, one after the other.
// At the end of the file the time is later than all others and the value stays: the pair that may be made
// beyond the end takes the last number.
class MeasurementReader {
 public:
  MeasurementReader(std::span<const Annotation> file, std::int8_t type) : file_(file), type_(type) {}

  void advance() {
    while (next_ < file_.size()) {
      const Annotation& annotation = file_[next_++];
      if (annotation.code != measurement_type || annotation.subtype != type_) continue;
      time = annotation.sample;
      if (!annotation.text.empty()) value = std::strtod(annotation.text.c_str(), nullptr);
      ++read;
      return;
    }
    time = never;
  }

  std::int64_t time = 0;
  double value = 0;
  std::int64_t read = 0;

 private:
  std::span<const Annotation> file_;
  std::int8_t type_;
  std::size_t next_ = 0;
};

}  // namespace

// Walks along the test annotator's measurements with the reference one ahead, so that the nearest of it is
// either the one before or the one ahead. Whether the loop goes on is asked of the reference too, which makes
// one more pair than the manual promises; published figures contain it.
MeasurementComparison compare_measurements(std::span<const Annotation> reference,
                                           std::span<const Annotation> test,
                                           const MeasurementOptions& options) {
  MeasurementReader ahead(reference, options.type), tested(test, options.type);
  // Of the reference's last measurement before the test's.
  std::int64_t before_time = -1;
  double before_value = 0;
  ahead.advance();
  do {
    tested.advance();
  } while (tested.time < options.start);

  const auto goes_on = [&] {
    if (!options.end) return ahead.time != never;
    if (*options.end == 0) return ahead.time != never && tested.time != never;
    return ahead.time <= *options.end || tested.time <= *options.end;
  };
  MeasurementComparison comparison;
  while (goes_on()) {
    while (ahead.time < tested.time) {
      before_time = ahead.time;
      before_value = ahead.value;
      ahead.advance();
    }
    // Before the first reference measurement the time is -1 and the value 0, which early test measurements
    // are compared with if they lie nearer to it.
    const bool earlier_is_nearer = tested.time - before_time < ahead.time - tested.time;
    const double nearest = earlier_is_nearer ? before_value : ahead.value;
    comparison.reference_sum += nearest;
    comparison.squared_error += (nearest - tested.value) * (nearest - tested.value);
    tested.advance();
  }
  comparison.reference_read = ahead.read;
  comparison.test_read = tested.read;
  return comparison;
}

double MeasurementComparison::rms_error() const {
  return std::sqrt(squared_error / static_cast<double>(test_read));
}

double MeasurementComparison::normalized_rms_error() const {
  return std::sqrt(squared_error * static_cast<double>(test_read) / (reference_sum * reference_sum));
}

double MeasurementComparison::mean_reference() const {
  return reference_sum / static_cast<double>(test_read);
}

std::string measurement_report(const MeasurementComparison& comparison, const Names& names, int type,
                               bool normalized) {
  const std::string error =
      normalized
          ? fmt::format("     Normalized RMS error: {:7.4f}%", 100.0 * comparison.normalized_rms_error())
          : fmt::format("   Unnormalized RMS error: {:7.4f}", comparison.rms_error());
  return fmt::format("Measurement-by-measurement comparison results for record {}\nMeasurement number {}\n",
                     names.record, type) +
         fmt::format("Reference annotator: {}\n     Test annotator: {}\n\n", names.reference, names.test) +
         fmt::format("{} (n = {})\nMean reference measurement: {:g}\n", error, comparison.test_read,
                     comparison.mean_reference());
}

std::string measurement_line(const MeasurementComparison& comparison, const std::string& record,
                             bool normalized) {
  return fmt::format("{:>6}\t{:7.4f}\t\t{:g}{}\n", record,
                     normalized ? 100.0 * comparison.normalized_rms_error() : comparison.rms_error(),
                     comparison.mean_reference(), normalized ? "" : " (unnormalized)");
}

std::string measurement_line_heading(int type) {
  return fmt::format(
      "(Measurement errors)\nMeasurement {}\nRecord\tRMS error (%)\tMean reference measurement\n", type);
}

}  // namespace rwave::ec57
