#pragma once
// Labels that a person gave to some beats of a recording, from a file.

#include <string>
#include <vector>

#include "rwave/adapt.h"

namespace rwave::cli {

// `given`: a WFDB annotation file, a CSV table (columns sample or seconds, and label; what `rwave classify
// --csv` writes will do), or an annotator's suffix ("atr") of the recording `path`. Labels are WFDB's codes.
// Warnings are appended, one line each. Throws Error naming the file, and of tables the line, where a label
// or a place is none, and where no beat is labelled.
std::vector<TaughtBeat> read_taught(const std::string& given, const std::string& path,
                                    const RecordingInfo& recording, std::string& warnings);

}  // namespace rwave::cli
