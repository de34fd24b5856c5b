#include "classify/whole/fibrillation.h"

#include <algorithm>

#include "classify/whole/conducted_intervals.h"
#include "rhythm/irregularity.h"

namespace rwave::whole {
namespace {

constexpr std::size_t answers_apart = 8;  // intervals between two answers: of 128 eight change little
constexpr double greatest_odds = 12;      // ln: beyond, nothing more is said
// Probability of S from which a beat's intervals are left out. Less than a half: where P waves are small, as
// they are where this matters, the trees find premature beats with less certainty.
constexpr float may_be_s = 0.3F;
constexpr float repeats = 0.6F;  // correlation of the template's own beats before the QRS: .8 to .97 with P
                                 // waves, .1 to .45 in the fibrillation of 203, 210 and 804
constexpr float clear_complex =
    0.8F;  // the same of the QRS complexes: .84 to .99 in these; .9 would lose 804

// The share of ectopic beats around a beat.
double ectopic_share(const std::vector<std::size_t>& ectopic_before, std::size_t beat) {
  const std::size_t low = beat > ventricular_share_reach ? beat - ventricular_share_reach : 0;
  const std::size_t high = std::min(ectopic_before.size() - 1, beat + ventricular_share_reach);
  return static_cast<double>(ectopic_before[high] - ectopic_before[low]) / static_cast<double>(high - low);
}

}  // namespace

std::vector<float> fibrillation_odds(std::span<const double> times, const FeatureTable& table,
                                     std::span<const std::uint8_t> left_out) {
  const ConductedIntervals sequence(times, table, left_out, longest_fibrillation_interval);
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
    const double found =
        fibrillation_log_odds(intervals.subspan(first, held), centre - first,
                              ectopic_share(sequence.ectopic_before, sequence.ends[centre]), room);
    const std::size_t to =
        i + answers_apart < intervals.size() ? sequence.ends[i + answers_apart] : times.size();
    for (; from < to; ++from)
      odds[from] = static_cast<float>(std::clamp(found, -greatest_odds, greatest_odds));
  }
  return odds;
}

std::vector<std::uint8_t> fibrillating(std::span<const double> times, const FeatureTable& table,
                                       std::span<const float> s_probabilities) {
  std::vector<std::uint8_t> found(times.size(), 0), maybe_s(times.size(), 0);
  for (std::size_t beat = 0; beat < maybe_s.size(); ++beat)
    maybe_s[beat] = s_probabilities[beat] >= may_be_s ? 1 : 0;
  const std::vector<float>& p_wave = table.column("reliability_p_local");
  const std::vector<float>& qrs = table.column("reliability_qrs_local");
  // Without a beat of the main rhythm to compare, both reliabilities are 0, and that of the QRS forbids it.
  for (std::size_t beat = 0; beat < found.size(); ++beat)
    found[beat] = p_wave[beat] < repeats && qrs[beat] > clear_complex ? 1 : 0;
  // The odds cost: they are asked for only while a beat may still be one of fibrillation.
  const auto ask_odds = [&](std::span<const std::uint8_t> left_out) {
    if (std::ranges::find(found, 1) == found.end()) return;
    const std::vector<float> odds = fibrillation_odds(times, table, left_out);
    for (std::size_t beat = 0; beat < found.size(); ++beat)
      if (odds[beat] <= fibrillation_begin_odds) found[beat] = 0;
  };
  ask_odds({});
  ask_odds(maybe_s);
  return found;
}

}  // namespace rwave::whole
