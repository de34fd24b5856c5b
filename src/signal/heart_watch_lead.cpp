// One lead of HeartWatch: its heights, rails and tones.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "signal/heart_watch.h"

namespace rwave {
namespace {

constexpr double cell_seconds = 0.02;  // a period of 50 Hz, nearly one of 60 Hz
constexpr std::size_t reach = 3;       // cells: half a wave of 8 Hz
constexpr double shortest_rail = 0.3, rail_window = 2, rail_share = 0.4;  // s, s, of it
constexpr double shortest_stand = 1;                                      // s, at a value between the rails
constexpr double baseline_every = 3, longest_baseline = 3;                // s
constexpr float flat_height = 1e-3F, outer_share = 0.15F;                 // of the lead's range
constexpr double longest_swing = 10;                                      // s from rail to rail
constexpr std::size_t tone_cells = 250;                                   // 5 s
constexpr double most_besides_tone = 1e-3, slowest_tone = 0.5;            // of the power, Hz
constexpr double most_besides_hum = 5e-3, hum_step = 0.004, lowest_hum = 40, highest_hum = 70;  // s, Hz
constexpr float least_tone = 0.02F;  // mV, root mean square

// The float's exponent and four bits of its mantissa are its logarithm in sixteenths of an octave, nearly.
std::uint8_t height_byte(float height) {
  constexpr std::uint32_t least = std::bit_cast<std::uint32_t>(1e-4F) >> 19U;
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(std::max(height, 1e-4F)) >> 19U;
  return static_cast<std::uint8_t>(std::min<std::uint32_t>(bits - least, 254) + 1);
}

void add_span(SampleSpan span, std::vector<SampleSpan>& spans) {
  if (!spans.empty() && span.first <= spans.back().end)
    spans.back().end = std::max(spans.back().end, span.end);
  else
    spans.push_back(span);
}

}  // namespace

void HeartWatch::Hum::add(std::span<const float> samples) {
  // Before the first sample stands its value: zeros would be a step.
  if (line_.empty()) line_.assign(2 * step_, samples.front());
  if (count_ == 0) level_ = samples.front();
  line_.insert(line_.end(), samples.begin(), samples.end());
  // Lanes, as sums in order cannot be vectorized. From the level on floats are exact enough.
  constexpr std::size_t lanes = 8;
  std::array<float, lanes> sum{}, square{}, sum_around{}, square_around{}, product{};
  const auto add = [&](std::size_t i, std::size_t lane) {
    const float middle = line_[i + step_] - level_;
    const float around = line_[i + 2 * step_] - level_ + (line_[i] - level_);
    sum[lane] += middle;
    square[lane] += middle * middle;
    sum_around[lane] += around;
    square_around[lane] += around * around;
    product[lane] += middle * around;
  };
  std::size_t i = 0;
  for (; i + lanes <= samples.size(); i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) add(i + lane, lane);
  for (; i < samples.size(); ++i) add(i, 0);
  const auto total = [](const std::array<float, lanes>& parts) {
    return static_cast<double>(std::accumulate(parts.begin(), parts.end(), 0.0F));
  };
  count_ += static_cast<double>(samples.size());
  sum_ += total(sum);
  square_ += total(square);
  sum_around_ += total(sum_around);
  square_around_ += total(square_around);
  product_ += total(product);
  line_.erase(line_.begin(), line_.end() - static_cast<std::ptrdiff_t>(2 * step_));
}

bool HeartWatch::Hum::end_window(double rate) {
  const double n = count_, variance = square_ / n - sum_ / n * (sum_ / n),
               around = square_around_ / n - sum_around_ / n * (sum_around_ / n),
               both = product_ / n - sum_ / n * (sum_around_ / n);
  count_ = sum_ = square_ = sum_around_ = square_around_ = product_ = 0;
  if (!(variance > static_cast<double>(least_tone * least_tone))) return false;
  const double left = around - both * both / variance;
  const double turn = std::acos(std::clamp(both / variance / 2, -1.0, 1.0));
  const double frequency = turn * rate / (2 * std::numbers::pi * static_cast<double>(step_));
  return left < most_besides_hum * variance && frequency >= lowest_hum && frequency <= highest_hum;
}

HeartWatch::Lead::Lead(double rate)
    : rate_(rate),
      hum_(std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(rate * hum_step)))),
      factor_(std::max<std::int64_t>(1, std::llround(rate * cell_seconds))),
      shortest_run_(std::llround(rate * shortest_rail)),
      last_(std::numeric_limits<float>::quiet_NaN()),
      least_(std::numeric_limits<float>::infinity()),
      greatest_(-least_) {}

