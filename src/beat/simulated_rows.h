#pragma once
// Training rows of the recipe "rhythm" whose rhythm was simulated (simulated_rhythm.h).

#include <cstdint>
#include <filesystem>
#include <vector>

#include "beat/beat_set.h"

namespace rwave {

// Appends, `copies` times, every record of the `folders` whose rows are in `split` for training only: its
// beats at other times. The copies take the record's leads in turn, the labelled one first, so that a network
// meets shapes of other leads than it is tested on. The rows join set.records as "201 simulated", with their
// patient, and split.train; nothing is tested or chosen on them. A function of the seed. UsageError where the
// set's recipe is another, Error where a record cannot be read.
void add_simulated_rows(BeatSet& set, Split& split, const std::vector<std::filesystem::path>& folders,
                        int copies, std::uint64_t seed);

}  // namespace rwave
