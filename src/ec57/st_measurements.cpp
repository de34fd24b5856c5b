#include "ec57/st_measurements.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "ec57/annotation_types.h"

namespace rwave::ec57 {
namespace {

// Signal 0 where the text leaves the number out, as records with one signal do.
struct Extremum {
  int signal = 0;
  // Microvolts.
  int deviation = 0;
};

// Both forms count for signal 0; only the one with a number for signal 1.
std::optional<Extremum> extremum_of(const Annotation& annotation, EpisodeKind kind) {
  if (annotation.code != st_change_type || !annotation.text.starts_with("AST")) return std::nullopt;
  const char which = annotation.text.size() > 3 ? annotation.text[3] : '\0';
  const bool numbered = which == '0' || which == '1';
  if (!numbered && which != '+' && which != '-') return std::nullopt;
  const Extremum found = {which == '1' ? 1 : 0, std::atoi(annotation.text.c_str() + (numbered ? 4 : 3))};
  if (kind == EpisodeKind::st_both) return found;
  if (found.signal != (kind == EpisodeKind::st_signal_1 ? 1 : 0)) return std::nullopt;
  return found;
}

}  // namespace

// The search never goes back. Two extrema between the same two beats therefore meet different beats: odd, and
// what the reference program's figures are made of.
std::vector<StMeasurement> StMeasurementComparer::compare(std::span<const Annotation> reference,
                                                          std::span<const Annotation> test,
                                                          EpisodeKind kind) {
  std::vector<StMeasurement> measurements;
  // The beat that ended a search is used up: the search after it begins behind.
  std::size_t next = 0;
  for (const Annotation& mark : reference) {
    const auto extremum = extremum_of(mark, kind);
    if (!extremum) continue;
    // The beat that ends the search.
    const Annotation* later = nullptr;
    while (later == nullptr && next < test.size()) {
      const Annotation& beat = test[next++];
      if (!is_qrs_type(beat.code)) continue;
      previous_ = current_;
      // scanf on purpose: what is read are as many numbers as begin the text, and the rest of it may be
      // anything.
      std::sscanf(beat.text.c_str(), "%d%d", &current_[0], &current_[1]);
      if (beat.sample > mark.sample) {
        later = &beat;
      } else {
        previous_time_ = beat.sample;
      }
    }
    const bool take_previous = later != nullptr && mark.sample - previous_time_ < later->sample - mark.sample;
    const auto signal = static_cast<std::size_t>(extremum->signal);
    measurements.push_back({mark.sample, extremum->signal, extremum->deviation,
                            take_previous ? previous_.at(signal) : current_.at(signal)});
  }
  return measurements;
}

std::string st_measurement_lines(std::span<const StMeasurement> measurements, const std::string& record,
                                 const RecordClock& clock) {
  std::string text;
  for (const StMeasurement& each : measurements) {
    text += fmt::format("{:>6} {} {:7} {:10} {:5}{}\n", record, clock.interval_in_seconds(each.sample),
                        each.signal, each.reference, each.test, each.far_off() ? " *" : "");
  }
  return text;
}

std::string st_measurement_heading() {
  return "(ST measurements)\nRecord     Time  Signal  Reference  Test\n";
}

}  // namespace rwave::ec57
