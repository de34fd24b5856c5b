#include "beat/recipes/template_rr_row.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "beat/recipes/middle_window.h"
#include "beat/recipes/template_rr_shape.h"
#include "math/median.h"

namespace rwave {
namespace {

using namespace template_rr;

// As template_rr::aligned() where there is a template: the eleven places are compared with it at once.
TemplateRrWindow aligned_at_once(const TemplateRrSegment& segment, const TemplateRrWindow& shape) {
  constexpr std::size_t places = 2 * template_rr_slack + 1;
  std::array<float, 16> likeness;
  const float* complex = segment.data() + (qrs(shape).data() - shape.data());
  sixteen_correlations(complex, 1, qrs(shape), likeness.data());
  std::size_t best = template_rr_slack;
  float best_score = likeness[best];
  for (std::size_t place = 0; place < places; ++place) {
    const int by = static_cast<int>(place) - template_rr_slack;
    const float score = likeness[place] - cost_of_moving * static_cast<float>(std::abs(by));
    if (score <= best_score) continue;
    best_score = score;
    best = place;
  }
  TemplateRrWindow moved;
  std::copy_n(segment.begin() + best, moved.size(), moved.begin());
  return moved;
}

}  // namespace

void TemplateRrRows::Kind::add(const TemplateRrWindow& window) {
  std::ranges::copy(window, windows[next].begin());
  const WindowPart p = p_wave(window);
  for (std::size_t i = 0; i < p.size(); ++i) p_waves[places * i + next] = p[i];
  next = (next + 1) % shape_beats;
  count = std::min(count + 1, shape_beats);
  const float height = height_of(beat_part(window));
  // Samples beyond what a float's squares hold leave heights that are no numbers, which have no order.
  heights.push_back(std::isfinite(height) ? height : 0);
  if (heights.size() > height_beats) {
    ranked_heights.replace(heights.front(), heights.back());
    heights.pop_front();
  } else {
    ranked_heights.add(heights.back());
  }
}

const TemplateRrRows::Kind& TemplateRrRows::template_kind() const {
  return on_time_.count >= least_on_time ? on_time_ : all_;
}

void TemplateRrRows::append(const TemplateRrBeat& beat, std::vector<float>& values) {
  const auto timing = intervals_.features_of(beat.rr, beat.next);
  const bool on_time = intervals_.on_time(beat.rr);
  intervals_.add(beat.rr);
  if (!beat.valid) return;
  const TemplateRrWindow window =
      all_.count > 0 ? aligned_at_once(beat.segment, template_) : aligned(beat.segment, template_, false);
  all_.add(window);
  if (on_time) on_time_.add(window);
  const float over = amplitude();
  update_template();
  const std::size_t begin = values.size();
  values.resize(begin + template_rr_channels * template_rr_width, 0.F);
  float* row = values.data() + begin;
  for (std::size_t k = 0; k < template_.size(); ++k) *row++ = limited((window[k] - template_[k]) / over);
  for (const float feature : timing) *row++ = timing_scale * feature;
  std::ranges::copy(shape_of(window, over), row);
}

// The patient's own scale: gains differ between recordings by more than beats do.
float TemplateRrRows::amplitude() const {
  return std::max(template_kind().ranked_heights.median(), least_height);
}

void TemplateRrRows::update_template() {
  const Kind& kind = template_kind();
  std::array<const float*, shape_beats> windows;
  for (std::size_t i = 0; i < kind.count; ++i) windows[i] = kind.windows[i].data();
  Kind::Window middle;
  middle_window(std::span(windows).first(kind.count), template_.size(), middle.data());
  std::copy_n(middle.begin(), template_.size(), template_.begin());
}

std::array<float, TemplateRrRows::shape_features> TemplateRrRows::shape_of(const TemplateRrWindow& window,
                                                                           float amplitude) {
  const Kind& kind = template_kind();
  scratch_.resize(Kind::places);
  sixteen_correlations(kind.p_waves.data(), Kind::places, p_wave(template_), scratch_.data());
  scratch_.resize(kind.count);
  return template_rr::shape_of(window, template_, median(scratch_), amplitude);
}

}  // namespace rwave
