#include "ec57/two_rates.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "ec57/beats.h"
#include "math/median.h"
#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

constexpr std::size_t least_beats = 20;  // fewer do not tell a rate
constexpr double same_count = 0.1;       // share by which beat counts may differ
constexpr double other_rate = 0.05;      // share by which lengths differ that are of two rates
constexpr double same_interval = 0.02;   // share

// Samples from a file's first beat to its last, and their median interval; nothing where they are few.
struct BeatSpacing {
  std::size_t beats = 0;
  double length = 0, interval = 0;
};

std::optional<BeatSpacing> spacing_of(std::span<const Annotation> annotations) {
  std::vector<double> samples, intervals;
  for (const Annotation& one : annotations)
    if (label_of(one.code)) samples.push_back(static_cast<double>(one.sample));
  if (samples.size() < least_beats) return std::nullopt;
  for (std::size_t i = 1; i < samples.size(); ++i) intervals.push_back(samples[i] - samples[i - 1]);
  return BeatSpacing{samples.size(), samples.back() - samples.front(), median(intervals)};
}

}  // namespace

// A file without a "## time resolution" counts the samples of whatever signal it was made on. The same heart
// beats at two rates: as many of them, and length and intervals longer by one factor. An annotator that
// stopped early has fewer beats, one that missed half of them has intervals that are longer and a length that
// is not.
void refuse_two_rates(const std::string& file, std::span<const Annotation> annotations, std::string_view name,
                      std::span<const Annotation> others, double rate) {
  const auto own = spacing_of(annotations), other = spacing_of(others);
  if (!own || !other || other->length <= 0 || other->interval <= 0 || own->interval <= 0) return;
  const double counts = static_cast<double>(own->beats) / static_cast<double>(other->beats);
  const double factor = own->length / other->length;
  if (std::abs(counts - 1) > same_count || std::abs(factor - 1) < other_rate) return;
  if (std::abs(own->interval / other->interval / factor - 1) > same_interval) return;
  throw Error(file, fmt::format("has as many beats as the {} over {:.3f} times as many samples: it was "
                                "made at another sampling rate (near {:.4g} Hz where the {}'s are of {:g} "
                                "Hz); convert it, or state its rate in a note '## time resolution: HZ'",
                                name, factor, rate * factor, name, rate));
}

}  // namespace rwave::ec57
