#pragma once
// The min-max pyramid of a recording: its signal at every zoom, in tiles.
//
// Level 0 holds samples, level k pairs (minimum, maximum) of factor^k samples. Values are int16; a lead whose
// numbers do not fit is scaled. Levels 0 and 1 are cut from the recording when they are asked for: they would
// take as much space as it does. Coarser ones are in a file.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "record/byte_source.h"
#include "rwave/recording.h"

namespace rwave::serve {

// Samples of a level per pair of the next coarser one. With 4, all stored levels together take a sixth of
// what the signal takes at 16 bits.
inline constexpr int pyramid_factor = 4;
// int16 numbers of a whole tile, 16 KiB.
inline constexpr std::int64_t tile_values = 8192;
// Of what the file holds; finer tiles are cut when asked for.
inline constexpr int first_stored_level = 2;
// Stands for missing samples, in pairs as both values.
inline constexpr std::int16_t not_recorded = -32768;

// A lead as the pyramid holds it: value in the lead's units = number * scale + offset.
struct PyramidLead {
  // Values of level 0: the lead's samples.
  std::int64_t samples = 0;
  double scale = 1, offset = 0;
  // ADC value = number * step + base: 1 and 0 wherever int16 holds all of the lead's numbers.
  std::int32_t step = 1, base = 0;
  // By level: of its first pair in the file; of first_stored_level on.
  std::vector<std::int64_t> places;
};

// Of a recording of `samples` samples: levels up to the one that a single tile holds.
int pyramid_levels(std::int64_t samples);

// Reads the whole recording and writes the file, which is complete or absent. `progress` is told the share
// done and may throw to break off. `signature` is of the recording, kept to know an old file by.
void build_pyramid(Recording& recording, const std::filesystem::path& file, const std::string& signature,
                   const std::function<void(double)>& progress);

// An open pyramid file. Any thread may read.
class Pyramid {
 public:
  // Throws Error where the file is damaged or of another recording.
  Pyramid(const std::filesystem::path& file, const std::string& signature);

  const std::vector<PyramidLead>& leads() const { return leads_; }

  // The bytes of a tile of a stored level. Throws Refused where there is none.
  std::string stored_tile(std::size_t lead, int level, std::int64_t tile) const;

 private:
  ByteSource source_;
  std::vector<PyramidLead> leads_;
};

// The bytes of a tile of level 0 or 1, read from the recording, which serves one thread at a time: the
// caller holds its lock (SignalSource::with).
std::string fine_tile(Recording& recording, const PyramidLead& lead, int signal, int level,
                      std::int64_t tile);

}  // namespace rwave::serve
