#include "classify/whole/p_windows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr int tail_from = qrs_last;        // from there on a window is T wave and what follows
constexpr std::size_t fewest_t_waves = 5;  // beats whose mean shows a T wave

std::vector<std::size_t> all_beats(std::size_t number) {
  std::vector<std::size_t> all(number);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

}  // namespace

PartMeasures::PartMeasures(const BeatWindows& windows, const ShapeGroups& groups)
    : PartMeasures(windows, groups, Intervals(windows.times), all_beats(windows.beats())) {}

void PWindows::Mean::add(int lead, const float* values) {
  const auto l = static_cast<std::size_t>(lead);
  for (std::size_t i = 0; i < of_lead[l].size(); ++i) of_lead[l][i] += values[i];
  ++number[l];
}

void PWindows::Mean::divide() {
  for (std::size_t l = 0; l < most_leads; ++l)
    if (number[l] > 0)
      for (float& value : of_lead[l]) value /= number[l];
}

// What follows a complex, by group, of beats whose next beat comes latest: its P wave is furthest out.
PWindows::PWindows(const FeatureInputs& in) : in_(in), tails_(static_cast<std::size_t>(in.groups.count)) {
  std::vector<std::vector<double>> after(tails_.size());
  for (std::size_t beat = 0; beat < in_.windows.beats(); ++beat)
    if (in_.groups.group[beat] >= 0 && next(beat) > 0) after[group_of(beat)].push_back(next(beat));
  std::vector<double> median_after;
  for (auto& values : after) median_after.push_back(median(values));
  for (std::size_t beat = 0; beat < in_.windows.beats(); ++beat) {
    // Of the beats of a group only the later half: behind the others the next beat's P wave lies
    // within the window and would be subtracted with the T wave.
    if (in_.groups.group[beat] < 0 || next(beat) < median_after[group_of(beat)]) continue;
    for (int lead = 0; lead < in_.windows.leads; ++lead)
      if (in_.windows.is_recorded(beat, lead))
        tails_[group_of(beat)].add(lead, aligned(in_.windows, in_.groups, beat, lead));
  }
  for (Mean& tail : tails_) tail.divide();
}

PWindow PWindows::freed(std::size_t beat, int lead) const {
  PWindow out{};
  const float* from = aligned(in_.windows, in_.groups, beat, lead) + p_first - most_shift;
  std::copy_n(from, p_samples, out.begin());
  if (beat == 0 || in_.intervals.rr[beat] <= 0 || in_.groups.group[beat - 1] < 0) return out;
  const Mean& tail = tails_[group_of(beat - 1)];
  const auto l = static_cast<std::size_t>(lead);
  if (tail.number[l] < static_cast<float>(fewest_t_waves)) return out;
  const int apart = static_cast<int>(std::lround(in_.intervals.rr[beat] * window_rate)) +
                    in_.groups.shift[beat] - in_.groups.shift[beat - 1];
  for (int k = 0; k < p_samples; ++k) {
    const int place = p_first - most_shift + k + apart;  // in the window of the beat before
    if (place >= tail_from && place < aligned_samples)
      out[static_cast<std::size_t>(k)] -=
          // Less its last value, so that subtracting makes no step where the tail ends.
          tail.of_lead[l][static_cast<std::size_t>(place)] - tail.of_lead[l].back();
  }
  return out;
}

}  // namespace rwave::whole
