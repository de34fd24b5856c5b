#pragma once
// Groups of leads that were recorded at different times, placed on one time axis: what HL7 calls sequence
// sets and DICOM multiplex groups.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// One lead of a set. Physical value = (sample - baseline) / gain, in `units`.
struct PlacedLead {
  // The lead as the rest of the program names it ("V1"), not by the file's code.
  std::string name;
  // "mV" for every voltage; empty where the file states none.
  std::string units;
  double gain = 1;
  double baseline = 0;
  // missing_sample where there is none.
  std::vector<std::int32_t> samples;
};

// Leads that were recorded together.
struct PlacedSet {
  // s; since 1970 where `absolute`, else since the recording's own beginning.
  double begin = 0;
  // Whether `begin` is a date and time. Sets of both kinds never share an axis.
  bool absolute = false;
  // Samples per second of each lead.
  double rate = 0;
  std::vector<PlacedLead> leads;

  std::int64_t frames() const;
};

// Where sets lie on one time axis. Points into the sets, which must outlive it.
struct Layout {
  std::vector<const PlacedSet*> sets;
  // Of the earliest set, s, by the sets' own clock.
  double begin = 0;
  // From that beginning to the end of the set that ends last.
  std::int64_t frames = 0;

  // The frame of a set's first sample, rounded to the nearest.
  std::int64_t first_frame(const PlacedSet& set) const;
};

// Nothing where the sets do not fit one axis: rates or clocks differ, a lead would be there twice at one
// time, or the time between them is out of proportion (above an hour and four times what is recorded). `sets`
// must outlive the layout and must not be empty.
std::optional<Layout> lay_out(std::vector<const PlacedSet*> sets);

// The recording of a layout: `info` with rate, length and signals filled in, frames that no set has as
// missing samples. A lead whose scale changes between sets takes the first one's; the samples of the others
// are rounded to it, which a warning says.
std::unique_ptr<Recording> build(const Layout& layout, RecordingInfo info);

}  // namespace rwave
