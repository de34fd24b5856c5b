#pragma once
// Labels that a person gave to some beats of a recording, from a file.

#include <optional>
#include <string>
#include <vector>

#include "cli/label_table.h"
#include "rwave/adapt.h"

namespace rwave::cli {

// What a file of labels holds.
struct TaughtLabels {
  std::string file;
  // Of annotations; a table's beats are placed where it is known which beats the recording has.
  std::vector<TaughtBeat> beats;
  std::optional<LabelTable> table;
};

// `given`: a WFDB annotation file, a table (label_table.h; what `rwave classify --csv` writes will do), or an
// annotator's suffix ("atr") of the recording `path`. Labels are WFDB's codes, in tables words too
// (label_words.h). Warnings are appended, one line each. Throws Error naming the file, and of tables the
// line, where a label or a place is none, and where no beat is labelled.
TaughtLabels read_taught(const std::string& given, const std::string& path, const RecordingInfo& recording,
                         std::string& warnings);

// The labels as beats of the recording, in which `found` were found. Throws Error where a table's unit is not
// its stated one, or is not told. A warning says where few labels lie at beats that were found.
std::vector<TaughtBeat> place_taught(const TaughtLabels& labels, const std::vector<LabelledBeat>& found,
                                     const RecordingInfo& recording, std::string& warnings);

// Appends a warning for each taught beat that stands alone against its group: taught V where beats that look
// like it, ten or more and half of the group, are surely N or S, or the other way round. One slip of a
// click turns the group over.
void doubt_taught(const std::vector<TaughtBeat>& taught, const Adapter& adapter, const TaughtLabels& labels,
                  double rate, std::string& warnings);

}  // namespace rwave::cli
