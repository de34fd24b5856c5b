#pragma once
// The last seconds of one lead, by absolute sample.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace rwave {

// Keeps at least the last `keep` samples of a stream, rounded up to a power of two, so that a sample's slot
// is a mask and no division. Constant memory.
class LeadBuffer {
 public:
  explicit LeadBuffer(std::int64_t keep)
      : samples_(std::bit_ceil(static_cast<std::size_t>(std::max<std::int64_t>(keep, 4)))) {}

  // NaN = not recorded; it comes out as it went in.
  void push(float sample) { samples_[slot(end_++)] = sample; }

  // The same for samples in their order.
  void push(std::span<const float> samples) {
    if (samples.size() > samples_.size()) {
      end_ += static_cast<std::int64_t>(samples.size() - samples_.size());
      samples = samples.last(samples_.size());
    }
    const std::size_t at = slot(end_), before_wrap = std::min(samples.size(), samples_.size() - at);
    std::copy_n(samples.data(), before_wrap, samples_.data() + at);
    std::copy(samples.begin() + static_cast<std::ptrdiff_t>(before_wrap), samples.end(), samples_.data());
    end_ += static_cast<std::int64_t>(samples.size());
  }

  // Samples so far.
  std::int64_t end() const { return end_; }

  // The sample at `index`; NaN where it lies before the stream, after it, or is no longer kept.
  float at(std::int64_t index) const {
    const bool kept =
        index >= 0 && index < end_ && index >= end_ - static_cast<std::int64_t>(samples_.size());
    return kept ? samples_[slot(index)] : std::numeric_limits<float>::quiet_NaN();
  }

  // What at() gives for `first` and the samples after it, written to `out` side by side: for who asks for
  // many times within them (`between`).
  void read(std::int64_t first, std::span<float> out) const {
    const auto count = static_cast<std::int64_t>(out.size());
    const std::int64_t oldest = std::max<std::int64_t>(0, end_ - static_cast<std::int64_t>(samples_.size()));
    const std::int64_t from = std::clamp(oldest, first, first + count),
                       to = std::clamp(end_, from, first + count);
    std::fill(out.begin(), out.begin() + (from - first), std::numeric_limits<float>::quiet_NaN());
    const std::size_t begin = slot(from), kept = static_cast<std::size_t>(to - from);
    const std::size_t before_wrap = std::min(kept, samples_.size() - begin);
    float* place = std::copy_n(samples_.data() + begin, before_wrap, out.data() + (from - first));
    place = std::copy_n(samples_.data(), kept - before_wrap, place);
    std::fill(place, out.data() + out.size(), std::numeric_limits<float>::quiet_NaN());
  }

  // The value at a time between samples, in samples: the cubic through the four around it (Catmull-Rom). At a
  // whole sample it is that sample, and its neighbours need not be there.
  float between(double time) const {
    auto index = static_cast<std::int64_t>(time);
    if (static_cast<double>(index) > time) --index;  // a call of floor() would take longer than the rest
    const auto part = static_cast<float>(time - static_cast<double>(index));
    return part == 0 ? at(index) : cubic(at(index - 1), at(index), at(index + 1), at(index + 2), part);
  }
  // The same `part` of a sample, 0 .. 1, after sample[0]; sample[-1] .. sample[2] are read where it is not 0.
  static float between(const float* sample, float part) {
    return part == 0 ? *sample : cubic(sample[-1], sample[0], sample[1], sample[2], part);
  }

 private:
  // The value t of a sample after b. NaN in any of the four makes it NaN: nothing is interpolated into a gap.
  static float cubic(float a, float b, float c, float d, float t) {
    return b + 0.5F * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }

  // Place of a sample in the ring.
  std::size_t slot(std::int64_t index) const {
    return static_cast<std::size_t>(index) & (samples_.size() - 1);
  }

  std::vector<float> samples_;
  // Number of the next sample.
  std::int64_t end_ = 0;
};

}  // namespace rwave
