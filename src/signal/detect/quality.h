#pragma once
// Signal quality: where a recording can be analysed, and where nothing can be said.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "rwave/detector.h"
#include "signal/detect/lead_track.h"

namespace rwave {

// Marks blocks of 1.5 s in which nothing can be said: no lead with three quarters of its samples, all flat
// for two blocks together (an electrode off; one flat block may be a pause, and the first of two at the very
// start is none either), or a background above 0.3 of the block's greatest wave in every lead, which is what
// noise without beats looks like. Broad fast beats look so too: a block of that kind counts as analyzable
// where the beats found in it are sure, all of them. Neighbouring blocks become one span.
class QualityMarks {
 public:
  explicit QualityMarks(const WorkingRate& clock, std::size_t leads) : clock_(clock), was_flat_(leads) {}

  // To be called when the leads' levels have ended a block; `end` is one past its last working sample.
  void end_block(std::span<const LeadTrack> leads, std::int64_t end);

  // A beat was found at this sample of the recording, with this evidence (log-odds). In order of time.
  void add_beat(std::int64_t sample, float evidence) { beats_.push_back({sample / clock_.factor, evidence}); }

  // All beats before this working sample are known: blocks before it are judged, spans that end are appended.
  void settle(std::int64_t index, std::vector<SampleSpan>& unanalyzable);

  // One past the last working sample of the block that is judged next, -1 where none waits.
  std::int64_t next_end() const { return blocks_.empty() ? -1 : blocks_.front().end; }

  // First sample of the recording in the span that is open, -1 where none is.
  std::int64_t open_since() const { return open_since_ < 0 ? -1 : open_since_ * clock_.factor; }

  // Judges what is left and closes the span that is open.
  void finish(std::vector<SampleSpan>& unanalyzable);

 private:
  // From best to worst: a block is as good as its best lead.
  enum class Signal { good, noisy, none };
  struct Block {
    // [first, end) in working samples.
    std::int64_t first, end;
    Signal signal;
  };
  // A beat that was found: its working sample and its evidence.
  struct Beat {
    std::int64_t index;
    float evidence;
  };

  // Of the block that the lead ended last; `number` is the lead's, for `was_flat_`.
  Signal signal_of(const LeadTrack& lead, std::size_t number);
  // Whether beats lie in the block, each with log-odds of 1 or more and 3 on the mean.
  bool has_sure_beats(const Block& block) const;

  WorkingRate clock_;
  // By lead: whether the block before was flat.
  std::vector<bool> was_flat_;
  // The first block was flat in all leads, and the second has not ended: whether that was a pause is not
  // known.
  bool starts_flat_ = false;
  // Not yet judged.
  std::deque<Block> blocks_;
  // In them, and later.
  std::deque<Beat> beats_;
  // Working sample where the span that is still growing began; -1 = none.
  std::int64_t open_since_ = -1;
  // Where the last block ended and the next one begins.
  std::int64_t last_end_ = 0;
};

}  // namespace rwave
