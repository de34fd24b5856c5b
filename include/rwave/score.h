#pragma once
// Beats of two annotators compared by ANSI/AAMI EC57: what `bxb` counts and the figures it prints.
//
//   const auto reference = rwave::read_annotations("100.atr"), test = rwave::read_annotations("100.rw");
//   const rwave::BeatScore score = rwave::score_beats(reference, test, 360);
//   score.v_sensitivity ...
//
// docs/ec57.md says what is compared how; the program's `rwave ec57` also compares runs and episodes.

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rwave/annotation.h"
#include "rwave/api.h"

namespace rwave {

// Seconds. The defaults are the standard's; other values make a comparison that it does not permit.
struct ScoreOptions {
  // Beats before it, the learning period, are not scored.
  double start = 300;
  // Beats after it are not scored; nothing: to the end of both.
  std::optional<double> end = {};
  // The greatest distance of matching beats.
  double window = 0.15;
};

// What a comparison counts and the figures of it. Figures are shares, 0 to 1, NaN where undefined (no such
// beat). Sensitivity is TP / (TP + FN), positive predictivity TP / (TP + FP).
struct RWAVE_API BeatScore {
  static constexpr std::string_view labels = "NSVFQOX";

  // counts[reference][test], both in the order of `labels`: the five classes, O where the other annotator has
  // a beat and this one has none, X where its analysis was shut down (signal unanalyzable).
  std::array<std::array<std::int64_t, 7>, 7> counts{};
  // Of the test annotator.
  double shutdown_seconds = 0;
  // Pairs of RR intervals that were compared.
  std::int64_t intervals = 0;
  // The sum over them of squared differences, s^2.
  double squared_interval_error = 0;

  // Figures of the counts, kept true by score_beats() and +=.
  double qrs_sensitivity = std::numeric_limits<double>::quiet_NaN();
  double qrs_predictivity = qrs_sensitivity;
  double v_sensitivity = qrs_sensitivity, v_predictivity = qrs_sensitivity;
  double v_false_positive_rate = qrs_sensitivity;
  double s_sensitivity = qrs_sensitivity, s_predictivity = qrs_sensitivity;
  // Root mean square.
  double rr_error_ms = qrs_sensitivity;

  // Adds another record's counts: the figures are then the gross ones of both.
  BeatScore& operator+=(const BeatScore& other);

  // What `bxb -S` writes for these counts, to the character. Names as they are to be printed.
  std::string report(std::string_view record, std::string_view reference, std::string_view test) const;
};

// Compares a test annotator with the reference, both at `rate` samples per second and in order of time.
// Throws Error where they are not in order, or an option is absurd.
RWAVE_API BeatScore score_beats(std::span<const Annotation> reference, std::span<const Annotation> test,
                                double rate, const ScoreOptions& options = {});

}  // namespace rwave
