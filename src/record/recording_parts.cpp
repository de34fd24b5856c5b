#include "record/recording_parts.h"

#include <algorithm>
#include <array>

namespace rwave {
namespace {

constexpr std::array part_places = {0.05, 0.15, 0.25, 0.35, 0.45,
                                    0.55, 0.65, 0.75, 0.85};  // of the recording

}  // namespace

std::vector<RecordingPart> parts_of(std::int64_t frames, double longest) {
  const auto all = static_cast<double>(frames);
  // The lesser of both as they are: a damaged rate may be no number of frames.
  const auto length = static_cast<std::int64_t>(std::min(all, longest));
  std::vector<RecordingPart> parts;
  for (const double place : part_places)
    parts.push_back({std::min(static_cast<std::int64_t>(place * all), frames - length), length});
  return parts;
}

}  // namespace rwave
