#include "classify/whole/templates.h"

#include <algorithm>
#include <span>

#include "classify/whole/lead_shape.h"
#include "math/eight.h"
#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr float early_for_template = -0.1F;  // ln of the interval's ratio to the median of 40
constexpr double main_share =
    0.25;  // of the largest group's beats in time: a bundle branch block that comes and goes
constexpr std::size_t each_side = 8;  // beats of a local template
constexpr double much_faster = 0.7;   // of another group's interval, and
constexpr float wider = 1.25F;        // ratio of spreads: a ventricular tachycardia next to the sinus rhythm
constexpr float other_group_correlation = 0.65F;  // correlation below which they have another shape
constexpr std::size_t sure = 8;                   // beats in time of a group that says so of another
constexpr std::size_t group_shape_beats = 200;    // beats whose mean shows a group's spread

// The median interval of each group's beats that are in time, and how far its mean complex spreads, mean over
// leads.
struct GroupRates {
  std::vector<double> interval;
  std::vector<float> spread;
  std::vector<std::array<std::array<float, window_samples>, most_leads>> sums;
  int leads;

  GroupRates(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals)
      : sums(static_cast<std::size_t>(groups.count)), leads(windows.leads) {
    const auto count = static_cast<std::size_t>(groups.count);
    std::vector<std::vector<double>> rr(count);
    std::vector<std::size_t> number(count, 0);
    for (std::size_t beat = 0; beat < windows.beats(); ++beat) {
      if (groups.group[beat] < 0) continue;
      const auto g = static_cast<std::size_t>(groups.group[beat]);
      if (intervals.rr[beat] > 0) rr[g].push_back(intervals.rr[beat]);
      // The mean of 200 beats is as smooth as any; adding up all 16,000 of a part would cost and
      // show nothing more.
      if (number[g]++ >= group_shape_beats) continue;
      for (int lead = 0; lead < windows.leads; ++lead) {
        const float* from = aligned(windows, groups, beat, lead);
        for (std::size_t i = 0; i < aligned_samples; ++i)
          sums[g][static_cast<std::size_t>(lead)][i] += from[i];
      }
    }
    for (std::size_t g = 0; g < count; ++g) {
      interval.push_back(rwave::median(rr[g]));
      float sum = 0;
      for (int lead = 0; lead < windows.leads; ++lead)
        sum += rwave::whole::spread(sums[g][static_cast<std::size_t>(lead)].data());
      spread.push_back(sum);
    }
  }

  // Whether group g is much faster and wider than h: no change of rate or conduction does both.
  bool is_tachycardia_of(std::size_t g, std::size_t h) const {
    return interval[g] > 0 && interval[g] < much_faster * interval[h] && spread[g] > wider * spread[h] &&
           likeness(g, h) < other_group_correlation;
  }

 private:
  // The correlation of their mean complexes, mean over the leads.
  float likeness(std::size_t g, std::size_t h) const {
    float sum = 0;
    for (std::size_t lead = 0; lead < static_cast<std::size_t>(leads); ++lead)
      sum += correlation(sums[g][lead].data(), sums[h][lead].data(), qrs_first, qrs_last);
    return sum / static_cast<float>(leads);
  }
};

}  // namespace

const float* aligned(const BeatWindows& windows, const ShapeGroups& groups, std::size_t beat, int lead) {
  return windows.window(beat, lead).data() + most_shift + groups.shift[beat];
}

MainRhythm::MainRhythm(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals) {
  std::vector<std::size_t> in_time(static_cast<std::size_t>(groups.count), 0);
  const auto counts = [&](std::size_t beat) {
    return groups.group[beat] >= 0 && intervals.prematurity[beat] > early_for_template;
  };
  for (std::size_t beat = 0; beat < windows.beats(); ++beat)
    if (counts(beat)) ++in_time[static_cast<std::size_t>(groups.group[beat])];
  const std::size_t largest = in_time.empty() ? 0 : *std::ranges::max_element(in_time);
  for (const std::size_t number : in_time)
    is_main_group.push_back(
        number > 0 && static_cast<double>(number) >= main_share * static_cast<double>(largest) ? 1 : 0);

  // The largest group is not always the patient's own rhythm: a ventricular tachycardia may fill
  // more than half of a recording. The slower, narrower rhythm next to it is then the reference,
  // with at least 8 beats of it to say so.
  const GroupRates rates(windows, groups, intervals);
  for (std::size_t g = 0; g < is_main_group.size(); ++g)
    for (std::size_t h = 0; h < in_time.size() && is_main_group[g] != 0; ++h)
      if (in_time[h] >= sure && rates.is_tachycardia_of(g, h)) {
        is_main_group[g] = 0;
        is_main_group[h] = 1;
      }

  std::array<std::size_t, most_leads> seen{};
  place.reserve(windows.beats());
  for (std::size_t beat = 0; beat < windows.beats(); ++beat) {
    place.push_back(beats.size());
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

namespace {

// The mean of these beats but `beat` itself, as far as they show the lead. False where none does.
RWAVE_EIGHT_WIDE
bool mean_of_beats(const BeatWindows& windows, const ShapeGroups& groups, std::span<const std::size_t> beats,
                   std::size_t beat, int lead, Aligned& out) {
  static_assert(aligned_samples % 8 == 0);
  std::array<Eight, aligned_samples / 8> sum{};
  int number = 0;
  for (const std::size_t other : beats) {
    if (other == beat || !windows.is_recorded(other, lead)) continue;
    const float* from = aligned(windows, groups, other, lead);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += eight_at(from + 8 * i).value;
    ++number;
  }
  if (number == 0) return false;
  for (std::size_t i = 0; i < sum.size(); ++i)
    eight_at(out.data() + 8 * i).value = sum[i] / static_cast<float>(number);
  return true;
}

}  // namespace

// Neighbours in time and not the whole recording: posture, breathing and a moved electrode change
// all complexes together, and only what differs from the beats around is the beat's own.
bool local_template(const BeatWindows& windows, const ShapeGroups& groups, const MainRhythm& main,
                    std::size_t beat, int lead, Aligned& out) {
  const std::size_t place = main.place[beat];
  const std::size_t first = place > each_side ? place - each_side : 0;
  const std::size_t last = std::min(main.beats.size(), place + each_side + 1);
  return mean_of_beats(windows, groups, std::span(main.beats).subspan(first, last - first), beat, lead, out);
}

}  // namespace rwave::whole