void HeartWatch::Lead::push(std::span<const float> samples) {
  while (!samples.empty()) {
    // Up to the end of a tone's window at most.
    const std::int64_t left = (static_cast<std::int64_t>(tone_cells - means_.size())) * factor_ - summed_;
    const auto part =
        samples.first(static_cast<std::size_t>(std::min(left, static_cast<std::int64_t>(samples.size()))));
    samples = samples.subspan(part.size());
    look_for_runs(part);
    hum_.add(part);
    add_cells(part);
  }
}

void HeartWatch::Lead::look_for_runs(std::span<const float> samples) {
  float last = last_, least = least_, greatest = greatest_;
  for (const float sample : samples) {
    if (sample != last) {
      end_run();
      last_ = last = sample;
      run_from_ = samples_;
      least_ = least = sample < least ? sample : least;
      greatest_ = greatest = sample > greatest ? sample : greatest;
    }
    ++samples_;
  }
}

void HeartWatch::Lead::add_cells(std::span<const float> samples) {
  while (!samples.empty()) {
    const auto part = samples.first(
        static_cast<std::size_t>(std::min(factor_ - summed_, static_cast<std::int64_t>(samples.size()))));
    samples = samples.subspan(part.size());
    sum_ = std::accumulate(part.begin(), part.end(), sum_);
    summed_ += static_cast<std::int64_t>(part.size());
    if (summed_ == factor_) end_cell();
  }
}

void HeartWatch::Lead::end_run() {
  if (samples_ - run_from_ >= shortest_run_) runs_.push_back({run_from_, samples_, last_});
}

void HeartWatch::Lead::end_cell() {
  means_.push_back(sum_ / static_cast<float>(factor_));
  look_for_flat(means_.back());
  sum_ = 0;
  summed_ = 0;
  const std::size_t newest = means_.size();
  float height = 0;
  if (newest > 2 * reach)
    height =
        std::fabs(means_[newest - 1 - reach] - (means_[newest - 1] + means_[newest - 1 - 2 * reach]) / 2);
  // 0: not recorded.
  heights_.push_back(std::isfinite(height) ? height_byte(height) : 0);
  if (newest == tone_cells) end_tone_window();
}

// The mean of a cell has little of the ripple that a filter leaves on a rail.
void HeartWatch::Lead::look_for_flat(float mean) {
  const float range = greatest_ - least_;
  const auto end = static_cast<std::int64_t>(heights_.size() + 1) * factor_;
  if (std::fabs(mean - flat_now_.value) <= flat_height * range) {
    flat_now_.end = end;
    return;
  }
  const float margin = outer_share * range;
  const bool outer = flat_now_.value <= least_ + margin || flat_now_.value >= greatest_ - margin;
  if (outer && flat_now_.end - flat_now_.first >= shortest_run_) flat_.push_back(flat_now_);
  flat_now_ = {end - factor_, end, mean};
}

// A sine is twice the cosine of its step times itself, less what was two steps ago: what is left over is no
// tone. Steps of two cells, as a smaller one would find every slow wave foreseen.
void HeartWatch::Lead::end_tone_window() {
  double mean = 0, power = 0, product = 0, left = 0;
  for (const float value : means_) mean += static_cast<double>(value);
  mean /= static_cast<double>(tone_cells);
  const auto at = [&](std::size_t i) { return static_cast<double>(means_[i]) - mean; };
  for (std::size_t i = 2; i + 2 < tone_cells; ++i) {
    power += at(i) * at(i);
    product += at(i) * (at(i - 2) + at(i + 2));
  }
  const double twice_cosine = power > 0 ? product / power : 0;
  for (std::size_t i = 2; i + 2 < tone_cells; ++i) {
    const double rest = at(i - 2) + at(i + 2) - twice_cosine * at(i);
    left += rest * rest;
  }
  const double least = static_cast<double>(least_tone * least_tone) * static_cast<double>(tone_cells);
  // Slower than a heart is drift, on which beats ride.
  const double two_cells = 2 * static_cast<double>(factor_) / rate_;
  const bool fast = twice_cosine < 2 * std::cos(2 * std::numbers::pi * slowest_tone * two_cells);
  const bool tone = fast && power > least && left < most_besides_tone * power;
  const bool hum = hum_.end_window(rate_);
  tones_.push_back(tone || hum ? 1 : 0);
  means_.erase(means_.begin(), means_.end() - static_cast<std::ptrdiff_t>(2 * reach));
}

