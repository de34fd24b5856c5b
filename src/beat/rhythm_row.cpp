#include "beat/rhythm_row.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/median.h"

namespace rwave {
namespace {

constexpr std::size_t shape_beats = 15, height_beats = 32;
constexpr float least_height = 1e-6F;  // of a flat lead, in whatever unit
constexpr float limit = 8;             // of a value, in amplitudes: an artefact says no more by being higher
constexpr float timing_scale = 5;
// Of correlation, a sample: a complex that resembles the usual one nowhere stays where it is.
constexpr float cost_of_moving = 0.03F;
// Of the departures of the QRS complex: to about the spread of the timings.
constexpr std::array<float, RhythmRows::shape_features> shape_scale = {5, 10};

// Of a window: the QRS complex, and a wider part whose height is the beat's.
using Part = std::span<const float>;
Part qrs(const RhythmWindow& window) {
  return Part(window).subspan(25, 25);
}
Part beat_part(const RhythmWindow& window) {
  return Part(window).subspan(20, 35);
}

float mean(Part values) {
  float sum = 0;
  for (const float value : values) sum += value;
  return sum / static_cast<float>(values.size());
}

float height_of(Part values) {
  const auto [low, high] = std::ranges::minmax(values);
  return high - low;
}

float correlation(Part a, Part b) {
  const float mean_a = mean(a), mean_b = mean(b);
  float ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const float x = a[i] - mean_a, y = b[i] - mean_b;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

std::array<float, RhythmRows::shape_features> departures(const RhythmWindow& window,
                                                         const RhythmWindow& usual, float amplitude) {
  const Part own = qrs(window), other = qrs(usual);
  float difference = 0;
  for (std::size_t i = 0; i < own.size(); ++i) difference += std::abs(own[i] - other[i]);
  return {correlation(own, other), difference / static_cast<float>(own.size()) / amplitude};
}

float limited(float value) {
  return std::clamp(value, -limit, limit);
}

}  // namespace

void RhythmRows::append(const RhythmBeat& beat, std::vector<float>& values) {
  const auto timing = intervals_.features_of(beat.rr, beat.next);
  intervals_.add(beat.rr);
  if (!beat.whole) return;
  windows_.push_back(aligned(beat.stretch));
  if (windows_.size() > shape_beats) windows_.pop_front();
  const RhythmWindow& window = windows_.back();
  heights_.push_back(height_of(beat_part(window)));
  if (heights_.size() > height_beats) heights_.pop_front();
  const float over = amplitude();
  renew_usual_beat();
  for (std::size_t k = 0; k < usual_.size(); ++k) values.push_back(limited((window[k] - usual_[k]) / over));
  const std::size_t end = values.size() + rhythm_width;
  for (const float feature : timing) values.push_back(timing_scale * feature);
  const auto shape = departures(window, usual_, over);
  for (std::size_t i = 0; i < shape.size(); ++i) values.push_back(limited(shape_scale[i] * shape[i]));
  values.resize(end, 0.F);
}

RhythmWindow RhythmRows::aligned(const RhythmStretch& stretch) const {
  RhythmWindow best{}, moved{};
  std::copy_n(stretch.begin() + rhythm_slack, best.size(), best.begin());
  if (windows_.empty()) return best;
  float best_score = correlation(qrs(best), qrs(usual_));
  for (int by = -rhythm_slack; by <= rhythm_slack; ++by) {
    std::copy_n(stretch.begin() + rhythm_slack + by, moved.size(), moved.begin());
    const float score =
        correlation(qrs(moved), qrs(usual_)) - cost_of_moving * static_cast<float>(std::abs(by));
    if (score <= best_score) continue;
    best_score = score;
    best = moved;
  }
  return best;
}

float RhythmRows::amplitude() {
  scratch_.assign(heights_.begin(), heights_.end());
  return std::max(median(scratch_), least_height);
}

void RhythmRows::renew_usual_beat() {
  for (std::size_t k = 0; k < usual_.size(); ++k) {
    scratch_.clear();
    for (const RhythmWindow& window : windows_) scratch_.push_back(window[k]);
    usual_[k] = median(scratch_);
  }
}

}  // namespace rwave
