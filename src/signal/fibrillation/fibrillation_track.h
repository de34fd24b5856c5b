#pragma once
// One lead on its way through the finder of fibrillation: low rate, no wander, window after window.

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
  bool push(float sample);

  // Whether enough of the newest window was recorded to be heard: four fifths.
  bool recorded() const { return missing_ * 5 <= size_; }

  // The newest window; nothing where it cannot be fibrillation. Costs what the features cost.
  std::optional<FibrillationWindow> window();

  std::int64_t hop() const { return hop_ * factor_; }      // samples of the recording from window to window
  std::int64_t length() const { return size_ * factor_; }  // samples of the recording in a window

 private:
  int factor_;
  double rate_;  // Hz
  HighPass filter_;
  FibrillationDescriber describer_;
  std::int64_t size_, hop_;     // working samples
  std::vector<float> samples_;  // the newest window, and up to a hop more
  std::vector<char> held_;      // 1 where nothing was recorded
  std::int64_t missing_ = 0;    // of the newest window
  double sum_ = 0;
  int summed_ = 0, valid_ = 0;
  float last_ = 0;
};

}  // namespace rwave
