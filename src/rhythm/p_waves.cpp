#include "rhythm/p_waves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "math/median.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr double first_place = -0.25;  // s from the R peak
constexpr double spacing = 0.01;       // s between samples, which are means over as much
constexpr std::size_t fewest_segments = 5;
constexpr double nothing_before = 1e-12;  // energy of a segment that holds nothing
constexpr std::int64_t block_frames = 16384;

// The least-squares line taken away.
void take_line_away(std::span<float> values) {
  const double middle = (static_cast<double>(values.size()) - 1) / 2;
  double mean = 0, slope = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double place = static_cast<double>(i) - middle;
    mean += values[i] / static_cast<double>(values.size());
    slope += values[i] * place;
    squares += place * place;
  }
  slope /= squares;
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] -= static_cast<float>(mean + slope * (static_cast<double>(i) - middle));
}

// Median correlation of each segment of one lead with the sum of the others; NaN of fewer than five.
double coherence_of_lead(std::span<const std::vector<float>* const> segments, std::size_t lead) {
  std::array<double, before_qrs_samples> sum{};
  std::vector<std::span<const float>> used;
  for (const std::vector<float>* segment : segments) {
    if (segment->size() < (lead + 1) * before_qrs_samples) continue;
    const auto values = std::span(*segment).subspan(lead * before_qrs_samples, before_qrs_samples);
    double energy = 0;
    for (const float value : values) energy += static_cast<double>(value) * value;
    if (energy < nothing_before) continue;
    used.push_back(values);
    for (std::size_t i = 0; i < values.size(); ++i) sum[i] += values[i];
  }
  if (used.size() < fewest_segments) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> correlations;
  for (const auto values : used) {
    double product = 0, own = 0, others = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double rest = sum[i] - values[i];
      product += values[i] * rest;
      own += static_cast<double>(values[i]) * values[i];
      others += rest * rest;
    }
    correlations.push_back(product / std::max(std::sqrt(own * others), nothing_before));
  }
  return median(correlations);
}

// Blocks of each lead: a block is read once, however many beats lie in it.
class BlockReader {
 public:
  BlockReader(Recording& recording, std::vector<int> leads)
      : recording_(recording), leads_(std::move(leads)) {}

  std::vector<float> before(std::int64_t peak) {
    const RecordingInfo& info = recording_.info();
    const auto reach = static_cast<std::int64_t>(std::ceil(before_qrs_reach * info.rate));
    if (peak < reach || peak >= info.frames) return {};
    if (peak - reach < first_ || peak >= end_) read(peak - reach);
    std::vector<float> segment;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
      const int per_frame = info.signals[static_cast<std::size_t>(leads_[i])].samples_per_frame;
      const std::vector<float> part = before_qrs(
          values_[i], static_cast<std::size_t>((peak - first_) * per_frame), info.rate * per_frame);
      segment.insert(segment.end(), part.begin(), part.end());
    }
    return segment;
  }

 private:
  // A read that fails leaves the block as it was.
  void read(std::int64_t first) {
    const std::int64_t end = std::min(first + block_frames, recording_.info().frames);
    std::vector<std::vector<float>> values;
    for (const int lead : leads_) values.push_back(recording_.read_physical(lead, first, end - first));
    values_ = std::move(values);
    first_ = first;
    end_ = end;
  }

  Recording& recording_;
  std::vector<int> leads_;
  std::vector<std::vector<float>> values_;  // by lead, frames first_ .. end_ - 1
  std::int64_t first_ = 0, end_ = 0;
};

}  // namespace

std::vector<float> before_qrs(std::span<const float> samples, std::size_t peak, double rate) {
  std::vector<float> segment(before_qrs_samples, 0.F);
  const auto width = static_cast<std::int64_t>(std::max(1.0, std::round(spacing * rate)));
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const double place = static_cast<double>(peak) + (first_place + spacing * static_cast<double>(i)) * rate;
    const std::int64_t first = std::llround(place - static_cast<double>(width) / 2);
    double mean = 0;
    for (std::int64_t k = first; k < first + width; ++k)
      mean += k < 0 || k >= static_cast<std::int64_t>(samples.size())
                  ? std::numeric_limits<double>::quiet_NaN()
                  : samples[static_cast<std::size_t>(k)];
    if (std::isnan(mean)) {
      std::ranges::fill(segment, 0.F);
      return segment;
    }
    segment[i] = static_cast<float>(mean / static_cast<double>(width));
  }
  take_line_away(segment);
  return segment;
}

double p_wave_coherence(std::span<const std::vector<float>* const> segments) {
  std::size_t leads = 0;
  for (const std::vector<float>* segment : segments)
    leads = std::max(leads, segment->size() / before_qrs_samples);
  double best = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t lead = 0; lead < leads; ++lead) {
    const double found = coherence_of_lead(segments, lead);
    if (!(best >= found)) best = std::isnan(found) ? best : found;
  }
  return best;
}

std::function<std::vector<float>(std::int64_t)> before_qrs_in(Recording& recording, std::vector<int> leads) {
  return [reader = std::make_shared<BlockReader>(recording, std::move(leads))](std::int64_t peak) {
    return reader->before(peak);
  };
}

}  // namespace rwave
