#pragma once
// From a folder of annotated recordings to one beat set.

#include <filesystem>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "beat/cut_recording.h"

namespace rwave {

struct CutOptions {
  std::string annotator = "atr";
  int threads = 0;  // 0 = one a core
};

// A beat set and what was left out on the way.
struct CutBeats {
  BeatSet set;
  CutTally tally;
};

// Cuts every named record of the folder by the recipe (beat/cutter.h), records in the order given, several at
// once. Patients: those of mitdb are known; elsewhere every record counts as a patient of its own,
// "FOLDER/RECORD". Throws Error where a record or its annotations cannot be read, or the recipe's name is
// unknown (UsageError).
CutBeats cut_records(const std::filesystem::path& folder, const std::vector<std::string>& records,
                     const std::string& recipe, const CutOptions& options = {});

}  // namespace rwave
