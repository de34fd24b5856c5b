#pragma once
// A stream's beats and rhythm together: samples in, labelled beats and episodes out, both as they become
// known.

#include <deque>
#include <span>
#include <vector>

#include "rhythm/quiet.h"
#include "rwave/classifier.h"
#include "rwave/rhythm.h"
#include "signal/ventricular_fibrillation.h"

namespace rwave {

// Beats as Classifier gives them, and the rhythm over them as EpisodeStream does, fed in one order so that
// the result does not depend on the calls. One thread at a time.
class LiveRhythm {
 public:
  // `rate` in Hz; `leads` 1 or 2. Throws Error as Classifier does.
  LiveRhythm(const Model& model, double rate, int leads, const ClassifierOptions& options = {});
  // The rhythm asks this object's signal whether a pause is quiet.
  LiveRhythm(const LiveRhythm&) = delete;
  LiveRhythm& operator=(const LiveRhythm&) = delete;

  // Frames as Classifier::push takes them.
  void push(std::span<const float> frames);
  // The stream ends: open episodes end, and what was waiting comes out.
  void finish();

  // Whether `beats` leaves out those within ventricular fibrillation, as whole recordings have it. Beats wait
  // then while it goes on, until its end is known. Those of its first five seconds have come before its
  // begin.
  bool leave_out_fibrillation = false;

  // What came out since the caller last emptied them.
  std::vector<LabelledBeat> beats;
  std::vector<EpisodeEvent> events;

 private:
  // Hands what the classifier settled to the rhythm.
  void take();
  // Ventricular fibrillation found from the signal, which the beats alone do not show.
  void take_fibrillation();
  void give(bool all);

  // One or two, side by side in what is pushed.
  std::size_t leads_;
  // Frames after which no beat or span comes any more.
  std::int64_t settled_;
  std::int64_t frames_ = 0;
  // Half a minute of it, for questions about pauses.
  RecentSignal signal_;
  Classifier classifier_;
  FibrillationFinder fibrillation_;
  // A begin was given out whose end was not.
  bool fibrillates_ = false;
  // Beats to be given, and the spans of fibrillation that they may lie in.
  std::deque<LabelledBeat> waiting_;
  std::deque<SampleSpan> spans_;
  EpisodeStream rhythm_;
};

}  // namespace rwave
