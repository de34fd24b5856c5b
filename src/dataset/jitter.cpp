#include "dataset/jitter.h"

#include <algorithm>
#include <cmath>

#include "beat/aami.h"

namespace rwave {

// Sorted again: two beats that lie closer than the jitter may change places.
std::vector<Annotation> displaced(std::span<const Annotation> annotations, double reach, double rate,
                                  std::int64_t samples, Random& random) {
  std::vector<Annotation> moved(annotations.begin(), annotations.end());
  // Rhythm and noise marks stay: where a rhythm begins does not depend on where a detector sees the
  // R peak.
  for (Annotation& annotation : moved) {
    if (!is_beat(annotation.code)) continue;
    const double seconds = (2 * random.uniform() - 1) * reach;
    annotation.sample =
        std::clamp<std::int64_t>(annotation.sample + std::llround(seconds * rate), 0, samples - 1);
  }
  std::ranges::stable_sort(moved, {}, &Annotation::sample);
  return moved;
}

}  // namespace rwave
