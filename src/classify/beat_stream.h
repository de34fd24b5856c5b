#pragma once
// One ECG as it comes in: found, cut and labelled.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/labeller.h"
#include "rwave/classifier.h"
#include "rwave/detector.h"

namespace rwave {

// Which of a frame's samples are looked at for what.
struct LeadColumns {
  int count = 1;                  // samples a frame
  std::vector<int> detect = {0};  // where R peaks are looked for, one or two
  std::vector<int> label = {0};   // whose beats are cut, one or two
};

// Works in steps of a tenth of a second, whatever the calls: so the result does not depend on them.
class BeatStream {
 public:
  BeatStream(const Model& model, double rate, LeadColumns columns, std::size_t batch);

  void push(std::span<const float> frames);
  void finish();

  // What came out since the caller last emptied them.
  std::vector<LabelledBeat> beats;
  std::vector<SampleSpan> unanalyzable;

 private:
  void step(std::span<const float> frames);
  void take();

  LeadColumns columns_;
  std::int64_t delay_;     // within which a peak is told, frames
  std::size_t step_size_;  // samples
  Detector detector_;
  Labeller labeller_;
  std::int64_t frames_ = 0;
  bool finished_ = false;
  std::vector<float> waiting_;  // less than a step
  std::vector<float> detect_, label_;
};

}  // namespace rwave
