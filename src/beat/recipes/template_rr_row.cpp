#include "beat/recipes/template_rr_row.h"

#include <algorithm>

#include "beat/recipes/template_rr_shape.h"
#include "math/eight.h"
#include "math/median.h"

namespace rwave {
namespace {

using namespace template_rr;

template <class Value>
void keep_last(std::deque<Value>& values, std::size_t count) {
  if (values.size() > count) values.pop_front();
}

// Exchanges values between windows until they are sorted at every sample.
RWAVE_EIGHT_WIDE
void sort_each_sample(std::vector<TemplateRrWindow>& windows) {
  const std::size_t count = windows.size();
  for (std::size_t run = 1; run < count; run *= 2) {
    for (std::size_t apart = run; apart > 0; apart /= 2) {
      for (std::size_t from = apart % run; from + apart < count; from += 2 * apart) {
        for (std::size_t i = from; i < from + apart && i + apart < count; ++i) {
          if (i / (2 * run) != (i + apart) / (2 * run)) continue;  // of two runs that are merged later
          float *low = windows[i].data(), *high = windows[i + apart].data();
          for (std::size_t k = 0; k < template_rr_width; ++k) {
            const float a = low[k], b = high[k];
            low[k] = b < a ? b : a;
            high[k] = a < b ? b : a;
          }
        }
      }
    }
  }
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
  const TemplateRrWindow window = aligned(beat.segment, template_, !all_.windows.empty());
  all_.add(window);
  if (on_time) on_time_.add(window);
  const float over = amplitude();
  update_template();
  for (std::size_t k = 0; k < template_.size(); ++k)
    values.push_back(limited((window[k] - template_[k]) / over));
  const std::size_t end = values.size() + template_rr_width;
  for (const float feature : timing) values.push_back(timing_scale * feature);
  for (const float feature : shape_of(window, over)) values.push_back(feature);
  values.resize(end, 0.F);
}

// The patient's own scale: gains differ between recordings by more than beats do.
float TemplateRrRows::amplitude() {
  const auto& heights = template_kind().heights;
  scratch_.assign(heights.begin(), heights.end());
  return std::max(median(scratch_), least_height);
}

// The median of each sample, of all of them at once: windows exchange what is out of order until they are
// sorted at every sample, which the compiler does for many samples in one instruction. A median a sample took
// two fifths of all that labelling a recording costs. The exchanges are those of Batcher's odd-even merge
// sort (1968).
void TemplateRrRows::update_template() {
  const auto& windows = template_kind().windows;
  sorted_.assign(windows.begin(), windows.end());
  const std::size_t count = sorted_.size();
  sort_each_sample(sorted_);
  template_.fill(0);
  if (count == 0) return;
  const TemplateRrWindow &below = sorted_[(count - 1) / 2], &above = sorted_[count / 2];
  for (std::size_t k = 0; k < template_.size(); ++k)
    template_[k] = count % 2 == 1 ? above[k] : (above[k] + below[k]) / 2;
}

std::array<float, TemplateRrRows::shape_features> TemplateRrRows::shape_of(const TemplateRrWindow& window,
                                                                           float amplitude) {
  scratch_.clear();
  for (const TemplateRrWindow& other : template_kind().windows)
    scratch_.push_back(correlation(p_wave(other), p_wave(template_)));
  return template_rr::shape_of(window, template_, median(scratch_), amplitude);
}

}  // namespace rwave
