#include "fibrillation.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "signal/detect/dot.h"
#include "signal/fibrillation/fibrillation_odds.h"
#include "signal/fibrillation/window_arithmetic.h"

namespace rwave::embedded {
namespace {

// As fibrillation_track.cpp and ventricular_fibrillation.cpp have them.
constexpr double least_rate = 50, wander_cutoff = 1, hop_seconds = 1;
constexpr float change_cost = 8, begin_cost = 3, fitted_shift = 1.4F;

// Angles of working sample i at frequency k are (2 + k) i factor / (4 rate) turns: multiples of one step,
// where the rate is a whole number or a half or quarter of one; else of the nearest such rate.
std::uint32_t steps_of(double rate, std::int32_t factor) {
  const auto quarters = static_cast<std::uint32_t>(std::lround(4 * rate));
  const std::uint32_t steps = quarters / std::gcd(quarters, static_cast<std::uint32_t>(factor));
  return steps * (4 / std::gcd(steps, std::uint32_t{4}));  // so that a quarter turn is a whole number of them
}

}  // namespace

std::size_t LiveFibrillation::scratch_floats(double rate) {
  const int factor = static_cast<int>(rate / least_rate);
  const auto size =
      static_cast<std::size_t>(std::lround(FibrillationDescriber::window_seconds * (rate / factor)));
  return 2 * fibrillation::frequency_count + (size + 1) / 2 + size;
}

LiveFibrillation::LiveFibrillation(Arena& arena, double rate, float* scratch, bool make)
    : factor_(static_cast<std::int32_t>(rate / least_rate)), rate_(rate / factor_), scratch_(scratch) {
  size_ = static_cast<std::int32_t>(std::lround(FibrillationDescriber::window_seconds * rate_));
  hop_ = static_cast<std::int32_t>(std::lround(hop_seconds * rate_));
  steps_ = steps_of(rate, factor_);
  samples_ = arena.take<float>(static_cast<std::size_t>(size_));
  missing_bits_ = BitRing(arena, size_);
  quarter_ = arena.take<float>(steps_ / 4 + 1);
  if (!make) return;
  scores_ = {0, -begin_cost};
  filter_.design(rate_, wander_cutoff);
  for (std::uint32_t i = 0; i <= steps_ / 4; ++i)
    quarter_[i] = static_cast<float>(
        std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(steps_)));
}

void LiveFibrillation::push(float sample) {
  ++pushed_;
  if (std::isfinite(sample)) {
    sum_ += static_cast<double>(sample);
    ++valid_;
  }
  if (++summed_ >= factor_) end_sample();
}

void LiveFibrillation::end_sample() {
  const bool missing = valid_ == 0;
  if (!missing) last_ = static_cast<float>(sum_ / valid_);
  samples_[held_] = static_cast<float>(
      filter_.filter(missing ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(last_)));
  missing_bits_.set(first_ + held_, missing);
  ++held_;
  sum_ = 0;
  summed_ = valid_ = 0;
  if (held_ < size_) return;
  missing_ = 0;
  for (std::int32_t i = 0; i < held_; ++i) missing_ += missing_bits_[first_ + i] ? 1 : 0;
  add_window();
  std::copy(samples_ + hop_, samples_ + held_, samples_);
  held_ -= hop_;
  first_ += hop_;
}

void LiveFibrillation::add_window() {
  if (missing_ * 5 > size_) return take(search(0));
  const auto window = describe();
  const float odds = window ? fibrillation_log_odds(fitted_fibrillation, *window) : -fibrillation_limit;
  take(search(odds + fitted_shift));
}

