#pragma once
// From a folder of annotated recordings to one beat set.

#include <filesystem>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "beat/cut_recording.h"

namespace rwave {

// What cutting needs to know besides the recipe.
struct CutOptions {
  // Suffix of the annotation files.
  std::string annotator = "atr";
  // Recordings cut at once; 0 = one per core.
  int threads = 0;
  // Hz, of tables that state no sampling rate; 0: they state it.
  double csv_rate = 0;
};

// A beat set and what was left out on the way.
struct CutBeats {
  BeatSet set;
  CutTally tally;
};

// Appends the rows of `part`, whose records follow those of `all`. The one place that knows every array of a
// set; whether a row means the same in both is the caller's to see.
void append_rows(BeatSet& all, const BeatSet& part);
// The same, and what was left out of both together.
void append(CutBeats& all, const CutBeats& part);

// Cuts every named recording of the folder (list_annotated) by the recipe, in the order given, several at
// once. Patients: those of mitdb are known; elsewhere every record counts as a patient of its own,
// "FOLDER/RECORD". A recording that cannot be read, with its annotations, is left out and named in a warning.
// Throws Error where that is so of all; UsageError where the recipe's name is unknown, or the recipe cuts no
// annotated recordings.
CutBeats cut_records(const std::filesystem::path& folder, const std::vector<std::string>& records,
                     const std::string& recipe, const CutOptions& options = {});

}  // namespace rwave
