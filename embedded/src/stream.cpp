#include "stream.h"

using namespace rwave::embedded;

void rwave_embedded::push(std::int16_t count) {
  counts.push(count);
  const float sample = counts[counts.end() - 1];
  detector.push(sample);
  fibrillation.push(sample);
  if (++in_step < step) return;
  end_step();
  settle();
}

// What came out of the detector within a step of a tenth of a second is labelled at its end, as BeatStream
// has it.
void rwave_embedded::end_step() {
  in_step = 0;
  const std::size_t given = beats.waiting();
  for (; !detector.peaks.empty(); detector.peaks.pop_front()) {
    const std::int64_t peak = whole(detector.peaks.front(), counts.end());
    if (peak < counts.end()) beats.add_peak(peak);
  }
  if (end == End::none) {
    beats.set_watermark(counts.end() - delay);
    beats.follow(detector.settled());
  }
  give_beats(given);
}

// As LiveRhythm::settle, and in its order.
void rwave_embedded::settle() {
  tell_begins();
  const std::int64_t since = fibrillation.open_since();
  if (since < 0)
    asystole.advance(counts.end() - soon, rhythm.events);
  else
    asystole.end(since, rhythm.events);
  take_spans();
  if (since >= 0) rhythm.decide_hidden(counts.end() - settled);
  rhythm.set_open_span(detector.unanalyzable_since());
  settles = true;
  settle_rest();
}

// In parts too: no sample comes between them, so that the same is decided as at once.
void rwave_embedded::settle_rest() {
  if (!settles) return;
  const std::int64_t since = fibrillation.open_since(), known = counts.end() - settled;
  settles = !rhythm.advance(since < 0 ? known : std::min(since, known));
}

// Beats of those that wait, from that one on.
void rwave_embedded::give_beats(std::size_t first) {
  for (std::size_t i = first; i < beats.waiting(); ++i) {
    const rwave::LabelledBeat beat = beats.beat(i);
    rhythm.add_beat(beat.sample, beat.label);
    asystole.add_beat(beat.sample, rhythm.events);
  }
}

// Nobody may wait for the end of ventricular fibrillation, or of a signal that tells nothing.
void rwave_embedded::tell_begins() {
  using rwave::RhythmKind;
  const auto began = [this](RhythmKind kind, std::int64_t first, std::int64_t known) {
    rhythm.events.push_back({{kind, first, known, 0, 0, 0}, false});
  };
  for (std::size_t i = 0; i < detector.unanalyzable.size(); ++i) {
    const rwave::SampleSpan& span = detector.unanalyzable[i];
    if (!unanalyzable) began(RhythmKind::Unanalyzable, span.first, span.end);
    unanalyzable = false;
  }
  const std::int64_t lost = detector.unanalyzable_since(), since = fibrillation.open_since();
  if (lost >= 0 && !unanalyzable) began(RhythmKind::Unanalyzable, lost, counts.end());
  unanalyzable = lost >= 0;
  if (!fibrillation.spans.empty()) fibrillates = false;
  if (since >= 0 && !fibrillates) began(RhythmKind::VentricularFibrillation, since, counts.end());
  fibrillates = since >= 0;
}

void rwave_embedded::take_spans() {
  for (; !detector.unanalyzable.empty(); detector.unanalyzable.pop_front())
    rhythm.add_span(rwave::RhythmKind::Unanalyzable, detector.unanalyzable.front());
  for (; !fibrillation.spans.empty(); fibrillation.spans.pop_front())
    rhythm.add_span(rwave::RhythmKind::VentricularFibrillation, fibrillation.spans.front());
}

// In parts, between which the caller takes what came out. True when all is decided.
bool rwave_embedded::finish() {
  if (end == End::all) return true;
  settle_rest();
  if (!has_room()) return false;
  if (end == End::none) {
    if (in_step > 0) end_step();
    end = End::samples;
    const float last = counts.end() > 0 ? counts[counts.end() - 1] : 0;
    for (std::int64_t i = detector.samples_after_end(); i > 0; --i) {
      detector.push(last);
      if (detector.peaks.room() < 8) end_step();
    }
    end_step();
    const std::size_t given = beats.waiting();
    beats.finish();
    give_beats(given);
    detector.finish(counts.end());
    fibrillation.finish();
    tell_begins();
    asystole.end(counts.end(), rhythm.events);
    take_spans();
    rhythm.set_open_span(-1);
  }
  if (!rhythm.finish(counts.end())) return false;
  end = End::all;
  return true;
}
