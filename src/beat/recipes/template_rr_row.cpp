#include "beat/recipes/template_rr_row.h"

#include <algorithm>
#include <cmath>

#include "beat/window_features.h"
#include "math/median.h"

namespace rwave {
namespace {

constexpr std::size_t shape_beats = 15, height_beats = 32, least_on_time = 5;
// Of a flat lead, in whatever unit.
constexpr float least_height = 1e-6F;
// Of a value, in amplitudes: an artefact says no more by being higher.
constexpr float limit = 8;
constexpr float timing_scale = 5;
// Of correlation, per sample: a complex that resembles the template nowhere stays where it is.
constexpr float cost_of_moving = 0.03F;
// Of the features of shape: to about the spread of the timings.
constexpr std::array<float, TemplateRrRows::shape_features> shape_scale = {5, 10, 3, 20, 3, 10};

// Of a window: the QRS complex, a wider part whose height is the beat's, and the place of the P wave.
WindowPart qrs(const TemplateRrWindow& window) {
  return WindowPart(window).subspan(25, 25);
}
WindowPart beat_part(const TemplateRrWindow& window) {
  return WindowPart(window).subspan(20, 35);
}
WindowPart p_wave(const TemplateRrWindow& window) {
  return WindowPart(window).subspan(10, 18);
}

float limited(float value) {
  return std::clamp(value, -limit, limit);
}

template <class Value>
void keep_last(std::deque<Value>& values, std::size_t count) {
  if (values.size() > count) values.pop_front();
}

}  // namespace

void TemplateRrRows::Kind::add(const TemplateRrWindow& window) {
  windows.push_back(window);
  keep_last(windows, shape_beats);
  heights.push_back(height_of(beat_part(window)));
  keep_last(heights, height_beats);
}

const TemplateRrRows::Kind& TemplateRrRows::template_kind() const {
  return on_time_.windows.size() >= least_on_time ? on_time_ : all_;
}

void TemplateRrRows::append(const TemplateRrBeat& beat, std::vector<float>& values) {
  const auto timing = intervals_.features_of(beat.rr, beat.next);
  const bool on_time = intervals_.on_time(beat.rr);
  intervals_.add(beat.rr);
  if (!beat.valid) return;
  const TemplateRrWindow window = aligned(beat.segment);
  all_.add(window);
  if (on_time) on_time_.add(window);
  const float over = amplitude();
  update_template();
  for (std::size_t k = 0; k < template_.size(); ++k)
    values.push_back(limited((window[k] - template_[k]) / over));
  const std::size_t end = values.size() + template_rr_width;
  for (const float feature : timing) values.push_back(timing_scale * feature);
  const auto shape = shape_of(window, over);
  for (std::size_t i = 0; i < shape.size(); ++i) values.push_back(limited(shape_scale[i] * shape[i]));
  values.resize(end, 0.F);
}

TemplateRrWindow TemplateRrRows::aligned(const TemplateRrSegment& segment) const {
  TemplateRrWindow best{}, moved{};
  std::copy_n(segment.begin() + template_rr_slack, best.size(), best.begin());
  if (all_.windows.empty()) return best;
  float best_score = correlation(qrs(best), qrs(template_));
  for (int by = -template_rr_slack; by <= template_rr_slack; ++by) {
    std::copy_n(segment.begin() + template_rr_slack + by, moved.size(), moved.begin());
    const float score =
        correlation(qrs(moved), qrs(template_)) - cost_of_moving * static_cast<float>(std::abs(by));
    if (score <= best_score) continue;
    best_score = score;
    best = moved;
  }
  return best;
}

// The patient's own scale: gains differ between recordings by more than beats do.
float TemplateRrRows::amplitude() {
  const auto& heights = template_kind().heights;
  scratch_.assign(heights.begin(), heights.end());
  return std::max(median(scratch_), least_height);
}

// The median of each sample, of all of them at once: neighbours exchange what is out of order until the
// windows are sorted at every sample, which the compiler does for many samples in one instruction. A median a
// sample took two fifths of all that labelling a recording costs.
void TemplateRrRows::update_template() {
  const auto& windows = template_kind().windows;
  sorted_.assign(windows.begin(), windows.end());
  const std::size_t count = sorted_.size();
  for (std::size_t round = 0; round < count; ++round) {
    for (std::size_t i = round % 2; i + 1 < count; i += 2) {
      TemplateRrWindow &low = sorted_[i], &high = sorted_[i + 1];
      for (std::size_t k = 0; k < low.size(); ++k) {
        const float least = std::min(low[k], high[k]);
        high[k] = std::max(low[k], high[k]);
        low[k] = least;
      }
    }
  }
  template_.fill(0);
  if (count == 0) return;
  const TemplateRrWindow &below = sorted_[(count - 1) / 2], &above = sorted_[count / 2];
  for (std::size_t k = 0; k < template_.size(); ++k)
    template_[k] = count % 2 == 1 ? above[k] : (above[k] + below[k]) / 2;
}

// Correlations do not change with gain or polarity, so they hold for a lead that was never trained on.
std::array<float, TemplateRrRows::shape_features> TemplateRrRows::shape_of(const TemplateRrWindow& window,
                                                                           float amplitude) {
  scratch_.clear();
  for (const TemplateRrWindow& other : template_kind().windows)
    scratch_.push_back(correlation(p_wave(other), p_wave(template_)));
  return {correlation(qrs(window), qrs(template_)),
          mean_difference(qrs(window), qrs(template_)) / amplitude,
          correlation(p_wave(window), p_wave(template_)),
          mean_difference(p_wave(window), p_wave(template_)) / amplitude,
          median(scratch_),
          height_of(p_wave(template_)) / amplitude};
}

}  // namespace rwave
