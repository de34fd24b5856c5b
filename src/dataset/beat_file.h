#pragma once
// Beat sets on disk: rwave's own compact binary form (docs/formats.md) and the Kaggle CSV files.

#include <filesystem>
#include <span>

#include "beat/beat_set.h"

namespace rwave {

// The binary form keeps everything; extension ".beats" by custom. Throws Error with the offset of what does
// not fit.
BeatSet read_beat_set(const std::filesystem::path& file);
void write_beat_set(const std::filesystem::path& file, const BeatSet& set);

// Kaggle's form: no header, `width` values and the class index a row, every number as numpy's savetxt prints
// it (%.18e). Reading accepts any decimal form; all rows must have one width, values must be finite, class
// indices whole and below `classes`.size(). Errors name the line. Rows of a CSV file have one record, named
// after the file, and no patient.
BeatSet read_kaggle_csv(const std::filesystem::path& file, std::vector<std::string> classes);
// Writing formats rows on `threads` threads (0 = one per core).
void write_kaggle_csv(const std::filesystem::path& file, const BeatSet& set,
                      std::span<const std::uint32_t> rows, int threads = 0);

}  // namespace rwave
