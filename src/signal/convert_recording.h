#pragma once
// Any recording with its annotations, written in another format.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// What `rwave convert` is asked for beyond the output's name.
struct ConvertOptions {
  // Hz to resample to; the recording's own where it is not given.
  std::optional<double> rate;
  // Of WFDB records: 16 or 212. Not given: 212 where the source is in it, 16 for all others.
  std::optional<int> signal_format;
  // Suffix of the annotation file of a WFDB record.
  std::string annotator = "atr";
};

// Writes `recording` to `output`: x.edf (EDF+), x.csv (a table and its companions), x.hea or a name without
// an extension (a WFDB record). Samples are kept as integers where they fit the format, if need be with
// another baseline; a signal that does not fit is rounded to the finest step that does. Patient data are not
// written. Returns what is lost, a line each. Throws Error where the output would overwrite a file that the
// recording is read from, or cannot be written.
std::vector<std::string> convert_recording(Recording& recording, const std::vector<Annotation>& annotations,
                                           const std::filesystem::path& output,
                                           const ConvertOptions& options);

}  // namespace rwave
