#include "stream.h"

using namespace rwave::embedded;

void rwave_embedded::push(std::int16_t count) {
  counts.push(count);
  const float sample = counts[counts.end() - 1];
  detector.push(sample);
  if (++in_step == step) end_step();
  fibrillation.push(sample);
  take_fibrillation();
  const std::int64_t since = fibrillation.open_since(), known = counts.end() - settled;
  if (since >= 0) rhythm.decide_hidden(known);
  rhythm.advance(since < 0 ? known : std::min(since, known));
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
  give_to_rhythm(given);
  if (end != End::none) return;
  for (; !detector.unanalyzable.empty(); detector.unanalyzable.pop_front())
    rhythm.add_span(rwave::RhythmKind::Unanalyzable, detector.unanalyzable.front());
}

// Beats of those that wait, from that one on.
void rwave_embedded::give_to_rhythm(std::size_t first) {
  for (std::size_t i = first; i < beats.waiting(); ++i) {
    const rwave::LabelledBeat beat = beats.beat(i);
    rhythm.add_beat(beat.sample, beat.label);
  }
}

// The begin is given out at once: nobody may wait for the end of ventricular fibrillation.
void rwave_embedded::take_fibrillation() {
  for (; !fibrillation.spans.empty(); fibrillation.spans.pop_front()) {
    rhythm.add_span(rwave::RhythmKind::VentricularFibrillation, fibrillation.spans.front());
    fibrillates = false;
  }
  const std::int64_t since = fibrillation.open_since();
  if (since < 0 || fibrillates) return;
  fibrillates = true;
  rhythm.events.push_back(
      {{rwave::RhythmKind::VentricularFibrillation, since, counts.end(), 0, 0, 0}, false});
}

// In parts, between which the caller takes what came out. True when all is decided.
bool rwave_embedded::finish() {
  if (end == End::all) return true;
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
    give_to_rhythm(given);
    detector.finish(counts.end());
    for (; !detector.unanalyzable.empty(); detector.unanalyzable.pop_front())
      rhythm.add_span(rwave::RhythmKind::Unanalyzable, detector.unanalyzable.front());
    fibrillation.finish();
    take_fibrillation();
  }
  if (!rhythm.finish(counts.end())) return false;
  end = End::all;
  return true;
}
