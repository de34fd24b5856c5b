#include "classify/whole/pacing.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "classify/whole/lead_shape.h"

namespace rwave::whole {
namespace {

constexpr double spike_lag = 0.0028;  // s, one sample of mitdb: a spike is two or three of them wide
constexpr double apart = 0.011;       // s from a spike from where on the rest of the complex counts
constexpr float least_spike = 0.08F;  // mV of second difference; below it the converter's steps show
constexpr float floor = 0.02F;        // mV that the rest is taken to have: four steps of mitdb's converter
constexpr float spike = 3.5F;         // the ratio from which on a spike is there
constexpr float no_spike = 2;         // and below which there is none: conducted beats are near 1.7
constexpr std::size_t least_beats = 8;
// An ECG of 10 s has no eight beats of a shape that are seen whole.
constexpr std::size_t short_recording = 30, least_in_short = 4;  // beats

float greatest_of(std::span<const float> values, std::ptrdiff_t from, std::ptrdiff_t to) {
  const auto size = static_cast<std::ptrdiff_t>(values.size());
  float greatest = 0;
  for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(from, 0); i < std::min(to, size); ++i)
    greatest = std::max(greatest, values[static_cast<std::size_t>(i)]);
  return greatest;
}

// Spikes of one group's beats: how many beats there are, how many have one in a labelled lead, and in each of
// all leads, the labelled ones first.
struct GroupSpikes {
  std::size_t beats = 0, labelled = 0;
  std::vector<std::size_t> by_lead;
};

float ratio_of(const BeatWindows& windows, std::size_t beat, std::size_t lead) {
  const auto leads = static_cast<std::size_t>(windows.leads),
             more = static_cast<std::size_t>(windows.spike_leads);
  return lead < leads ? windows.spikes[beat * leads + lead]
                      : windows.other_spikes[beat * more + lead - leads];
}

std::vector<GroupSpikes> count_spikes(const BeatWindows& windows, const ShapeGroups& groups) {
  const auto labelled = static_cast<std::size_t>(windows.leads);
  const std::size_t leads = labelled + static_cast<std::size_t>(windows.spike_leads);
  std::vector<GroupSpikes> counts(static_cast<std::size_t>(groups.count),
                                  {0, 0, std::vector<std::size_t>(leads, 0)});
  for (std::size_t beat = 0; beat < windows.beats(); ++beat) {
    if (groups.group[beat] < 0) continue;
    GroupSpikes& group = counts[static_cast<std::size_t>(groups.group[beat])];
    ++group.beats;
    bool seen = false;
    for (std::size_t lead = 0; lead < leads; ++lead) {
      if (ratio_of(windows, beat, lead) < spike) continue;
      ++group.by_lead[lead];
      seen = seen || lead < labelled;
    }
    group.labelled += seen ? 1 : 0;
  }
  return counts;
}

}  // namespace

float complex_width(const BeatWindows& windows, const ShapeGroups& groups, int group) {
  float width = 0, leads = 0;
  for (int lead = 0; lead < windows.leads; ++lead) {
    // Longer than an aligned beat: measures look a few samples past it.
    std::array<float, window_samples> sum{};
    bool seen = false;
    for (std::size_t beat = 0; beat < windows.beats(); ++beat) {
      if (groups.group[beat] != group || !windows.is_recorded(beat, lead)) continue;
      const float* from = aligned(windows, groups, beat, lead);
      for (std::size_t i = 0; i < aligned_samples; ++i) sum[i] += from[i];
      seen = true;
    }
    if (!seen) continue;
    width += spread(sum.data());
    ++leads;
  }
  return leads > 0 ? width / leads : 0;
}

float spike_ratio(std::span<const float> samples, double rate) {
  const auto lag = static_cast<std::size_t>(std::max(1.0, std::round(spike_lag * rate)));
  if (samples.size() < 4 * lag) return 0;
  std::vector<float> bends(samples.size() - 2 * lag);
  for (std::size_t i = 0; i < bends.size(); ++i) {
    bends[i] = std::abs(2 * samples[i + lag] - samples[i] - samples[i + 2 * lag]);
    // Next to a gap nothing sharp can be told from the gap's own edge.
    if (!std::isfinite(bends[i])) return 0;
  }
  const auto sharpest = std::ranges::max_element(bends);
  if (*sharpest < least_spike) return 0;
  // The ratio to the rest of the same span makes it independent of gain, of the patient's amplitude
  // and, in part, of noise: in noise the rest is sharp as well.
  const auto place = sharpest - bends.begin(), reach = static_cast<std::ptrdiff_t>(std::ceil(apart * rate));
  const float rest = std::max(greatest_of(bends, 0, place - reach),
                              greatest_of(bends, place + reach, static_cast<std::ptrdiff_t>(bends.size())));
  return *sharpest / std::max(rest, floor);
}

