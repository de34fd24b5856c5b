// The public face of the beat-by-beat comparison: counts and figures in one flat struct, for any language.
#include <fmt/format.h>

#include <cmath>

#include "ec57/figures.h"
#include "ec57/reports.h"
#include "rwave/error.h"
#include "rwave/score.h"

namespace rwave {
namespace {

using ec57::Comparison;
using ec57::Label;
using ec57::Ratio;

double share(const Ratio& ratio) {
  return ratio.defined() ? static_cast<double>(ratio.part) / static_cast<double>(ratio.whole)
                         : std::numeric_limits<double>::quiet_NaN();
}

Comparison comparison_of(const BeatScore& score) {
  Comparison comparison;
  for (std::size_t row = 0; row < score.counts.size(); ++row)
    for (std::size_t column = 0; column < score.counts.size(); ++column)
      comparison.add(static_cast<Label>(row), static_cast<Label>(column), score.counts[row][column]);
  comparison.squared_interval_error = score.squared_interval_error;
  comparison.intervals = score.intervals;
  comparison.shutdown_seconds = score.shutdown_seconds;
  return comparison;
}

// The figures' definitions stand in one place, ec57/figures.h.
BeatScore score_of(const Comparison& comparison) {
  BeatScore score;
  for (std::size_t row = 0; row < score.counts.size(); ++row)
    for (std::size_t column = 0; column < score.counts.size(); ++column)
      score.counts[row][column] = comparison.count(static_cast<Label>(row), static_cast<Label>(column));
  score.shutdown_seconds = comparison.shutdown_seconds;
  score.intervals = comparison.intervals;
  score.squared_interval_error = comparison.squared_interval_error;
  score.qrs_sensitivity = share(qrs_sensitivity(comparison));
  score.qrs_predictivity = share(qrs_predictivity(comparison));
  score.v_sensitivity = share(v_sensitivity(comparison));
  score.v_predictivity = share(v_predictivity(comparison));
  score.v_false_positive_rate = share(v_false_positive_rate(comparison));
  score.s_sensitivity = share(s_sensitivity(comparison));
  score.s_predictivity = share(s_predictivity(comparison));
  score.rr_error_ms = comparison.interval_error();
  return score;
}

void check(double rate, const ScoreOptions& options) {
  if (!(rate > 0 && std::isfinite(rate)))
    throw Error(fmt::format("a rate of {:g} Hz; expected the annotations' samples per second", rate));
  if (!(options.window > 0 && options.window <= 10))
    throw Error(fmt::format("a match window of {:g} s; expected more than 0 and at most 10", options.window));
  if (!(options.start >= 0 && std::isfinite(options.start)))
    throw Error(fmt::format("a start of {:g} s; expected 0 or more", options.start));
  if (options.end && !(*options.end > options.start))
    throw Error(
        fmt::format("an end of {:g} s; expected more than the start, {:g} s", *options.end, options.start));
}

}  // namespace

BeatScore& BeatScore::operator+=(const BeatScore& other) {
  Comparison sum = comparison_of(*this);
  sum += comparison_of(other);
  return *this = score_of(sum);
}

std::string BeatScore::report(std::string_view record, std::string_view reference,
                              std::string_view test) const {
  return ec57::standard_report(comparison_of(*this),
                               {std::string(record), std::string(reference), std::string(test)},
                               ec57::Classes::with_s);
}

BeatScore score_beats(std::span<const Annotation> reference, std::span<const Annotation> test, double rate,
                      const ScoreOptions& options) {
  check(rate, options);
  ec57::check_order(reference, "the reference");
  ec57::check_order(test, "the test annotations");
  ec57::Options chosen;
  chosen.start = options.start;
  chosen.end = options.end;
  chosen.window = options.window;
  return score_of(ec57::compare(reference, test, rate, chosen));
}

}  // namespace rwave
