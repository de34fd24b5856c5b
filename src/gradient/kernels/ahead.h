#pragma once
// What a product asks memory for before it needs it. See product_loops.h for the unnamed namespace.

#include <cstdint>

#include "simd/product_tile.h"

namespace rwave::gradient {
namespace {

using simd::Tile;

// What the microkernel asks for while it works, a line per step: the part of b that is packed next, then the
// part of a that is read next where that is one segment.
struct Ahead {
  // First line of the part of b that pack() copies next; null: nothing of b is asked for.
  const float* b = nullptr;
  // Floats from one segment of that part to the next: b's rows, or its columns where those lie in order.
  std::int64_t step = 0;
  // How many such segments the part consists of; a tile asks for one line of each, one per step of its
  // depth.
  std::int64_t segments = 0;
  // Cache lines (16 floats) of one segment: after that many tiles all of b's part has been asked for.
  std::int64_t lines = 0;
  // The rows of a that are read next where they are one segment in memory; null where strides tear them
  // apart.
  const float* a = nullptr;
  // Cache lines of that segment.
  std::int64_t a_lines = 0;

  // For the call-th tile of a part.
  void share_out(std::int64_t call, Tile& tile) const {
    constexpr std::int64_t line = 64 / sizeof(float);
    // Where nothing is left to ask for: a line that is in the cache already, so that the loop needs no test.
    tile.ahead = reinterpret_cast<const char*>(tile.panel);
    if (b && call < lines) {
      tile.ahead = reinterpret_cast<const char*>(b + call * line);
      tile.ahead_step = step * static_cast<std::int64_t>(sizeof(float));
      tile.ahead_steps = segments;
      return;
    }
    // Behind b's lines those of a, as many per call as the tile has steps.
    const std::int64_t done = (b ? call - lines : call) * tile.depth;
    if (!a || done >= a_lines) return;
    tile.ahead = reinterpret_cast<const char*>(a + done * line);
    tile.ahead_step = 64;
    tile.ahead_steps = a_lines - done;
  }
};

}  // namespace
}  // namespace rwave::gradient