// Where a lead stands still. Without noise it does so between its waves, too: such a baseline comes with the
// beats, and is no longer than from one to the next.
std::vector<HeartWatch::Run> HeartWatch::Lead::stands() const {
  std::vector<Run> runs = runs_;
  if (samples_ - run_from_ >= shortest_run_ && std::isfinite(last_))
    runs.push_back({run_from_, samples_, last_});
  std::vector<float> values;
  for (const Run& run : runs) values.push_back(run.value);
  std::ranges::sort(values);
  const auto is_baseline = [&](float value) {
    const auto [first, end] = std::equal_range(values.begin(), values.end(), value);
    const auto times = static_cast<double>(end - first);
    return times * baseline_every * rate_ >= static_cast<double>(samples_);
  };
  // What is held at both ends all the time swings between two rails.
  const bool swings = is_baseline(least_) && is_baseline(greatest_);
  std::erase_if(runs, [&](const Run& run) {
    const double seconds = static_cast<double>(run.end - run.first) / rate_;
    const bool rail = run.value == least_ || run.value == greatest_;
    return (!rail && seconds < shortest_stand) ||
           (seconds < longest_baseline && is_baseline(run.value) && !(rail && swings));
  });
  return runs;
}

std::vector<SampleSpan> HeartWatch::Lead::at_rail() const {
  return held(stands());
}

std::vector<SampleSpan> HeartWatch::Lead::at_rounded_rails() const {
  const float margin = outer_share * (greatest_ - least_), low = least_ + margin, high = greatest_ - margin;
  std::vector<Run> runs = flat_, swung;
  if (flat_now_.end - flat_now_.first >= shortest_run_) runs.push_back(flat_now_);
  std::erase_if(runs, [&](const Run& run) { return !(run.value <= low || run.value >= high); });
  for (Run& run : runs) run.value = run.value <= low ? least_ : greatest_;
  const auto longest = static_cast<std::int64_t>(longest_swing * rate_);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    bool before = false, after = false;
    for (std::size_t j = i; j-- > 0 && runs[i].first - runs[j].end <= longest;)
      before = before || runs[j].value != runs[i].value;
    for (std::size_t j = i + 1; j < runs.size() && runs[j].first - runs[i].end <= longest; ++j)
      after = after || runs[j].value != runs[i].value;
    if (before && after) swung.push_back(runs[i]);
  }
  return held(swung);
}

// Where runs fill the rail's share of a window.
std::vector<SampleSpan> HeartWatch::Lead::held(std::span<const Run> runs) const {
  std::vector<SampleSpan> spans;
  const auto window = static_cast<std::int64_t>(rail_window * rate_);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    // A window that begins with this run.
    std::int64_t held = 0, end = runs[i].end;
    for (std::size_t j = i; j < runs.size() && runs[j].first < runs[i].first + window; ++j) {
      held += std::min(runs[j].end, runs[i].first + window) - runs[j].first;
      end = runs[j].end;
    }
    if (static_cast<double>(held) < rail_share * static_cast<double>(window)) continue;
    // An amplifier comes to its rail and back in a while, and between two swings from one to the other; what
    // was written for lost samples is exact.
    const bool rail = runs[i].value == least_ || runs[i].value == greatest_;
    const std::int64_t edge = rail ? window / 8 : 0, between = rail ? window : 0;
    const SampleSpan span{std::max<std::int64_t>(0, runs[i].first - edge), std::min(samples_, end + edge)};
    if (!spans.empty() && span.first <= spans.back().end + between)
      spans.back().end = span.end;
    else
      spans.push_back(span);
  }
  return spans;
}

std::vector<SampleSpan> HeartWatch::Lead::tones() const {
  std::vector<SampleSpan> spans;
  // The windows overlap by what is kept of the one before.
  const std::int64_t window = static_cast<std::int64_t>(tone_cells - 2 * reach) * factor_;
  for (std::size_t i = 0; i < tones_.size(); ++i) {
    const bool next = i + 1 < tones_.size() && tones_[i + 1] != 0, before = i > 0 && tones_[i - 1] != 0;
    const bool alone = tones_.size() == 1;  // a recording of less than 10 s
    if (tones_[i] == 0 || !(next || before || alone)) continue;
    const auto first = static_cast<std::int64_t>(i) * window;
    // What is left of a window at either end is no heart, but for what another window says.
    const std::int64_t end = i + 1 == tones_.size() ? samples_ : first + window;
    add_span({first, end}, spans);
  }
  return spans;
}

std::vector<SampleSpan> HeartWatch::Lead::by_itself() const {
  std::vector<SampleSpan> spans = at_rail();
  for (const SampleSpan& span : at_rounded_rails()) spans.push_back(span);
  for (const SampleSpan& span : tones()) spans.push_back(span);
  return spans;
}

int HeartWatch::Lead::height_at(std::int64_t sample) const {
  const auto cells = static_cast<std::int64_t>(heights_.size());
  // A height is known when the cells after it are.
  const std::int64_t cell = sample / factor_ + static_cast<std::int64_t>(reach);
  int greatest = 0;
  for (std::int64_t i = std::max<std::int64_t>(0, cell - 3); i <= cell + 3 && i < cells; ++i)
    greatest = std::max<int>(greatest, heights_[static_cast<std::size_t>(i)]);
  return greatest;
}

}  // namespace rwave
