#pragma once
// Annotated recordings of any format: which a folder holds, and where the annotations of one are.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/recording.h"

namespace rwave {

// The recordings of a folder that have annotations, by name, sorted. WFDB records by their names (100), as
// list_records has them; files of other formats by theirs (100.edf), where there is an annotation file of the
// name (100.atr), or where the file holds beat annotations itself (EDF+, ISHNE). A file whose name is a WFDB
// record's too is that record in another form and is left out. `csv_rate`: OpenOptions. Throws Error where
// the folder holds neither, or a recording of it cannot be opened.
std::vector<std::string> list_annotated(const std::filesystem::path& folder,
                                        std::string_view annotator = "atr", double csv_rate = 0);

// A recording and the reference annotations of it.
struct AnnotatedRecording {
  std::unique_ptr<Recording> recording;
  // In the order of the file.
  std::vector<Annotation> annotations;
};

// Opens a recording by the name that list_annotated gives, and reads its annotations: from NAME.ANNOTATOR, or
// FILE.ANNOTATOR where that is there, else those in the recording itself, of which a text that is the symbol
// of a beat ("N", "V") is that beat. Throws Error naming the annotation file that was expected where there is
// neither.
AnnotatedRecording open_annotated(const std::filesystem::path& path, std::string_view annotator = "atr",
                                  double csv_rate = 0);

}  // namespace rwave
