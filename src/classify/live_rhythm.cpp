#include "classify/live_rhythm.h"

#include <iterator>

namespace rwave {
namespace {

// s after which a beat has been found and labelled even at a recording's beginning (Detector's longest first
// delay and the classifier's look ahead).
constexpr double settled_after = 7.6;

EpisodeOptions options_of(const RecentSignal& signal) {
  EpisodeOptions options;
  options.quiet = [&signal](SampleSpan span) { return signal.quiet(span); };
  return options;
}

}  // namespace

LiveRhythm::LiveRhythm(const Model& model, double rate, int leads, const ClassifierOptions& options)
    : leads_(static_cast<std::size_t>(leads)),
      settled_(static_cast<std::int64_t>(settled_after * rate)),
      signal_(rate, leads),
      classifier_(model, rate, leads, options),
      rhythm_(rate, options_of(signal_)) {}

void LiveRhythm::push(std::span<const float> frames) {
  signal_.push(frames);
  classifier_.push(frames);
  frames_ += static_cast<std::int64_t>(frames.size() / leads_);
  take();
  rhythm_.advance(frames_ - settled_);
  for (EpisodeEvent& event : rhythm_.take_events()) events.push_back(event);
}

void LiveRhythm::finish() {
  classifier_.finish();
  take();
  rhythm_.finish(frames_);
  for (EpisodeEvent& event : rhythm_.take_events()) events.push_back(event);
}

void LiveRhythm::take() {
  const auto found = classifier_.take_beats();
  for (const LabelledBeat& beat : found) rhythm_.add_beat(beat.sample, beat.label);
  for (const SampleSpan& span : classifier_.take_unanalyzable())
    rhythm_.add_span(RhythmKind::Unanalyzable, span);
  beats.insert(beats.end(), found.begin(), found.end());
}

}  // namespace rwave
