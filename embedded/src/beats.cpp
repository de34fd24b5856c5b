#include "beats.h"

#include <algorithm>
#include <cmath>

#include "beat/recipes/template_rr_cutter.h"
#include "beat/recipes/template_rr_shape.h"
#include "math/median.h"
#include "network.h"

namespace rwave::embedded {
namespace {

constexpr double cutoff = 40;  // Hz, as TemplateRrCutter's

// s after an R peak that its segment reaches.
constexpr double segment_end =
    (template_rr_width + template_rr_slack) / template_rr_rate - template_rr_before;
constexpr double segment_begin = template_rr_before + template_rr_slack / template_rr_rate;

}  // namespace

std::size_t BeatLabeller::scratch_floats(double rate) {
  return static_cast<std::size_t>(std::ceil((segment_begin + segment_end) * rate)) + 8;
}

BeatLabeller::BeatLabeller(Arena& arena, const rwave_embedded_config& config, const CountRing& counts,
                           float* scratch, bool make)
    : counts_(&counts),
      rate_(config.rate),
      unknown_below_(config.unknown_below),
      scratch_(scratch),
      intervals_(arena, config.rate),
      template_(arena) {
  if (make) low_pass_.design(rate_, cutoff);
}

// The next sample, which is `index`, filtered; NaN where it was not recorded.
float BeatLabeller::filter(LowPass& low_pass, std::int64_t index) const {
  const float value = (*counts_)[index];
  const auto filtered = static_cast<float>(low_pass.filter(static_cast<double>(value)));
  return std::isnan(value) ? value : filtered;
}

void BeatLabeller::filter_to(std::int64_t sample) {
  for (sample = std::min(sample, counts_->end()); filtered_ < sample; ++filtered_)
    filter(low_pass_, filtered_);
}

void BeatLabeller::follow(std::int64_t settled) {
  filter_to(settled - static_cast<std::int64_t>(std::ceil(segment_begin * rate_)) - 2);
}

// LeadBuffer::between over the samples first .. end - 1 in the scratch.
float BeatLabeller::between(double time, std::int64_t first, std::int64_t end) const {
  const auto at = [&](std::int64_t index) {
    return index >= first && index < end ? scratch_[index - first] : std::numeric_limits<float>::quiet_NaN();
  };
  const auto index = static_cast<std::int64_t>(std::floor(time));
  const auto t = static_cast<float>(time - static_cast<double>(index));
  if (t == 0) return at(index);
  const float a = at(index - 1), b = at(index), c = at(index + 1), d = at(index + 2);
  return b + 0.5F * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

// False where more than half was not recorded.
bool BeatLabeller::read_segment() {
  const std::int64_t first =
      std::max<std::int64_t>(beat_ - static_cast<std::int64_t>(std::ceil(segment_begin * rate_)) - 2, 0);
  const std::int64_t end =
      std::min(beat_ + static_cast<std::int64_t>(std::ceil(segment_end * rate_)) + 3, counts_->end());
  filter_to(first);  // no later beat needs what lies before
  LowPass low_pass = low_pass_;
  for (std::int64_t i = first; i < end; ++i) scratch_[i - first] = filter(low_pass, i);
  std::array<float, std::tuple_size_v<TemplateRrSegment>> known{};
  std::size_t count = 0;
  for (std::size_t k = 0; k < segment_.size(); ++k) {
    const double after_r =
        (static_cast<double>(k) - template_rr_slack) / template_rr_rate - template_rr_before;
    segment_[k] = between(static_cast<double>(beat_) + after_r * rate_, first, end);
    if (!std::isnan(segment_[k])) known[count++] = segment_[k];
  }
  if (2 * count < segment_.size()) return false;
  const float middle = median(std::span(known).first(count));
  for (float& value : segment_) value = std::isnan(value) ? 0.F : value - middle;
  return true;
}

void BeatLabeller::add_peak(std::int64_t sample) {
  if (waits_) label(static_cast<double>(sample - beat_) / rate_);
  waits_ = true;
  beat_ = sample;
  valid_ = read_segment();
}

void BeatLabeller::set_watermark(std::int64_t sample) {
  if (waits_ && sample >= beat_ + static_cast<std::int64_t>(template_rr_longest_wait * rate_))
    label(RrHistory::longest_next);
}

void BeatLabeller::finish() {
  if (waits_) label(RrHistory::longest_next);
}

// The beat that waits; `next`: s to the one after it.
void BeatLabeller::label(double next) {
  waits_ = false;
  const std::int64_t rr = last_beat_ < 0 ? 0 : beat_ - last_beat_;
  last_beat_ = beat_;
  const auto timing = intervals_.features_of(rr, next);
  const bool on_time = intervals_.on_time(rr);
  intervals_.add(rr);
  LabelledBeat beat{beat_, 'Q', 0};
  prior_.add_beat(static_cast<double>(beat_));
  if (valid_) {
    const Template::Row row = template_.add(segment_, on_time);
    std::array<float, row_features> features;
    for (std::size_t i = 0; i < timing.size(); ++i) features[i] = template_rr::timing_scale * timing[i];
    std::copy(row.shape.begin(), row.shape.end(), features.begin() + timing.size());
    auto answer = classify_row(row.window, features);
    prior_.adapt(answer);
    const auto best = std::max_element(answer.begin(), answer.end());
    beat.probability = *best;
    beat.label = *best < unknown_below_ ? 'Q' : network_labels[best - answer.begin()];
  } else if (unknown_below_ > 0) {
    beat.label = 'Q';
  }
  beats.push_back(beat);
}

}  // namespace rwave::embedded
