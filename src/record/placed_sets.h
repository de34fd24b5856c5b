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
  std::string name;
  std::string units;  // "mV" for every voltage; empty where the file states none
  double gain = 1;
  double baseline = 0;
  std::vector<std::int32_t> samples;  // missing_sample where there is none
};

// Leads that were recorded together.
struct PlacedSet {
  double begin = 0;       // s; since 1970 where `absolute`, else since the recording's own beginning
  bool absolute = false;  // a date and time
  double rate = 0;        // Hz
  std::vector<PlacedLead> leads;

  std::int64_t frames() const;  // of its longest lead
};

// Where sets lie on one time axis.
struct Layout {
  std::vector<const PlacedSet*> sets;
  double begin = 0;  // of the earliest set
  std::int64_t frames = 0;

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
