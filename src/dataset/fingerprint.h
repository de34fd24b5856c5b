#pragma once
// Whether two programs speak of the same rows.

#include <string>

#include "beat/beat_set.h"

namespace rwave {

// A checksum of the rows, their labels and their use: what a model remembers of its training, so that whoever
// scores it later knows whether the test rows are those it never saw.
std::string fingerprint(const BeatSet& set, const Split& split);

}  // namespace rwave
