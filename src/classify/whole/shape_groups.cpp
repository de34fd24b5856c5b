#include "classify/whole/shape_groups.h"

#include <algorithm>
#include <cmath>

#include "math/eight.h"

namespace rwave::whole {
namespace {

constexpr int qrs_samples = qrs_to - qrs_from;
// More kinds of complexes than any patient has: what comes after 48 groups is noise, of which each
// beat would found a group of its own.
constexpr std::size_t most_groups = 48;
constexpr float least_correlation = 0.90F;  // .88 to .92 do alike
constexpr float good_correlation = 0.96F;   // so alike that no other group is asked
constexpr float greatest_ratio = 4;         // of squared sizes
constexpr float memory = 60;                // beats that a mean is over, so that it follows the patient

using QrsComplex = std::array<float, qrs_samples>;

// A group's mean complex in each lead, less its own mean, and that complex's square.
struct Leader {
  std::array<QrsComplex, most_leads> mean{};
  std::array<float, most_leads> square{};
  float members = 0;
};

struct Match {
  float correlation = -2;
  int shift = 0;
  bool of_size = false;  // neither is twice as large as the other
};

constexpr int shifts = 2 * most_shift + 1;
// By shift, with room for two Eights: nine shifts and what lies behind them, which is not looked at.
using ByShift = std::array<float, 16>;

// Dot products of the beat at each shift with a complex of mean 0: the beat's own mean does not matter to it.
// `beat`: at the first shift. Each sum is added in order of time; shifts are what is computed at once.
RWAVE_EIGHT_WIDE
void add_dots(const float* beat, const QrsComplex& complex, ByShift& sums) {
  Eight low{}, high{};
  for (int i = 0; i < qrs_samples; ++i) {
    low += eight_at(beat + i).value * complex[static_cast<std::size_t>(i)];
    high += eight_at(beat + i + 8).value * complex[static_cast<std::size_t>(i)];
  }
  eight_at(sums.data()).value += low;
  eight_at(sums.data() + 8).value += high;
}

// The beat's squares about its mean at each shift.
RWAVE_EIGHT_WIDE
void squares_of(const float* beat, ByShift& squares) {
  for (std::size_t part = 0; part < 16; part += 8) {
    Eight sum{}, square{};
    for (int i = 0; i < qrs_samples; ++i) {
      const Eight value = eight_at(beat + part + i).value;
      sum += value;
      square += value * value;
    }
    eight_at(squares.data() + part).value = square - sum * sum / static_cast<float>(qrs_samples);
  }
}

float square_of(const float* complex) {
  float sum = 0, squares = 0;
  for (int i = 0; i < qrs_samples; ++i) {
    sum += complex[i];
    squares += complex[i] * complex[i];
  }
  return squares - sum * sum / qrs_samples;
}

class Clustering {
 public:
  explicit Clustering(const BeatWindows& windows) : windows_(windows) { leaders_.reserve(most_groups); }

  void assign(ShapeGroups& groups, bool found_new) {
    // One pass in order of time, each beat to the most similar leader. Clustering of all pairs
    // would grow with the square of 16,000 beats.
    for (std::size_t beat = 0; beat < windows_.beats(); ++beat) {
      int best = -1;
      Match match;
      for (int lead = 0; lead < windows_.leads; ++lead)
        squares_of(complex_of(beat, lead, -most_shift), squares_[static_cast<std::size_t>(lead)]);
      consider(beat, groups.group[beat], best, match);
      // The group of the beat before is asked first: most beats look like it, and then no other is
      // asked.
      consider(beat, last_, best, match);
      for (int g = 0; g < static_cast<int>(leaders_.size()) && match.correlation < good_correlation; ++g)
        consider(beat, g, best, match);
      if (!seen(beat)) continue;
      const bool joins = best >= 0 && match.correlation >= least_correlation && match.of_size;
      // With all groups taken a beat goes to the nearest one, but does not change its mean.
      if (!joins && found_new && leaders_.size() < most_groups) {
        best = static_cast<int>(leaders_.size());
        match.shift = 0;
        leaders_.emplace_back();
      }
      if (best < 0) continue;
      groups.group[beat] = best;
      groups.shift[beat] = match.shift;
      if (joins || leaders_[static_cast<std::size_t>(best)].members == 0) learn(beat, best, match.shift);
      last_ = best;
    }
    groups.count = static_cast<int>(leaders_.size());
  }

