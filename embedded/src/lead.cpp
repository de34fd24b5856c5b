#include "lead.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "math/median.h"
#include "signal/detect/dot.h"
#include "signal/detect/lead_features.h"
#include "signal/detect/wave_shape.h"

namespace rwave::embedded {
namespace {

constexpr double own_middle = 0.06,
                 baseline = 0.1;  // s: of peak_search.h, what the raw samples must reach over
// s: by how much the joint envelope runs ahead of the next candidate, and a candidate is described.
constexpr double ahead = 0.42;

// The upper of two middles.
float median_of(std::span<float> values) {
  return of_rank(values, values.size() / 2);
}

}  // namespace

Band::Band(Arena& arena, double rate, double centre, double width, bool make)
    : half(QuadratureFilter::half_of(rate, width)) {
  even = arena.take<float>(2 * static_cast<std::size_t>(half) + 1);
  odd = arena.take<float>(2 * static_cast<std::size_t>(half) + 1);
  if (make) QuadratureFilter::make_taps(rate, centre, width, even, odd);
}

LeadParts::LeadParts(Arena& arena, double rate, bool make)
    : clock_(rate),
      qrs_(arena, clock_.rate, qrs_centre, qrs_width, make),
      low_(arena, clock_.rate, low_centre, low_width, make),
      high_(arena, clock_.rate, high_centre, high_width, make),
      signal_(arena, clock_.samples(compared_before + looked_at) + 2 * low_.half + 16, -clock_.samples(1)),
      envelope_(arena, clock_.samples(features::before) + clock_.samples(ahead) + 8,
                -clock_.samples(features::before) - 16),
      raw_(arena, 2 * std::lround((own_middle + baseline) * rate) + 4 * clock_.factor + 4, 0),
      missing_(arena, clock_.samples(compared_before + looked_at) + 64),
      waves_(arena.take<float>(remembered_waves * shape_values())) {}

Lead::Lead(Arena& arena, double rate, const CountRing& counts, float* scratch)
    : LeadParts(arena, rate, true),
      counts_(&counts),
      scratch_(scratch),
      spikes_(rate),
      later_spikes_(rate),
      waiting_(spikes_.delay()),
      later_waiting_(spikes_.delay()),
      block_(static_cast<std::size_t>(std::lround(BlockLevels::block_seconds * clock_.rate))) {
  for (std::int64_t i = 0; i < clock_.samples(1); ++i) signal_.push(0);
  for (std::int64_t i = envelope_.end(); i < 0; ++i) envelope_.push(0);
}

bool Lead::push(float sample) {
  const float mended = spikes_.filter(sample);
  if (waiting_ > 0) {
    --waiting_;
    return false;
  }
  sum_ += mended;
  if (++summed_ < clock_.factor) return false;
  end_sample();
  return true;
}

void Lead::end_sample() {
  const float mean = sum_ / static_cast<float>(clock_.factor);
  sum_ = 0;
  summed_ = 0;
  const bool recorded = std::fabs(mean) < most_millivolts;
  if (recorded && begun_at_ < 0) {
    for (std::int64_t i = signal_.begin(); i < signal_.end(); ++i) signal_.overwrite(i, mean);
    begun_at_ = signal_.end();
  }
  if (recorded) held_ = mean;
  signal_.push(held_);
  const std::int64_t newest = signal_.end() - 1;
  missing_.set(newest, !recorded);
  const std::int64_t centre = newest - qrs_.half;
  block_ended_ = false;
  if (centre < 0) return;
  missing_in_block_ += missing_[centre] ? 1U : 0U;
  if (++pending_ == block_) end_block(centre + 1);
}

// The envelope as it was when its newest sample came: nothing but zeros until the lead began.
float Lead::band_at(const Band& band, std::int64_t index) const {
  if (index < 0 || begun_at_ < 0 || index + qrs_.half < begun_at_) return 0;
  return band.magnitude(signal_.at(index));
}

float Lead::greatest_high_band(std::int64_t first, std::int64_t last) const {
  float most = 0;
  for (std::int64_t i = first; i <= last; ++i) most = std::max(most, band_at(high_, i));
  return most;
}

// A block's envelopes are made when it ends: keeping them would take as much memory as the network's
// activations.
void Lead::end_block(std::int64_t end) {
  const auto first = end - static_cast<std::int64_t>(block_);
  const std::span<float> values(scratch_, block_);
  for (std::size_t i = 0; i < block_; ++i) values[i] = band_at(high_, first + static_cast<std::int64_t>(i));
  high_levels_.end_block(values, missing_in_block_, median_of);
  for (std::size_t i = 0; i < block_; ++i) values[i] = band_at(qrs_, first + static_cast<std::int64_t>(i));
  levels_.end_block(values, missing_in_block_, median_of);
  pending_ = missing_in_block_ = 0;
  block_ended_ = true;
  if (const auto top = levels_.last_top()) remember_wave(end - *top);
}

void Lead::remember_wave(std::int64_t index) {
  wave_at_[static_cast<std::size_t>(next_wave_)] = static_cast<std::uint32_t>(index);
  write_shape(index, waves_ + static_cast<std::size_t>(next_wave_) * shape_size());
  next_wave_ = (next_wave_ + 1) % remembered_waves;
  wave_count_ = std::min(wave_count_ + 1, remembered_waves);
}

void Lead::write_shape(std::int64_t index, float* shape) const {
  rwave::write_shape({signal_.at(index) - qrs_.half, shape_size()}, shape);
}

// As RecentWaves::likeness.
float Lead::likeness(std::int64_t index) const {
  const auto lags = static_cast<int>(clock_.samples(longest_lag));
  const std::int64_t apart = clock_.samples(0.1);
  std::array<float, 11> scales{};  // longest_lag at 200 Hz: 5 samples to each side
  const float* middle = signal_.at(index);
  for (int lag = -lags; lag <= lags; ++lag) {
    const std::span<const float> here(middle + lag - qrs_.half, shape_size());
    scales[static_cast<std::size_t>(lag + lags)] = scale_of(here, mean_of(here));
  }
  float best = -2, second = -2;
  int known = 0;
  for (int wave = 0; wave < wave_count_; ++wave) {
    if (std::abs(whole(wave_at_[static_cast<std::size_t>(wave)], index) - index) < apart) continue;
    float most = -1;
    for (int lag = -lags; lag <= lags; ++lag)
      most = std::max(most, dot(waves_ + static_cast<std::size_t>(wave) * shape_size(),
                                middle + lag - qrs_.half, shape_size()) *
                                scales[static_cast<std::size_t>(lag + lags)]);
    second = std::max(second, std::min(best, most));
    best = std::max(best, most);
    ++known;
  }
  return known < 2 ? 0 : second;
}

void Lead::recall_envelope(std::int64_t first, std::int64_t last) {
  if (first < envelope_.begin()) envelope_.restart(first);
  follow_envelope(last);
}

void Lead::follow_envelope(std::int64_t index) {
  while (envelope_.end() <= index) envelope_.push(band_at(qrs_, envelope_.end()));
}

void Lead::follow_raw(std::int64_t sample) {
  while (raw_.end() <= sample) {
    const float mended = later_spikes_.filter((*counts_)[later_fed_++]);
    if (later_waiting_ > 0) {
      --later_waiting_;
    } else {
      raw_.push(mended);
    }
  }
}

bool Lead::constant(std::int64_t first, std::int64_t last) const {
  for (std::int64_t i = first; i < last; ++i)
    if (signal_[i + 1] != signal_[i]) return false;
  return true;
}

// As LeadTrack::usable.
bool Lead::usable(std::int64_t index) const {
  const std::int64_t near = clock_.samples(0.15);
  const std::int64_t far = clock_.samples(looked_at) - 1;
  for (std::int64_t i = index - near; i <= index + near; ++i)
    if (missing_[i]) return false;
  const float first = signal_[index - near], last = signal_[index + near];
  float swing = 0;
  for (std::int64_t i = index - near; i <= index + near; ++i)
    swing = std::max(swing, std::fabs(signal_[i] - first));
  if (std::fabs(last - first) < 0.5F * swing) return true;
  return !constant(index + near, index + far) && !constant(index - far, index - near);
}

}  // namespace rwave::embedded
