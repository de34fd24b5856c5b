#include "ec57/heart_rate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ec57/annotation_types.h"

namespace rwave::ec57 {
namespace {

// The number of decimals grows with the unit, so that each still tells samples apart at 360 Hz.
std::string time_text(std::int64_t sample, double rate, char unit) {
  const auto samples = static_cast<double>(sample);
  switch (unit) {
    case 's':
      return fmt::format("{:.3f}", samples / rate);
    case 'm':
      return fmt::format("{:.5f}", samples / (60 * rate));
    case 'h':
      return fmt::format("{:.7f}", samples / (3600 * rate));
    default:
      return std::to_string(sample);
  }
}

}  // namespace

TypeSet normal_types() {
  TypeSet types;
  for (std::size_t type = 0; type < types.size(); ++type)
    types[type] = maps_to_normal(static_cast<std::uint8_t>(type));
  return types;
}

// One pass without a list of beats: the state is the last two beats and the predicted rate. Annotations that
// are neither included nor beats are passed over without touching it.
std::string heart_rate_lines(std::span<const Annotation> annotations, double rate,
                             const HeartRateOptions& options) {
  std::string text;
  // Beats per minute.
  double prediction = 70, last_rate = 0;
  // Of the previous beat, also where the listing begins late.
  std::int64_t last_time = -9999;
  bool last_included = false, before_last_included = false;
  // The interval that ended at the previous beat.
  bool last_accepted = false;
  // What ends at the first beat, no interval, counts as accepted.
  bool accepted = true;
  for (const Annotation& annotation : annotations) {
    if (options.end && annotation.sample > *options.end) break;
    const bool included = options.included[annotation.code];
    if (!included && !is_qrs_type(annotation.code)) continue;
    if (included) {
      const double heart_rate = rate * 60 / static_cast<double>(annotation.sample - last_time);
      // The prediction moves before the comparison, also by intervals that are then left out; so it follows a
      // rate that has really changed within a few beats.
      prediction += std::clamp((heart_rate - prediction) / 10, -options.tolerance, options.tolerance);
      const bool is_steady = last_included && std::abs(heart_rate - last_rate) < options.tolerance &&
                             std::abs(heart_rate - prediction) < options.tolerance &&
                             (before_last_included || !options.exclude_after_others);
      if (is_steady) {
        accepted = true;
        text += time_text(options.at_end ? annotation.sample : last_time, rate, options.unit);
        text += fmt::format("\t{:g}", heart_rate);
        text += options.exclude_after_others ? "\n" : last_accepted ? "\t0\n" : "\t1\n";
      }
      last_rate = heart_rate;
    }
    before_last_included = last_included;
    last_included = included;
    last_time = annotation.sample;
    last_accepted = accepted;
    accepted = false;
  }
  return text;
}

}  // namespace rwave::ec57
