#include "beats.h"

#include <algorithm>
#include <cmath>
#include <new>

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

// Of the scratch: where the filtered samples begin, behind the segment.
constexpr std::ptrdiff_t filtered_at = std::tuple_size_v<TemplateRrSegment>;

}  // namespace

// Intervals; or a segment, then its filtered samples; or a segment and a template; or the network.
std::size_t BeatLabeller::scratch_floats(double rate) {
  constexpr std::size_t segment = std::tuple_size_v<TemplateRrSegment>;
  const auto filtered = static_cast<std::size_t>(std::ceil((segment_begin + segment_end) * rate)) + 8;
  return std::max({sizeof(Intervals::Room) / sizeof(float), segment + filtered,
                   segment + std::tuple_size_v<TemplateRrWindow>, network_scratch_floats});
}

BeatLabeller::BeatLabeller(Arena& arena, const rwave_embedded_config& config, const CountRing& counts,
                           float* scratch)
    : counts_(&counts),
      rate_(config.rate),
      unknown_below_(config.unknown_below),
      scratch_(scratch),
      intervals_(arena, config.rate),
      template_(arena) {
  low_pass_.design(rate_, cutoff);
}

void BeatLabeller::count(Arena& arena, double rate) {
  Intervals(arena, rate);
  Template{arena};
}

// The next sample, which is `index`, filtered; NaN where it was not recorded.
float BeatLabeller::filter(LowPass& low_pass, std::int64_t index) const {
  const float value = (*counts_)[index];
  const auto filtered = static_cast<float>(low_pass.filter(static_cast<double>(value)));
  return std::isnan(value) ? value : filtered;
}

// Not beyond where the segment of the beat that waits begins.
void BeatLabeller::filter_to(std::int64_t sample) {
  if (waits_) sample = std::min(sample, first_of(beat_));
  for (sample = std::min(sample, counts_->end()); filtered_ < sample; ++filtered_)
    filter(low_pass_, filtered_);
}

void BeatLabeller::follow(std::int64_t settled) {
  filter_to(first_of(settled));
}

// The first sample of the segment of a beat at `sample`; below 0 where the recording begins after it.
std::int64_t BeatLabeller::first_of(std::int64_t sample) const {
  return sample - static_cast<std::int64_t>(std::ceil(segment_begin * rate_)) - 2;
}

// LeadBuffer::between over the samples first .. end - 1, which lie behind the segment in the scratch.
float BeatLabeller::between(double time, std::int64_t first, std::int64_t end) const {
  const auto at = [&](std::int64_t index) {
    return index >= first && index < end ? scratch_[filtered_at + (index - first)]
                                         : std::numeric_limits<float>::quiet_NaN();
  };
  const auto index = static_cast<std::int64_t>(std::floor(time));
  const auto t = static_cast<float>(time - static_cast<double>(index));
  if (t == 0) return at(index);
  const float a = at(index - 1), b = at(index), c = at(index + 1), d = at(index + 2);
  return b + 0.5F * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

// False where more than half was not recorded.
bool BeatLabeller::read_segment(TemplateRrSegment& segment) {
  const std::int64_t first = std::max<std::int64_t>(first_of(beat_), 0);
  const std::int64_t end =
      std::min(beat_ + static_cast<std::int64_t>(std::ceil(segment_end * rate_)) + 3, counts_->end());
  filter_to(first);  // no later beat needs what lies before
  LowPass low_pass = low_pass_;
  for (std::int64_t i = first; i < end; ++i) scratch_[filtered_at + (i - first)] = filter(low_pass, i);
  TemplateRrSegment known;
  std::size_t count = 0;
  for (std::size_t k = 0; k < segment.size(); ++k) {
    const double after_r =
        (static_cast<double>(k) - template_rr_slack) / template_rr_rate - template_rr_before;
    segment[k] = between(static_cast<double>(beat_) + after_r * rate_, first, end);
    if (!std::isnan(segment[k])) known[count++] = segment[k];
  }
  if (2 * count < segment.size()) return false;
  const float middle = median(std::span(known).first(count));
  for (float& value : segment) value = std::isnan(value) ? 0.F : value - middle;
  return true;
}

void BeatLabeller::add_peak(std::int64_t sample) {
  if (waits_) label(static_cast<double>(sample - beat_) / rate_);
  waits_ = true;
  beat_ = sample;
}

void BeatLabeller::set_watermark(std::int64_t sample) {
  if (waits_ && sample >= beat_ + static_cast<std::int64_t>(template_rr_longest_wait * rate_))
    label(RrHistory::longest_next);
}

void BeatLabeller::finish() {
  if (waits_) label(RrHistory::longest_next);
}

LabelledBeat BeatLabeller::beat(std::size_t i) const {
  const Waiting& one = beats_[i];
  return {one.beat.sample(counts_->end()), network_labels[one.beat.label()], one.probability};
}

// The beat that waits; `next`: s to the one after it.
void BeatLabeller::label(double next) {
  const std::int64_t rr = last_beat_ < 0 ? 0 : beat_ - last_beat_;
  last_beat_ = beat_;
  auto& room = *new (scratch_) Intervals::Room;
  const auto timing = intervals_.features_of(rr, next, room);
  const bool on_time = intervals_.on_time(rr, room);
  intervals_.add(rr);
  prior_.add_beat(static_cast<double>(beat_));
  const Waiting labelled = classify(timing, on_time);
  waits_ = false;
  beats_.push_back(labelled);
}

// Apart from label(), so that the stack never holds what both need.
[[gnu::noinline]] BeatLabeller::Waiting BeatLabeller::classify(
    const std::array<float, RrHistory::features>& timing, bool on_time) {
  std::size_t best = network_classes - 1;  // Q
  float probability = 0;
  auto& segment = *new (scratch_) TemplateRrSegment;
  if (read_segment(segment)) {
    auto& shape = *new (scratch_ + segment.size()) TemplateRrWindow;
    const Template::Row row = template_.add(segment, on_time, shape);
    std::array<float, row_features> features;
    for (std::size_t i = 0; i < timing.size(); ++i) features[i] = template_rr::timing_scale * timing[i];
    std::copy(row.shape.begin(), row.shape.end(), features.begin() + timing.size());
    auto answer = classify_row(row.window, features, scratch_);
    prior_.adapt(answer);
    const auto most = std::max_element(answer.begin(), answer.end());
    probability = *most;
    if (probability >= unknown_below_) best = static_cast<std::size_t>(most - answer.begin());
  }
  return {PackedBeat(beat_, static_cast<std::uint32_t>(best)), probability};
}

}  // namespace rwave::embedded
