#pragma once
// Beats of one recording at annotated R peaks, by any recipe that works on a stream.

#include <span>
#include <vector>

#include "beat/beat_set.h"
#include "beat/cutter.h"
#include "rwave/annotation.h"
#include "rwave/recording.h"

namespace rwave {

// What was not made into rows, and why.
struct CutTally {
  std::int64_t beats = 0;         // annotations that are beats of the AAMI map
  std::int64_t no_following = 0;  // the record's last annotation, where the recipe defines no window for it
  std::int64_t missing = 0;       // windows with samples that were not recorded, or without any sample
};

// A set without rows, of the recipe's shape and the AAMI classes.
BeatSet empty_set(const Recipe& recipe);

// Appends a row for each beat of the AAMI map, as rows of record `record` (an index into set.records), cut
// from signal `lead`; all annotated beats, of whatever kind, make the rhythm.
CutTally cut_lead(Recording& recording, int lead, std::span<const Annotation> annotations,
                  const Recipe& recipe, std::uint32_t record, BeatSet& set);

// The same of the lead that label_lead (signal/leads.h) chooses.
CutTally cut_recording(Recording& recording, std::span<const Annotation> annotations, const Recipe& recipe,
                       std::uint32_t record, BeatSet& set);

}  // namespace rwave
