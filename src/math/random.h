#pragma once
// Random numbers that are the same on every machine and compiler: the standard fixes what mt19937_64 yields,
// but leaves std::shuffle and the distributions to each library, so those are made here.

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace rwave {

// A copy is a stream of its own that begins where the other stands. Not for secrets: those come from the
// system.
class Random {
 public:
  // The same seed gives the same numbers for ever: published results depend on it.
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // 64 independent bits.
  std::uint64_t bits() { return engine_(); }

  // Uniform in 0 .. bound - 1, without bias (draws again where the range does not divide 2^64). bound > 0.
  std::uint64_t below(std::uint64_t bound);

  // Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }

  // Standard normal (Box-Muller, one value per call, so that the state is the engine's alone).
  double normal();

  // Fisher-Yates.
  template <typename T>
  void shuffle(std::vector<T>& items) {
    // From the end: each place gets one of those before it or itself.
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

  // The state as text, as the standard writes the engine (2 KB); for checkpoints.
  std::string state() const;
  // Throws Error where the text is no state, as of a damaged checkpoint.
  void set_state(const std::string& text);

 private:
  std::mt19937_64 engine_;
};

}  // namespace rwave
