#pragma once
// Where a recording can be read, and where nothing can be said.

#include <cstdint>
#include <span>
#include <vector>

#include "rwave/detector.h"
#include "signal/detect/lead_track.h"

namespace rwave {

// Marks blocks of 1.5 s in which no lead can be read: more than a quarter of it missing, flat for two blocks
// together (an electrode off; one flat block may be a pause), or a background above 0.3 of the
// block's greatest wave, which is what noise without beats looks like. Neighbouring blocks become one span.
class QualityMarks {
 public:
  explicit QualityMarks(const WorkingRate& clock, std::size_t leads) : clock_(clock), was_flat_(leads) {}

  // To be called when the leads' levels have ended a block; `end` is one past its last working sample.
  void end_block(std::span<const LeadTrack> leads, std::int64_t end, std::vector<SampleSpan>& unreadable);

  // Closes the span that is open.
  void finish(std::vector<SampleSpan>& unreadable);

 private:
  bool readable(const LeadTrack& lead, std::size_t number);

  WorkingRate clock_;
  std::vector<bool> was_flat_;
  std::int64_t open_since_ = -1;  // working sample where the span that is still growing began; -1 = none
  std::int64_t last_end_ = 0;
};

}  // namespace rwave
