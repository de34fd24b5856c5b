#include "classify/whole/fusion_features.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "classify/whole/lead_shape.h"
#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr std::size_t most_groups = 4, fewest_beats = 3;
constexpr float early = -0.08F;  // ln of the interval's ratio to the median of 40, median of the group
constexpr int samples = qrs_last - qrs_first;

// The QRS complexes of all leads one after the other, each over its lead's amplitude and less its mean; zeros
// where a lead is not seen.
using Vector = std::array<float, static_cast<std::size_t>(most_leads * samples)>;

void put(const float* window, int lead, float amplitude, Vector& out) {
  if (amplitude <= 0) return;
  float mean = 0;
  for (int i = qrs_first; i < qrs_last; ++i) mean += window[i] / samples;
  for (int i = 0; i < samples; ++i)
    out[static_cast<std::size_t>(lead * samples + i)] = (window[qrs_first + i] - mean) / amplitude;
}

float dot(const Vector& x, const Vector& y, int leads) {
  float sum = 0;
  for (int i = 0; i < leads * samples; ++i) sum += x[static_cast<std::size_t>(i)] * y[static_cast<std::size_t>(i)];
  return sum;
}

struct Ectopic {
  int group = 0;
  Vector mean{};
};

std::vector<Ectopic> ectopic_groups(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals,
                                    const MainRhythm& main) {
  std::vector<std::vector<std::size_t>> members(static_cast<std::size_t>(groups.count));
  for (std::size_t beat = 0; beat < windows.beats(); ++beat)
    if (groups.group[beat] >= 0) members[static_cast<std::size_t>(groups.group[beat])].push_back(beat);
  std::vector<Ectopic> found;
  for (int g = 0; g < groups.count; ++g) {
    const auto& beats = members[static_cast<std::size_t>(g)];
    if (main.is_main_group[static_cast<std::size_t>(g)] != 0 || beats.size() < fewest_beats) continue;
    std::vector<float> when;
    for (const std::size_t beat : beats) when.push_back(intervals.prematurity[beat]);
    if (median(when) > early) continue;
    Ectopic ectopic{g, {}};
    for (const std::size_t beat : beats) {
      Vector own{};
      for (int lead = 0; lead < windows.leads; ++lead)
        put(aligned(windows, groups, beat, lead), lead, main.amplitude[static_cast<std::size_t>(lead)], own);
      for (std::size_t i = 0; i < own.size(); ++i) ectopic.mean[i] += own[i] / static_cast<float>(beats.size());
    }
    found.push_back(ectopic);
  }
  std::ranges::stable_sort(found, std::greater{}, [&](const Ectopic& e) { return members[static_cast<std::size_t>(e.group)].size(); });
  if (found.size() > most_groups) found.resize(most_groups);
  return found;
}

}  // namespace

void add_fusion(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals,
                const MainRhythm& main, FeatureTable& table) {
  const std::size_t beats = windows.beats();
  const std::vector<Ectopic> ectopic = ectopic_groups(windows, groups, intervals, main);
  Vector normal{};
  for (int lead = 0; lead < windows.leads; ++lead)
    put(main.mean[static_cast<std::size_t>(lead)].data(), lead, main.amplitude[static_cast<std::size_t>(lead)], normal);
  std::vector<float> own_part(beats, 0), its_part(beats, 0), left(beats, 1), gain(beats, 0), nearest(beats, 0);
  const float nn = dot(normal, normal, windows.leads);
  for (std::size_t beat = 0; beat < beats && nn > 0; ++beat) {
    Vector x{};
    for (int lead = 0; lead < windows.leads; ++lead)
      if (windows.is_recorded(beat, lead))
        put(aligned(windows, groups, beat, lead), lead, main.amplitude[static_cast<std::size_t>(lead)], x);
    const float xx = dot(x, x, windows.leads), xn = dot(x, normal, windows.leads);
    if (xx <= 0) continue;
    const float without = 1 - xn * xn / (xx * nn);  // left by the main rhythm alone
    float best = std::numeric_limits<float>::max();
    for (const Ectopic& e : ectopic) {
      if (e.group == groups.group[beat]) continue;
      const float vv = dot(e.mean, e.mean, windows.leads), xv = dot(x, e.mean, windows.leads), nv = dot(normal, e.mean, windows.leads);
      const float determinant = nn * vv - nv * nv;
      if (vv <= 0 || determinant < 0.02F * nn * vv) continue;  // too alike to tell apart
      const float a = (xn * vv - xv * nv) / determinant, b = (xv * nn - xn * nv) / determinant;
      const float rest = 1 - (a * xn + b * xv) / xx;
      if (rest >= best) continue;
      best = rest;
      const float alone = std::min(without, 1 - xv * xv / (xx * vv));
      own_part[beat] = std::clamp(a, -3.F, 3.F);
      its_part[beat] = std::clamp(b, -3.F, 3.F);
      left[beat] = std::clamp(rest, 0.F, 1.F);
      gain[beat] = std::clamp(alone - rest, 0.F, 1.F);
      nearest[beat] = xv / std::sqrt(xx * vv);
    }
  }
  table.add("fusion_own_part", beats) = own_part;
  table.add("fusion_ectopic_part", beats) = its_part;
  table.add("fusion_left", beats) = left;
  table.add("fusion_gain", beats) = gain;
  table.add("nearest_ectopic", beats) = nearest;
}

}  // namespace rwave::whole
