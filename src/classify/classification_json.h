#pragma once
// The labels of a recording as JSON: what `rwave classify --json` writes, and the WebAssembly package gives.

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "rwave/classification.h"
#include "rwave/recording.h"

namespace rwave {

// The figures of a summary by name, with their units in the names (_s, _ms, _per_min). Those that are
// undefined (NaN) are null, as JSON has no NaN.
nlohmann::ordered_json summary_json(const Summary& summary);

// One object: record, rate (Hz), samples (frames in all), lead and leads (the names of those labelled),
// model, warnings of the file, summary, beats, unanalyzable. Each beat has its sample (frame of its R peak),
// its label and its probability, 0 to 1, rounded to four digits. unanalyzable holds pairs: first frame, and
// the frame past the last.
nlohmann::ordered_json classification_json(std::string_view record, const RecordingInfo& info,
                                           const Classification& classification, const Summary& summary,
                                           std::string_view model);

}  // namespace rwave
