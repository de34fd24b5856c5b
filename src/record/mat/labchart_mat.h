#pragma once
// What LabChart exports as a MAT file: all channels end to end in one row `data`, with the place of each in
// `datastart` and `dataend`, channels by blocks.

#include <string>
#include <vector>

#include "record/mat/mat_file.h"

namespace rwave {

// Makes of such variables a matrix `data`, leads by samples, their `titles` and one `samplerate`, as other
// files have them; leaves other files' variables as they are. Of several blocks the longest is taken, of
// channels with several rates those of the fastest: what is left out is returned in a sentence, empty for
// nothing. Throws Error where a place lies outside the data.
std::string unfold_labchart(std::vector<MatArray>& variables, const std::string& file);

}  // namespace rwave
