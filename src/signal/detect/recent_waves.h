#pragma once
// The shapes of a lead's greatest recent waves, and how like them another is.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "signal/detect/shape_set.h"

namespace rwave {

// The signal about the greatest wave of each of the last 16 blocks of BlockLevels: QRS complexes for the most
// part, whatever noise or pause there is. As with the levels, no decision about beats flows back into them.
class RecentWaves {
 public:
  // A wave reaches `half` samples to each side of its middle, and is found up to `most_lag` samples from
  // where another has its own.
  RecentWaves(int half, int most_lag);

  // The wave with its middle at `index` of the signal, middle[0]; middle[-half] .. middle[half] must be
  // readable.
  void add(const float* middle, std::int64_t index);

  // The shape about middle[0] as waves are remembered, written to `values`: 2 half + 1 samples, mean 0, sum
  // of squares 1.
  void write_shape(const float* middle, float* values) const;
  std::size_t shape_size() const { return sets_.front().size(); }

  // Correlation, -1 .. 1, of the signal about `index`, middle[0], with the second of the waves that are most
  // like it: one may be noise by chance. A wave less than `apart` samples from `index` is the same one and
  // does not count. 0 while fewer than two are known. Reads middle[-half - most_lag] .. middle[half +
  // most_lag].
  float likeness(const float* middle, std::int64_t index, std::int64_t apart) const;

 private:
  static constexpr std::size_t remembered = 2 * ShapeSet::most;

  int half_, most_lag_;
  std::array<ShapeSet, 2> sets_;
  // Of the waves in them, by place.
  std::array<std::int64_t, remembered> indices_;
  // Place of the oldest, which the next one takes.
  std::size_t next_ = 0;
  // The signal about a wave, and its scales by lag: what likeness() works on.
  mutable std::vector<float> here_, scales_;
};

}  // namespace rwave
