#pragma once
// What the annotation signals of EDF+ and BDF+ files say: when each data record begins, and the annotations.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "record/byte_source.h"
#include "record/edf/edf_header.h"
#include "rwave/annotation.h"

namespace rwave {

// An annotation: seconds from the file's start time, and its text in UTF-8.
struct EdfNote {
  double onset = 0;
  // Seconds; 0 where none is given, which most annotations do not.
  double duration = 0;
  std::string text;
};

// What all annotation signals of a file say together, in the file's order.
struct EdfAnnotations {
  // Without the time-keeping entries that begin each data record.
  std::vector<EdfNote> notes;
  // When each data record begins, seconds from the file's start time; nothing of records that do not say.
  std::vector<std::optional<double>> record_onsets;
  // Lists that break the format, with count and first offset.
  std::vector<std::string> warnings;
};

// Reads the annotation signals of every data record: "+1.5<21>0.25<20>text<20><0>" (time-stamped annotation
// lists, section 2.2.2 of the EDF+ description). Empty where the file has none. Lists that break the format
// are passed over, which is a warning.
EdfAnnotations read_edf_annotations(const ByteSource& source, const EdfHeader& header);

// The annotations as WFDB's notes in frames, in order of time: `begin` is when the first data record begins,
// seconds from the file's start time, `rate` the frames per second. Those further off than any recording are
// left out.
std::vector<Annotation> labels_of(const std::vector<EdfNote>& notes, double begin, double rate);

}  // namespace rwave
