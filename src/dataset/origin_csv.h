#pragma once
// Where the rows of a Kaggle CSV file came from, line by line: that form has no place for it, and whoever
// splits by patient in another program needs it.

#include <cstdint>
#include <filesystem>
#include <span>

#include "beat/beat_set.h"

namespace rwave {

// Writes a header line, then "record,sample,class,patient" for each row, in the order of the CSV file's rows.
void write_origin_csv(const std::filesystem::path& file, const BeatSet& set,
                      std::span<const std::uint32_t> rows);

}  // namespace rwave
