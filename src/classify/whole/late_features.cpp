#include "classify/whole/late_features.h"

#include <algorithm>

#include "classify/whole/lead_shape.h"

namespace rwave::whole {
namespace {

constexpr float late = 0.12F;        // ln of the interval's ratio to the median of 40
constexpr std::size_t fewest = 6;    // late beats of a part: fewer tell nothing
constexpr float far_away = 300;      // beats: a late beat further off is of another time

}  // namespace

void add_late(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals,
              const MainRhythm& main, FeatureTable& table) {
  const std::size_t beats = windows.beats();
  MainRhythm late_rhythm = main;
  late_rhythm.beats.clear();
  for (std::size_t beat = 0; beat < beats; ++beat)
    if (groups.group[beat] >= 0 && main.is_main_group[static_cast<std::size_t>(groups.group[beat])] != 0 &&
        intervals.prematurity[beat] > late)
      late_rhythm.beats.push_back(beat);

  std::vector<float> correlations(beats, 0), distances(beats, 0), heights(beats, 0), shares(beats, 0);
  Aligned local;
  for (std::size_t beat = 0; beat < beats && late_rhythm.beats.size() >= fewest; ++beat) {
    const auto place = std::ranges::lower_bound(late_rhythm.beats, beat);
    const auto within = [&](auto at) {
      return at != late_rhythm.beats.end() &&
             std::abs(static_cast<float>(*at) - static_cast<float>(beat)) < far_away;
    };
    if (!within(place) && !(place != late_rhythm.beats.begin() && within(place - 1))) continue;
    const auto from = std::ranges::lower_bound(late_rhythm.beats, beat > 50 ? beat - 50 : 0);
    const auto to = std::ranges::lower_bound(late_rhythm.beats, beat + 51);
    shares[beat] = static_cast<float>(to - from) / 100;
    float leads = 0;
    for (int lead = 0; lead < windows.leads; ++lead) {
      if (!windows.is_recorded(beat, lead) || !local_template(windows, groups, late_rhythm, beat, lead, local)) continue;
      const auto of_lead = measure(aligned(windows, groups, beat, lead), local, local, 0);
      const auto add = [&](std::vector<float>& mean, Measure which) {
        mean[beat] += (of_lead[static_cast<std::size_t>(which)] - mean[beat]) / (leads + 1);
      };
      add(correlations, Measure::p_shifted);
      add(distances, Measure::p_distance);
      add(heights, Measure::p_height);
      ++leads;
    }
  }
  table.add("late_p_shifted", beats) = correlations;
  table.add("late_p_distance", beats) = distances;
  table.add("late_p_height", beats) = heights;
  table.add("late_share_around", beats) = shares;
}

}  // namespace rwave::whole
