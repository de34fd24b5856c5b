#include "score/ec57/beats.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

// WFDB annotation types (PhysioNet, "ECG annotation codes").
constexpr std::uint8_t noise = 14;
constexpr std::uint8_t flutter_begins = 32;
constexpr std::uint8_t flutter_ends = 33;

bool begins_shutdown(const Annotation& annotation) {
  return annotation.code == noise && (annotation.subtype & 0x30) == 0x30;
}

// The end of the shutdown that annotation `at` begins, and whether a beat ended it.
struct ShutdownEnd {
  std::int64_t sample = std::numeric_limits<std::int64_t>::max();
  bool by_beat = false;
};

ShutdownEnd shutdown_end(std::span<const Annotation> annotations, std::size_t at) {
  for (const Annotation& next : annotations.subspan(at + 1)) {
    if (label_of(next.code)) return {next.sample, true};
    if (next.code == noise && !begins_shutdown(next)) return {next.sample, false};
  }
  return {};
}

}  // namespace

std::optional<Label> label_of(std::uint8_t annotation_code) {
  switch (annotation_code) {
    case 1:   // N
    case 2:   // L, left bundle branch block
    case 3:   // R, right bundle branch block
    case 25:  // B, bundle branch block
      return Label::N;
    case 4:   // a, aberrated atrial premature
    case 7:   // J, nodal premature
    case 8:   // A, atrial premature
    case 9:   // S, supraventricular premature
    case 11:  // j, nodal escape
    case 34:  // e, atrial escape
    case 35:  // n, supraventricular escape
      return Label::S;
    case 5:   // V, premature ventricular contraction
    case 10:  // E, ventricular escape
    case 41:  // r, R on T
      return Label::V;
    case 6:
      return Label::F;
    case 12:  // /, paced
    case 13:  // Q, unclassifiable
    case 30:  // ?, not classified while learning
    case 38:  // f, fusion of paced and normal
      return Label::Q;
    default:
      return std::nullopt;
  }
}

bool BeatFile::shut_down_at(std::int64_t sample) const {
  return std::any_of(shutdown.begin(), shutdown.end(),
                     [&](const Stretch& stretch) { return stretch.begin <= sample && sample < stretch.end; });
}

BeatFile beats_of(std::span<const Annotation> annotations, double rate) {
  const auto margin = static_cast<std::int64_t>(std::lround(0.15 * rate));
  BeatFile file;
  bool in_flutter = false;
  bool interrupted = true;  // no interval leads to the next beat
  std::int64_t previous = 0;
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const Annotation& annotation = annotations[i];
    if (i > 0 && annotation.sample < annotations[i - 1].sample) {
      throw Error(fmt::format("annotations must be in order of time to be compared: sample {} follows {}",
                              annotation.sample, annotations[i - 1].sample));
    }
    if (annotation.code == flutter_begins || annotation.code == flutter_ends) {
      in_flutter = annotation.code == flutter_begins;
      interrupted = true;
    } else if (begins_shutdown(annotation)) {
      const ShutdownEnd end = shutdown_end(annotations, i);
      const std::int64_t before = i == 0 ? 0 : annotations[i - 1].sample;
      file.shutdown.push_back(end.by_beat ? Stretch{before + margin, end.sample - margin}
                                          : Stretch{annotation.sample, end.sample});
      interrupted = true;
    } else if (const auto label = label_of(annotation.code); label && !in_flutter) {
      file.beats.push_back({annotation.sample, *label, interrupted ? 0 : annotation.sample - previous});
      previous = annotation.sample;
      interrupted = false;
    }
  }
  return file;
}

}  // namespace rwave::ec57
