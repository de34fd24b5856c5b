#pragma once
// Ventricular fibrillation and flutter in one lead: FibrillationFinder
// (src/signal/ventricular_fibrillation.cpp).

#include <array>
#include <cstdint>
#include <optional>

#include "lines.h"
#include "rwave/detector.h"
#include "signal/fibrillation/window_features.h"
#include "signal/filter.h"

namespace rwave::embedded {

class LiveFibrillation {
 public:
  LiveFibrillation() = default;
  // `scratch`: scratch_floats(rate) of them, free for others between calls.
  LiveFibrillation(Arena& arena, double rate, float* scratch, bool make);
  static std::size_t scratch_floats(double rate);

  // The next sample, mV; NaN = not recorded.
  void push(float sample);
  void finish();

  // First sample of the span that the newest decided second lies in; -1: none.
  std::int64_t open_since() const { return open_since_; }

  Queue<SampleSpan, 4> spans;

 private:
  static constexpr std::size_t lag = 4;  // s, as LiveRhythm has it

  void end_sample();
  void add_window();
  std::optional<FibrillationWindow> describe();
  double power(const float* samples, const float* taper, std::size_t k) const;
  float cosine(std::uint32_t step) const;
  int search(float odds);
  int decide();
  void take(int state);

  std::int32_t factor_ = 1, size_ = 0, hop_ = 0, held_ = 0, missing_ = 0;
  double rate_ = 50;
  HighPass filter_;
  float* samples_ = nullptr;  // the window that fills up
  BitRing missing_bits_;      // of them, by absolute working sample
  std::int64_t first_ = 0;    // of samples_, a working sample
  float* quarter_ = nullptr;  // cosine of steps 0 .. steps_ / 4
  std::uint32_t steps_ = 4;   // of a turn that all angles are multiples of
  float* scratch_ = nullptr;
  double sum_ = 0;
  int summed_ = 0, valid_ = 0;
  float last_ = 0;
  // The two-state search; state 1 is fibrillation.
  std::array<float, 2> scores_{};
  std::array<std::array<std::uint8_t, 2>, lag + 1> from_{};
  std::size_t undecided_ = 0;
  std::int64_t open_since_ = -1, decided_ = 0, pushed_ = 0;
};

}  // namespace rwave::embedded
