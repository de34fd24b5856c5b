#pragma once
// A stream's beats and rhythm together: samples in, labelled beats and episodes out, both as they become
// known.

#include <span>
#include <vector>

#include "rhythm/quiet.h"
#include "rwave/classifier.h"
#include "rwave/rhythm.h"
#include "signal/ventricular_fibrillation.h"

namespace rwave {

class LiveRhythm {
 public:
  // `rate` in Hz; `leads` 1 or 2. Throws Error as Classifier does.
  LiveRhythm(const Model& model, double rate, int leads, const ClassifierOptions& options = {});
  LiveRhythm(const LiveRhythm&) = delete;  // the rhythm asks this object's signal whether a pause is quiet
  LiveRhythm& operator=(const LiveRhythm&) = delete;

  // Frames as Classifier::push takes them.
  void push(std::span<const float> frames);
  void finish();

  // What came out since the caller last emptied them.
  std::vector<LabelledBeat> beats;
  std::vector<EpisodeEvent> events;

 private:
  void take();
  void take_fibrillation();

  std::size_t leads_;
  std::int64_t settled_;  // frames after which no beat or span comes any more
  std::int64_t frames_ = 0;
  RecentSignal signal_;
  Classifier classifier_;
  FibrillationFinder fibrillation_;
  bool fibrillates_ = false;  // a begin was given out whose end was not
  EpisodeStream rhythm_;
};

}  // namespace rwave
