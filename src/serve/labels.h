#pragma once
// The labels of a recording with all edits: beats by id, unanalyzable spans, rhythm stated by a person.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "rhythm/stated_rhythm.h"
#include "rwave/annotation.h"
#include "serve/analysis.h"
#include "serve/edit.h"

namespace rwave::serve {

// Bits of ReviewBeat::flags; those below 32 are the interface's.
inline constexpr std::uint8_t beat_rejected = 1, beat_changed = 2, beat_inserted = 4, beat_reviewed = 8,
                              beat_after_gap = 16, beat_deleted = 128;

// A beat as it stands. Whether a person changed it is told by its flags; what the program said first is in
// the Analysis, at the same place.
struct ReviewBeat {
  // Its R peak, a frame of the recording.
  std::int64_t sample = 0;
  // Of the program's label; 1 where a person inserted the beat.
  float probability = 0;
  // Place in Analysis::groups; -1: inserted, or seen in no lead.
  std::int16_t group = -1;
  // N S V F Q or /, with all edits.
  char label = 'N';
  // beat_rejected and so on, added up.
  std::uint8_t flags = 0;

  bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};

// A value: edits are applied to a copy, and readers keep the one that they have.
//
// Beats are never taken out of the list by id: a deleted beat keeps its place with a flag, so that ids in the
// journal, in the page's selection and in other edits stay what they are.
class Labels {
 public:
  // As the program labelled them; beats and spans behind `frames`, the recording's end, are not there.
  Labels(std::shared_ptr<const Analysis> analysis, double rate, std::int64_t frames);

  // The labels after these edits, of which undone ones are left out.
  // Used when a recording is opened and by undo; a single edit more is apply() on a copy.
  static Labels after(std::shared_ptr<const Analysis> analysis, double rate, std::int64_t frames,
                      std::span<const Edit> edits, const std::vector<bool>& undone);

  // Makes one edit that is neither undo nor redo. Beats that are not there are passed over: an edit that made
  // them may have been undone.
  void apply(const Edit& edit);
  // Puts the beats in order again; due after the last apply().
  void settle();

  // Of the last edit that was made, undo and redo among them; 0 before any.
  std::int64_t revision = 0;

  const Analysis& analysis() const { return *analysis_; }
  double rate() const { return rate_; }
  std::int64_t frames() const { return frames_; }

  // By id, deleted ones too: the program's beats come first.
  const std::vector<ReviewBeat>& beats() const { return beats_; }
  // Ids of the beats that are there, in order of time.
  const std::vector<std::int64_t>& order() const { return order_; }
  // Of the beats [first, last) of order(): those within the span of samples.
  std::span<const std::int64_t> within(std::int64_t first, std::int64_t end) const;
  // Whether the id names a beat that is not deleted.
  bool is_there(std::int64_t id) const;

  // In order and apart: the program's, more those that a person marked, less those that were said to be
  // analyzable.
  const std::vector<SampleSpan>& unanalyzable() const { return unanalyzable_; }
  // In order and apart, too, but for kinds that are denied: a statement cuts those made before it.
  const std::vector<StatedRhythm>& stated() const { return stated_; }

  // What the rhythm is found from: beats that can be trusted, and the spans that hide or cut.
  std::vector<LabelledBeat> rhythm_beats() const;
  std::vector<KnownSpan> rhythm_spans() const;

  // WFDB annotations: beats, | where one was rejected, ~ and [ ] around spans.
  std::vector<Annotation> annotations() const;

 private:
  // Also decides ventricular fibrillation and flutter in the span, which hide beats.
  void state_rhythm(const Edit& edit);

  std::shared_ptr<const Analysis> analysis_;
  double rate_;
  std::int64_t frames_;
  std::vector<ReviewBeat> beats_;
  std::vector<std::int64_t> order_;
  std::vector<SampleSpan> unanalyzable_, fibrillation_, flutter_;
  std::vector<StatedRhythm> stated_;
};

// Spans in order and apart, with one more, and without what lies in one.
void add_span(std::vector<SampleSpan>& spans, SampleSpan span);
void cut_span(std::vector<SampleSpan>& spans, SampleSpan span);

}  // namespace rwave::serve
