#include "classify/live_rhythm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "classify/beat_stream.h"
#include "rwave/detector.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// s after which a beat has been found and labelled even at a recording's beginning (Detector's longest first
// delay and the classifier's look ahead).
constexpr double settled_after = 7.6;
// s after which it has, but at a beginning (Classifier's 2.4 s, its step of 0.1 s and what rounding takes).
// Asystole is judged by it: where a lead has just been connected, its signal's steepness would show the beat.
constexpr double settled_soon = 2.6;
// s that the finder of fibrillation waits for more evidence: with its window of 4 s no span begins later than
// settled_after ago.
constexpr double fibrillation_lag = 4;

EpisodeOptions options_of(const RecentSignal& signal) {
  EpisodeOptions options;
  options.quiet = [&signal](SampleSpan span) { return signal.quiet(span); };
  return options;
}

// For the classifier, which takes what all others take. Bridged twice, a gap that the first time left would
// be a line the second time, as what was recorded before it is then longer, and labels would come too late
// for settled_soon.
ClassifierOptions without_gaps(ClassifierOptions options) {
  options.bridge_gaps = false;
  return options;
}

// The members below are made of the rate before the classifier refuses it, and a NaN cannot be converted.
double rate_of_stream(double rate) {
  if (!(rate >= Detector::lowest_rate && rate <= Detector::highest_rate))
    throw Error(fmt::format("R peaks are found at {} to {} Hz, not at {} Hz: resample the signal first",
                            Detector::lowest_rate, Detector::highest_rate, rate));
  return rate;
}

}  // namespace

LiveRhythm::LiveRhythm(const Model& model, double rate, int leads, const ClassifierOptions& options)
    : leads_(static_cast<std::size_t>(leads)),
      step_(std::lround(BeatStream::step_seconds * rate_of_stream(rate))),
      settled_(static_cast<std::int64_t>(settled_after * rate)),
      soon_(static_cast<std::int64_t>(settled_soon * rate)),
      gaps_(rate, leads_),
      signal_(rate, leads),
      classifier_(model, rate, leads, without_gaps(options)),
      fibrillation_(rate, leads, fibrillation_lag),
      asystole_(rate, leads_, EpisodeOptions{}.asystole),
      rhythm_(rate, options_of(signal_)) {}

// In the classifier's own steps, whatever blocks come: what is said, and when, then depends on the signal
// alone.
void LiveRhythm::push(std::span<const float> frames) {
  push_bridged(gaps_.push(frames));
}

void LiveRhythm::push_bridged(std::span<const float> frames) {
  while (!frames.empty()) {
    const auto left = static_cast<std::size_t>(step_ - frames_ % step_) * leads_;
    const std::size_t taken = std::min(left, frames.size());
    take_in(frames.first(taken));
    if (taken == left) settle();
    frames = frames.subspan(taken);
  }
}

void LiveRhythm::take_in(std::span<const float> frames) {
  signal_.push(frames);
  classifier_.push(frames);
  fibrillation_.push(frames);
  asystole_.push(frames);
  frames_ += static_cast<std::int64_t>(frames.size() / leads_);
}

void LiveRhythm::settle() {
  take();
  give(false);
  // A span that goes on is added when it ends; until then no interval behind its begin is decided.
  const std::int64_t since = fibrillation_.open_since();
  // Noise that goes on has been seen up to what is decided here: beats within it have no intervals, and no
  // rhythm is made of them.
  rhythm_.set_open_span(classifier_.unanalyzable_since());
  rhythm_.advance(since < 0 ? frames_ - settled_ : std::min(since, frames_ - settled_));
  if (since < 0)
    asystole_.advance(frames_ - soon_, events);
  else
    asystole_.end(since, events);
  take_episodes();
}

void LiveRhythm::finish() {
  push_bridged(gaps_.finish());
  classifier_.finish();
  fibrillation_.finish();
  take();
  give(true);
  asystole_.end(frames_, events);
  rhythm_.set_open_span(-1);  // it has ended with the stream
  rhythm_.finish(frames_);
  take_episodes();
}

void LiveRhythm::take_episodes() {
  for (const EpisodeEvent& event : rhythm_.take_events())
    if (event.episode.kind != RhythmKind::Asystole) events.push_back(event);
}

// The signal may tell nothing for hours (an electrode off): its begin is said, and a span that began and
// ended within one call has both, as whoever counts the open ones expects.
void LiveRhythm::take_unanalyzable() {
  for (const SampleSpan& span : classifier_.take_unanalyzable()) {
    if (!unanalyzable_) events.push_back({{RhythmKind::Unanalyzable, span.first, span.end, 0, 0, 0}, false});
    unanalyzable_ = false;
    rhythm_.add_span(RhythmKind::Unanalyzable, span);
  }
  const std::int64_t since = classifier_.unanalyzable_since();
  if (since < 0 || unanalyzable_) return;
  unanalyzable_ = true;
  events.push_back({{RhythmKind::Unanalyzable, since, frames_, 0, 0, 0}, false});
}

// The begin is given out at once: nobody may wait for the end of ventricular fibrillation.
void LiveRhythm::take_fibrillation() {
  for (const SampleSpan& span : fibrillation_.take_spans()) {
    rhythm_.add_span(RhythmKind::VentricularFibrillation, span);
    spans_.push_back(span);
    fibrillates_ = false;
  }
  const std::int64_t since = fibrillation_.open_since();
  if (since < 0 || fibrillates_) return;
  fibrillates_ = true;
  events.push_back({{RhythmKind::VentricularFibrillation, since, frames_, 0, 0, 0}, false});
}

void LiveRhythm::take() {
  const auto found = classifier_.take_beats();
  for (const LabelledBeat& beat : found) {
    rhythm_.add_beat(beat.sample, beat.label);
    asystole_.add_beat(beat.sample, events);
  }
  take_unanalyzable();
  take_fibrillation();
  waiting_.insert(waiting_.end(), found.begin(), found.end());
}

void LiveRhythm::give(bool all) {
  const std::int64_t since = fibrillation_.open_since();
  while (!spans_.empty() && spans_.front().end < frames_ - 2 * settled_) spans_.pop_front();
  for (; !waiting_.empty(); waiting_.pop_front()) {
    const LabelledBeat& beat = waiting_.front();
    if (leave_out_fibrillation) {
      if (std::ranges::any_of(spans_, [&](const SampleSpan& span) {
            return beat.sample >= span.first && beat.sample < span.end;
          }))
        continue;
      if (!all && since >= 0 && beat.sample >= since) {
        if (beat.sample < frames_ - settled_) continue;  // it goes on past this beat
        break;                                           // it may have ended before it
      }
    }
    beats.push_back(beat);
  }
}

}  // namespace rwave
