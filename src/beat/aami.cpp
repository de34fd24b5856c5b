#include "beat/aami.h"

#include <algorithm>
#include <array>

#include "rwave/annotation.h"

namespace rwave {
namespace {

// Indexed by annotation type; -1 = not a beat of the map.
constexpr auto make_table() {
  struct Entry {
    int code;
    BeatClass beat;
  };
  // WFDB's numbers (ecgcodes.h): N 1, L 2, R 3, a 4, V 5, F 6, J 7, A 8, S 9, E 10, j 11, / 12, Q 13, e 34,
  // f 38.
  constexpr Entry entries[] = {
      {1, BeatClass::N},  {2, BeatClass::N}, {3, BeatClass::N},  {34, BeatClass::N}, {11, BeatClass::N},
      {8, BeatClass::S},  {4, BeatClass::S}, {7, BeatClass::S},  {9, BeatClass::S},  {5, BeatClass::V},
      {10, BeatClass::V}, {6, BeatClass::F}, {12, BeatClass::Q}, {38, BeatClass::Q}, {13, BeatClass::Q},
  };
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (const Entry& entry : entries)
    table[static_cast<std::size_t>(entry.code)] = static_cast<std::int8_t>(entry.beat);
  return table;
}
constexpr auto class_of_code = make_table();

}  // namespace

std::optional<BeatClass> beat_class(std::uint8_t annotation_code) {
  const std::int8_t found = class_of_code[annotation_code];
  if (found < 0) return std::nullopt;
  return static_cast<BeatClass>(found);
}

bool is_beat(std::uint8_t annotation_code) {
  // B r n ?
  constexpr std::array<std::uint8_t, 4> others = {25, 41, 35, 30};
  return class_of_code[annotation_code] >= 0 ||
         std::find(others.begin(), others.end(), annotation_code) != others.end();
}

}  // namespace rwave
