#include "classify/whole/templates.h"

#include <algorithm>

namespace rwave::whole {
namespace {

constexpr float early = -0.1F;  // ln of the interval's ratio to the median of 40
constexpr double main_share =
    0.25;  // of the largest group's beats in time: a bundle branch block that comes and goes
constexpr std::size_t each_side = 8;  // beats of a local template

}  // namespace

const float* aligned(const BeatWindows& windows, const ShapeGroups& groups, std::size_t beat, int lead) {
  return windows.window(beat, lead).data() + most_shift + groups.shift[beat];
}

MainRhythm::MainRhythm(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals) {
  std::vector<std::size_t> in_time(static_cast<std::size_t>(groups.count), 0);
  const auto counts = [&](std::size_t beat) {
    return groups.group[beat] >= 0 && intervals.prematurity[beat] > early;
  };
  for (std::size_t beat = 0; beat < windows.beats(); ++beat)
    if (counts(beat)) ++in_time[static_cast<std::size_t>(groups.group[beat])];
  const std::size_t largest = in_time.empty() ? 0 : *std::ranges::max_element(in_time);
  for (const std::size_t number : in_time)
    is_main_group.push_back(
        number > 0 && static_cast<double>(number) >= main_share * static_cast<double>(largest) ? 1 : 0);

  std::array<std::size_t, most_leads> seen{};
  for (std::size_t beat = 0; beat < windows.beats(); ++beat) {
    if (!counts(beat) || is_main_group[static_cast<std::size_t>(groups.group[beat])] == 0) continue;
    beats.push_back(beat);
    for (int lead = 0; lead < windows.leads; ++lead) {
      if (!windows.is_recorded(beat, lead)) continue;
      const auto l = static_cast<std::size_t>(lead);
      const float* from = aligned(windows, groups, beat, lead);
      for (std::size_t i = 0; i < mean[l].size(); ++i) mean[l][i] += from[i];
      ++seen[l];
    }
  }
  for (std::size_t l = 0; l < most_leads; ++l) {
    if (seen[l] == 0) continue;
    for (float& value : mean[l]) value /= static_cast<float>(seen[l]);
    const auto [low, high] = std::minmax_element(mean[l].begin() + (qrs_from - most_shift),
                                                 mean[l].begin() + (qrs_to - most_shift));
    amplitude[l] = *high - *low;
  }
}

bool local_template(const BeatWindows& windows, const ShapeGroups& groups, const MainRhythm& main,
                    std::size_t beat, int lead, Aligned& out) {
  out.fill(0);
  const auto place =
      static_cast<std::size_t>(std::ranges::lower_bound(main.beats, beat) - main.beats.begin());
  const std::size_t first = place > each_side ? place - each_side : 0;
  const std::size_t last = std::min(main.beats.size(), place + each_side + 1);
  float number = 0;
  for (std::size_t k = first; k < last; ++k) {
    const std::size_t other = main.beats[k];
    if (other == beat || !windows.is_recorded(other, lead)) continue;
    const float* from = aligned(windows, groups, other, lead);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += from[i];
    ++number;
  }
  if (number == 0) return false;
  for (float& value : out) value /= number;
  return true;
}

}  // namespace rwave::whole
