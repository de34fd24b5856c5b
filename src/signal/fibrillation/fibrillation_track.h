#pragma once
// One lead on its way through the finder of fibrillation: low rate, no wander, window after window.

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "signal/fibrillation/window_features.h"
#include "signal/filter.h"

namespace rwave {

// Each working sample is the mean of as many samples as leave 50 Hz or a little more; a high-pass at 1 Hz
// takes the wander away. A window is described once a second.
class FibrillationTrack {
 public:
  explicit FibrillationTrack(double recording_rate);

  // The next sample, mV; NaN = not recorded. Returns true where it completes a window.
  bool push(float sample) {
    if (std::isfinite(sample)) {
      sum_ += sample;
      ++valid_;
    }
    return ++summed_ == factor_ && complete();
  }

  // Whether enough of the newest window was recorded to be heard: four fifths.
  bool recorded() const { return missing_ * 5 <= size_; }

  // The newest window; nothing where it cannot be fibrillation. Costs what the features cost.
  std::optional<FibrillationWindow> window();

  // Samples of the recording from window to window.
  std::int64_t hop() const { return hop_ * factor_; }
  // Samples of the recording in a window.
  std::int64_t length() const { return size_ * factor_; }

 private:
  // The working sample is full. Returns true where it completes a window.
  bool complete();

  // Samples of the recording in a working sample.
  int factor_;
  // Working samples per second, 50 or a little more.
  double rate_;
  HighPass filter_;
  FibrillationDescriber describer_;
  // Of a window, and from one window to the next, in working samples.
  std::int64_t size_, hop_;
  // The newest window, and up to a hop more.
  std::vector<float> samples_;
  // By working sample: 1 where nothing was recorded, and the last value stands there.
  std::vector<char> held_;
  // Working samples of the newest window that were not recorded.
  std::int64_t missing_ = 0;
  // Of the working sample that is being filled: the sum of its recorded samples, all of them and those
  // recorded.
  double sum_ = 0;
  int summed_ = 0, valid_ = 0;
  float last_ = 0;
};

}  // namespace rwave
