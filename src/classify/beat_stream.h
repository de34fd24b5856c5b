#pragma once
// One ECG as it comes in: found, cut and labelled.

#include <cstdint>
#include <span>
#include <vector>

#include "classify/labeller.h"
#include "rwave/classifier.h"
#include "rwave/detector.h"
#include "signal/passing_wave_filter.h"

namespace rwave {

// Which of a frame's samples are looked at for what: a detector may gain from a lead in which labels do
// not.
struct LeadColumns {
  // Samples of a frame: leads that come in together, used or not.
  int count = 1;
  // Where R peaks are looked for, one or two.
  std::vector<int> detect = {0};
  // Whose beats are cut for the network, one or two; the first counts more (labeller.h).
  std::vector<int> label = {0};
};

// Works in steps of a fixed length, whatever the calls: what is known at a beat, and so its label, must not
// depend on how a device cuts its stream.
class BeatStream {
 public:
  static constexpr double step_seconds = 0.1;

  // `rate` in Hz; `batch`: beats that go through the network at once. Throws Error where the rate is out of
  // the Detector's range or the model labels whole recordings only.
  BeatStream(const Model& model, double rate, LeadColumns columns, std::size_t batch);

  // Frames of `count` samples in mV; NaN = not recorded. Throws Error for half a frame, and after finish().
  void push(std::span<const float> frames);
  // The stream ends: what was waiting comes out. A second call does nothing.
  void finish();

  // As Detector::unanalyzable_since().
  std::int64_t unanalyzable_since() const { return detector_.unanalyzable_since(); }

  // What came out since the caller last emptied them.
  // In order of time, at most 2.4 s late.
  std::vector<LabelledBeat> beats;
  std::vector<SampleSpan> unanalyzable;

 private:
  // One step's frames through the detector, and what it settled to the labeller.
  void step(std::span<const float> frames);
  void take();

  LeadColumns columns_;
  // Within which a peak is told, frames.
  std::int64_t delay_ = 0;
  // Samples of a step, all leads of its frames together.
  std::size_t step_size_;
  Detector detector_;
  // Peaks that are flutter waves of a pause are no beats.
  PassingWaveFilter passing_;
  Labeller labeller_;
  std::int64_t frames_ = 0;
  bool finished_ = false;
  // Samples of a step that is not complete yet.
  std::vector<float> waiting_;
  std::vector<float> detect_, label_;
};

}  // namespace rwave
