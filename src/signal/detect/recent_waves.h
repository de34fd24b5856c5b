#pragma once
// The shapes of a lead's greatest recent waves, and how like them another is.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace rwave {

// The signal about the greatest wave of each of the last 16 blocks of BlockLevels: QRS complexes for the most
// part, whatever noise or pause there is. As with the levels, no decision about beats flows back into them.
class RecentWaves {
 public:
  // A wave reaches `half` samples to each side of its middle, and is found up to `most_lag` samples from
  // where another has its own.
  RecentWaves(int half, int most_lag) : half_(half), most_lag_(most_lag) {}

  // The wave with its middle at `index` of the signal, middle[0]; middle[-half] .. middle[half] must be
  // readable.
  void add(const float* middle, std::int64_t index);

  // The shape about middle[0] as waves are remembered: 2 half + 1 samples, mean 0, sum of squares 1.
  std::vector<float> shape(const float* middle) const;

  // Correlation, -1 .. 1, of the signal about `index`, middle[0], with the second of the waves that are most
  // like it: one may be noise by chance. A wave less than `apart` samples from `index` is the same one and
  // does not count. 0 while fewer than two are known. Reads middle[-half - most_lag] .. middle[half +
  // most_lag].
  float likeness(const float* middle, std::int64_t index, std::int64_t apart) const;

 private:
  struct Wave {
    std::int64_t index;
    // Mean 0, sum of squares 1.
    std::vector<float> shape;
  };

  std::size_t size() const { return 2 * static_cast<std::size_t>(half_) + 1; }

  int half_, most_lag_;
  std::deque<Wave> waves_;
};

}  // namespace rwave