std::vector<float> paced_beats(const BeatWindows& windows, const ShapeGroups& groups) {
  std::vector<float> paced(windows.beats(), 0);
  const std::vector<GroupSpikes> counts = count_spikes(windows, groups);
  const std::size_t least = windows.beats() < short_recording ? least_in_short : least_beats;
  std::vector<std::uint8_t> is_paced(counts.size(), 0);
  std::vector<std::uint8_t> shows(static_cast<std::size_t>(windows.leads + windows.spike_leads), 0);
  // By group and not by beat: a converter's slip gives one beat a spike, a pacemaker gives it to
  // nearly all of a shape.
  for (std::size_t group = 0; group < counts.size(); ++group) {
    const GroupSpikes& of = counts[group];
    const auto clear = [&of](std::size_t with) { return 5 * with >= 3 * of.beats; };
    const auto leads = static_cast<std::size_t>(std::ranges::count_if(of.by_lead, clear));
    const bool several = of.beats >= least && leads >= std::max<std::size_t>(2, (of.by_lead.size() + 1) / 2);
    if (!several && (of.beats < least_beats || 2 * of.labelled < of.beats)) continue;
    if (complex_width(windows, groups, static_cast<int>(group)) < wide_complex) continue;
    is_paced[group] = 1;
    for (std::size_t lead = 0; lead < shows.size(); ++lead)
      if (static_cast<int>(lead) < windows.leads || (several && clear(of.by_lead[lead]))) shows[lead] = 1;
  }
  if (std::ranges::count(is_paced, 1) == 0) return paced;
  for (std::size_t beat = 0; beat < windows.beats(); ++beat) {
    if (groups.group[beat] < 0) continue;
    const auto group = static_cast<std::size_t>(groups.group[beat]);
    float ratio = 0;
    for (std::size_t lead = 0; lead < shows.size(); ++lead)
      if (shows[lead] != 0) ratio = std::max(ratio, ratio_of(windows, beat, lead));
    // Within a paced group a weak spike is enough, outside of one a clear one is needed: a
    // pacemaker's single beats have other shapes.
    if (ratio < (is_paced[group] != 0 ? no_spike : spike)) continue;
    const auto& [beats, labelled, by_lead] = counts[group];
    std::size_t with = labelled;
    for (std::size_t lead = 0; lead < shows.size(); ++lead)
      if (shows[lead] != 0) with = std::max(with, by_lead[lead]);
    paced[beat] = static_cast<float>(with) / static_cast<float>(beats);
  }
  return paced;
}

std::vector<std::uint8_t> conducted_between_paced(const BeatWindows& windows, const ShapeGroups& groups,
                                                  std::span<const float> paced) {
  std::vector<std::uint8_t> conducted(windows.beats(), 0);
  if (std::ranges::all_of(paced, [](float share) { return share <= 0; })) return conducted;
  std::vector<std::uint8_t> narrow(static_cast<std::size_t>(groups.count));
  for (std::size_t group = 0; group < narrow.size(); ++group) {
    // Conducted beats recur. A few of one shape may be ventricular and narrow, as three of 102 are.
    if (std::ranges::count(groups.group, static_cast<int>(group)) < static_cast<std::ptrdiff_t>(least_beats))
      continue;
    const float width = complex_width(windows, groups, static_cast<int>(group));
    narrow[group] = width > 0 && width < wide_complex ? 1 : 0;
  }
  for (std::size_t beat = 0; beat < conducted.size(); ++beat)
    if (groups.group[beat] >= 0 && paced[beat] <= 0)
      conducted[beat] = narrow[static_cast<std::size_t>(groups.group[beat])];
  return conducted;
}

}  // namespace rwave::whole
