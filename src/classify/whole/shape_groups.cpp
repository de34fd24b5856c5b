#include "classify/whole/shape_groups.h"

#include <algorithm>
#include <cmath>

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

// Dot product with a complex of mean 0: the beat's own mean does not matter to it.
float dot(const float* beat, const QrsComplex& complex) {
  float sum = 0;
  for (int i = 0; i < qrs_samples; ++i) sum += beat[i] * complex[static_cast<std::size_t>(i)];
  return sum;
}

float square_of(const float* beat) {
  float sum = 0, squares = 0;
  for (int i = 0; i < qrs_samples; ++i) {
    sum += beat[i];
    squares += beat[i] * beat[i];
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
    Match best;
    for (int shift = -most_shift; shift <= most_shift; ++shift) {
      float product = 0, own = 0, its = 0;
      for (int lead = 0; lead < windows_.leads; ++lead) {
        const auto l = static_cast<std::size_t>(lead);
        if (!windows_.is_recorded(beat, lead) || leader.square[l] == 0) continue;
        const float* complex = complex_of(beat, lead, shift);
        product += dot(complex, leader.mean[l]);
        own += square_of(complex);
        its += leader.square[l];
      }
      if (own <= 0 || its <= 0) continue;
      const float correlation = product / std::sqrt(own * its);
      if (correlation > best.correlation)
        best = {correlation, shift, own < greatest_ratio * its && its < greatest_ratio * own};
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