// FibrillationDescriber::describe.
std::optional<FibrillationWindow> LiveFibrillation::describe() {
  using namespace fibrillation;
  const auto size = static_cast<std::size_t>(size_);
  // Slopes at first; then powers and the taper, or correlations.
  float* const row = scratch_;
  auto* const powers = reinterpret_cast<double*>(scratch_);
  float* const taper = scratch_ + 2 * frequency_count;
  float* const samples = taper + (size + 1) / 2;
  FibrillationWindow out;
  const auto [least, most] = std::minmax_element(samples_, samples_ + size);
  out.range = *most - *least;
  if (out.range < least_range_mv) return std::nullopt;
  const float mean = std::accumulate(samples_, samples_ + size, 0.F) / static_cast<float>(size);
  for (std::size_t i = 0; i < size; ++i) samples[i] = samples_[i] - mean;
  for (std::size_t i = 0; i + 1 < size; ++i) row[i] = samples[i + 1] - samples[i];
  const std::span<const float> all(samples, size), slopes(row, size - 1);
  const double slope = kurtosis_of(slopes);
  if (slope > static_cast<double>(sharp_slopes)) return std::nullopt;
  out.values[slope_kurtosis] = static_cast<float>(std::log(slope));
  add_shape(all, slopes, out);
  // The Hann window's first half; made here, since few windows come so far.
  const std::size_t half = (size + 1) / 2;
  for (std::size_t i = 0; i < half; ++i)
    taper[i] = static_cast<float>(
        0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size_ - 1)));
  add_spectrum([&](std::size_t k) { return power(samples, taper, k); }, powers, out);
  add_autocorrelation(all, rate_, {row, lag_count(rate_)}, out);
  add_ranges(all, out);
  return out;
}

// Cosine of that step of a turn, from a quarter of it.
float LiveFibrillation::cosine(std::uint32_t step) const {
  const std::uint32_t half = steps_ / 2, quarter = steps_ / 4;
  if (step > half) step = steps_ - step;
  return step > quarter ? -quarter_[half - step] : quarter_[step];
}

// The tables that the desktop keeps would take 140 KB: each value is made where it is looked at.
double LiveFibrillation::power(const float* samples, const float* taper, std::size_t k) const {
  const auto size = static_cast<std::size_t>(size_);
  // Steps of a turn from one sample to the next: a step is 1 / steps_ turns.
  const auto by = static_cast<std::uint32_t>(
      std::lround(static_cast<double>(steps_) * fibrillation::frequency(k) / rate_));
  double sum = 0;
  for (const std::uint32_t shift : {std::uint32_t{0}, 3 * steps_ / 4}) {  // sine: a cosine three quarters on
    // Added as dot() adds, of a row that is nowhere whole.
    std::array<float, 8> sums{};
    std::uint32_t step = shift;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t mirrored = std::min(i, size - 1 - i);
      sums[i % sums.size()] += taper[mirrored] * cosine(step) * samples[i];
      step += by;
      if (step >= steps_) step -= steps_;
    }
    float part = 0;
    for (const float each : sums) part += each;
    sum += static_cast<double>(part) * static_cast<double>(part);
  }
  return sum;
}

// StateSearch: the state of the second that is decided, -1 while there is none.
int LiveFibrillation::search(float odds) {
  const std::array before = scores_;
  std::array<std::uint8_t, 2> from{};
  for (std::size_t state = 0; state < 2; ++state) {
    const std::size_t other = 1 - state;
    const bool changes = before[other] - change_cost > before[state];
    from[state] = static_cast<std::uint8_t>(changes ? other : state);
    scores_[state] =
        (changes ? before[other] - change_cost : before[state]) + (state == 1 ? odds / 2 : -odds / 2);
  }
  const float best = std::max(scores_[0], scores_[1]);
  for (float& score : scores_) score -= best;
  from_[undecided_++] = from;
  return undecided_ > lag ? decide() : -1;
}

int LiveFibrillation::decide() {
  std::size_t state = scores_[1] > scores_[0] ? 1 : 0;
  for (std::size_t i = undecided_; i > 1; --i) state = from_[i - 1][state];
  std::copy(from_.begin() + 1, from_.begin() + static_cast<std::ptrdiff_t>(undecided_), from_.begin());
  --undecided_;
  return static_cast<int>(state);
}

void LiveFibrillation::take(int state) {
  if (state < 0) return;
  const std::int64_t hop = std::int64_t{hop_} * factor_, length = std::int64_t{size_} * factor_;
  const std::int64_t first = decided_++ * hop + length / 2 - hop / 2;
  if (state == 1 && open_since_ < 0) open_since_ = decided_ == 1 ? 0 : first;
  if (state == 0 && open_since_ >= 0) {
    spans.push_back({open_since_, first});
    open_since_ = -1;
  }
}

void LiveFibrillation::finish() {
  while (undecided_ > 0) take(decide());
  if (open_since_ >= 0) spans.push_back({open_since_, pushed_});
  open_since_ = -1;
}

}  // namespace rwave::embedded
