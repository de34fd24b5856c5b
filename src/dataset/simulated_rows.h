#pragma once
// Training rows whose rhythm was simulated (synth/simulated_rhythm.h), for recipes whose rows hold it
// (Recipe::simulates_rhythm).

#include <cstdint>
#include <filesystem>
#include <vector>

#include "beat/beat_set.h"
#include "dataset/cut_records.h"

namespace rwave {

// Appends, `copies` times, every record of the `folders` whose rows are in `split` for training only: its
// beats at other times, each with the waves of the beat before it where they then are (moved_beat.h). The
// copies take the record's leads in turn, the labelled one first, so that a network meets shapes of other
// leads than it is tested on. The rows join set.records as "201 simulated", with their patient, and
// split.train; nothing is tested or chosen on them.
//
// Aberrated S beats ("a") of these records train nothing, neither as they were recorded nor copied. Their QRS
// complex is a V beat's; nearly all of DS1 are one patient's, and they teach that V beats which come early
// are S: without them six folds of the DS1 patients have S F1 .71 instead of .68, V F1 .88 instead of .87.
//
// A function of the seed. `options`: how the set's rows were cut. UsageError where the set's recipe knows no
// rhythm or no record trains with all its rows, Error where a record cannot be read.
void add_simulated_rows(BeatSet& set, Split& split, const std::vector<std::filesystem::path>& folders,
                        int copies, std::uint64_t seed, const CutOptions& options = {});

}  // namespace rwave
