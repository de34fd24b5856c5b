#pragma once
// NumPy's file of one array, for programs that a result is compared with.

#include <cstdint>
#include <filesystem>
#include <span>

namespace rwave::explain {

// rows x columns float32 values, row after row, as format version 1.0 (numpy.lib.format).
void write_npy(const std::filesystem::path& file, std::span<const float> values, std::int64_t rows,
               std::int64_t columns);

}  // namespace rwave::explain
