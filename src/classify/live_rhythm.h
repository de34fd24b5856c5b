#pragma once
// A stream's beats and rhythm together: samples in, labelled beats and episodes out, both as they become
// known.

#include <deque>
#include <span>
#include <vector>

#include "rhythm/asystole_watch.h"
#include "rhythm/quiet.h"
#include "rwave/classifier.h"
#include "rwave/rhythm.h"
#include "signal/gap_bridge.h"
#include "signal/ventricular_fibrillation.h"

namespace rwave {

// Beats as Classifier gives them, and the rhythm over them as EpisodeStream does, fed in one order so that
// the result does not depend on the calls. What nobody may wait for is said as it begins, ahead of its end:
// ventricular fibrillation, asystole (6.6 s after the last beat, later after an artefact), and a signal that
// tells nothing. One thread at a time.
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
  // then while it goes on, until its end is known. Those of its first seconds (up to 8) have come before its
  // begin was known; its begin event takes them back: a beat at or after its `first` is none.
  bool leave_out_fibrillation = false;

  // First sample of the span in which nothing can be said now; -1 where the signal is analyzable.
  std::int64_t unanalyzable_since() const { return classifier_.unanalyzable_since(); }

  // What came out since the caller last emptied them.
  std::vector<LabelledBeat> beats;
  std::vector<EpisodeEvent> events;

 private:
  // Frames of one step, or of a part of it, to all that look at the signal; then what a whole step settled.
  void take_in(std::span<const float> frames);
  void settle();
  // Hands what the classifier settled to the rhythm.
  void take();
  // Ventricular fibrillation found from the signal, which the beats alone do not show.
  void take_fibrillation();
  // Spans in which nothing can be said, each begun before it ends.
  void take_unanalyzable();
  // What the rules of beats have found; asystole is the watch's.
  void take_episodes();
  void give(bool all);

  // Frames whose gaps are bridged, as many as there are.
  void push_bridged(std::span<const float> frames);

  // One or two, side by side in what is pushed.
  std::size_t leads_;
  // Frames of a step.
  std::int64_t step_;
  // Frames after which no beat or span comes any more.
  std::int64_t settled_;
  // The same once the stream has run for a while.
  std::int64_t soon_;
  std::int64_t frames_ = 0;
  GapBridge gaps_;
  // Half a minute of it, for questions about pauses.
  RecentSignal signal_;
  Classifier classifier_;
  FibrillationFinder fibrillation_;
  // A begin was given out whose end was not.
  bool fibrillates_ = false, unanalyzable_ = false;
  AsystoleWatch asystole_;
  // Beats to be given, and the spans of fibrillation that they may lie in.
  std::deque<LabelledBeat> waiting_;
  std::deque<SampleSpan> spans_;
  EpisodeStream rhythm_;
};

}  // namespace rwave
