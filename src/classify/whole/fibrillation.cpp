#include "classify/whole/fibrillation.h"

#include <algorithm>

#include "classify/whole/timing_features.h"
#include "rhythm/irregularity.h"

namespace rwave::whole {
namespace {

constexpr double shortest_interval = 0.2;  // s: a shorter one is a beat found twice
constexpr std::size_t answers_apart = 8;   // intervals between two answers: of 128 eight change little
constexpr std::size_t ventricular_share_reach = 40;  // beats to each side whose ectopic ones are counted
constexpr float ectopic_correlation = 0.7F;          // of a QRS complex with the template, at most
constexpr double greatest_odds = 12;                 // ln: beyond, nothing more is said
constexpr float begins = 0.6F;   // ln of the odds at which an episode begins (docs/rhythm.md)
constexpr float repeats = 0.6F;  // correlation of the template's own beats before the QRS: .8 to .97 with P
                                 // waves, .1 to .45 in the fibrillation of 203, 210 and 804

// Intervals between two beats that no ectopic one begins or ends, and the beat at the end of each.
struct Sequence {
  std::vector<double> intervals;
  std::vector<std::size_t> ends;
  std::vector<std::size_t> ectopic_before;  // by beat: how many ectopic beats lie before it

  Sequence(std::span<const double> times, const std::vector<float>& is_main,
           const std::vector<float>& shape) {
    ectopic_before.push_back(0);
    bool was = true;  // before the first beat nothing is known
    for (std::size_t beat = 0; beat < times.size(); ++beat) {
      // A bundle branch block that comes and goes counts too, and its intervals are missed little.
      const bool ectopic = is_main[beat] == 0 && shape[beat] < ectopic_correlation;
      const double rr = beat > 0 ? times[beat] - times[beat - 1] : 0;
      if (!ectopic && !was && rr > shortest_interval && rr <= longest_interval) {
        intervals.push_back(rr);
        ends.push_back(beat);
      }
      ectopic_before.push_back(ectopic_before.back() + (ectopic ? 1 : 0));
      was = ectopic;
    }
  }

  double ectopic_share(std::size_t beat) const {
    const std::size_t low = beat > ventricular_share_reach ? beat - ventricular_share_reach : 0;
    const std::size_t high = std::min(ectopic_before.size() - 1, beat + ventricular_share_reach);
    return static_cast<double>(ectopic_before[high] - ectopic_before[low]) / static_cast<double>(high - low);
  }
};

const std::vector<float>& feature_column(const FeatureTable& table, const char* name) {
  const auto at = std::ranges::find(table.names, name) - table.names.begin();
  return table.columns.at(static_cast<std::size_t>(at));
}

}  // namespace

std::vector<float> fibrillation_odds(std::span<const double> times, const FeatureTable& table) {
  const Sequence sequence(times, feature_column(table, "group_is_main"), feature_column(table, "qrs_global"));
  const std::span<const double> intervals = sequence.intervals;
  std::vector<float> odds(times.size(), -static_cast<float>(greatest_odds));
  if (intervals.size() < fewest_fibrillation_intervals) return odds;
  constexpr std::size_t most = fibrillation_windows.back();
  const std::size_t held = std::min(most, intervals.size());
  IrregularityRoom room;
  std::size_t from = 0;  // the first beat without an answer
  for (std::size_t i = 0; i < intervals.size(); i += answers_apart) {
    const std::size_t centre = std::min(i + answers_apart / 2, intervals.size() - 1);
    // Near the ends the window is moved inwards, not cut, as the weights know its length.
    const std::size_t first = std::min(centre > most / 2 ? centre - most / 2 : 0, intervals.size() - held);
    const double found = fibrillation_log_odds(intervals.subspan(first, held), centre - first,
                                               sequence.ectopic_share(sequence.ends[centre]), room);
    const std::size_t to =
        i + answers_apart < intervals.size() ? sequence.ends[i + answers_apart] : times.size();
    for (; from < to; ++from)
      odds[from] = static_cast<float>(std::clamp(found, -greatest_odds, greatest_odds));
  }
  return odds;
}

std::vector<std::uint8_t> fibrillating(std::span<const double> times, const FeatureTable& table) {
  const std::vector<float> odds = fibrillation_odds(times, table);
  const std::vector<float>& reliability = feature_column(table, "reliability_p_local");
  std::vector<std::uint8_t> found(times.size(), 0);
  for (std::size_t beat = 0; beat < found.size(); ++beat)
    found[beat] = odds[beat] > begins && reliability[beat] < repeats ? 1 : 0;
  return found;
}

}  // namespace rwave::whole