 private:
  bool seen(std::size_t beat) const {
    for (int lead = 0; lead < windows_.leads; ++lead)
      if (windows_.is_recorded(beat, lead)) return true;
    return false;
  }

  const float* complex_of(std::size_t beat, int lead, int shift) const {
    return windows_.window(beat, lead).data() + qrs_from + shift;
  }

  void consider(std::size_t beat, int group, int& best, Match& match) const {
    if (group < 0 || group == best) return;
    const Match found = match_of(beat, leaders_[static_cast<std::size_t>(group)]);
    // A group of another size is taken only where nothing else resembles the beat.
    const float worth = found.correlation - (found.of_size ? 0 : 0.5F);
    const float so_far = match.correlation - (match.of_size ? 0 : 0.5F);
    if (worth <= so_far) return;
    match = found;
    best = group;
  }

  // The best correlation over all shifts, of all leads that show both.
  // All leads are moved by the same shift, as one R peak is marked for all of them.
  Match match_of(std::size_t beat, const Leader& leader) const {
    ByShift product{}, own{};
    float its = 0;
    for (int lead = 0; lead < windows_.leads; ++lead) {
      const auto l = static_cast<std::size_t>(lead);
      if (!windows_.is_recorded(beat, lead) || leader.square[l] == 0) continue;
      add_dots(complex_of(beat, lead, -most_shift), leader.mean[l], product);
      for (std::size_t s = 0; s < shifts; ++s) own[s] += squares_[l][s];
      its += leader.square[l];
    }
    Match best;
    for (std::size_t s = 0; s < shifts; ++s) {
      if (own[s] <= 0 || its <= 0) continue;
      const float correlation = product[s] / std::sqrt(own[s] * its);
      if (correlation > best.correlation)
        best = {correlation, static_cast<int>(s) - most_shift,
                own[s] < greatest_ratio * its && its < greatest_ratio * own[s]};
    }
    return best;
  }

  // A running mean over 60 beats: the complex of a patient who turns over changes within a minute,
  // and a mean over all beats so far would no longer resemble the ones that come.
  void learn(std::size_t beat, int group, int shift) {
    Leader& leader = leaders_[static_cast<std::size_t>(group)];
    leader.members = std::min(leader.members + 1, memory);
    for (int lead = 0; lead < windows_.leads; ++lead) {
      if (!windows_.is_recorded(beat, lead)) continue;
      const auto l = static_cast<std::size_t>(lead);
      const float* complex = complex_of(beat, lead, shift);
      float mean = 0;
      for (int i = 0; i < qrs_samples; ++i) mean += complex[i] / qrs_samples;
      const float part = leader.square[l] == 0 ? 1 : 1 / leader.members;
      QrsComplex& into = leader.mean[l];
      for (int i = 0; i < qrs_samples; ++i) {
        float& value = into[static_cast<std::size_t>(i)];
        value += part * (complex[i] - mean - value);
      }
      leader.square[l] = square_of(into.data());
    }
  }

  const BeatWindows& windows_;
  std::vector<Leader> leaders_;
  // Squares of the beat that is assigned, by lead.
  std::array<ByShift, most_leads> squares_{};
  int last_ = -1;
};

}  // namespace

ShapeGroups group_by_shape(const BeatWindows& windows) {
  ShapeGroups groups;
  groups.group.assign(windows.beats(), -1);
  groups.shift.assign(windows.beats(), 0);
  Clustering clustering(windows);
  clustering.assign(groups, true);
  clustering.assign(groups, false);
  return groups;
}

}  // namespace rwave::whole
