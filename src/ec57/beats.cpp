#include "ec57/beats.h"

#include <fmt/format.h>

#include <algorithm>

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

// The shutdown that the first of these annotations begins; `before` is the latest beat or end of flutter.
Stretch shutdown_at(std::span<const Annotation> annotations, std::int64_t before, std::int64_t window) {
  const std::int64_t begin = annotations[0].sample;
  if (annotations.size() == 1) return {begin, unending};
  const Annotation& next = annotations[1];
  if (next.code == noise && !begins_shutdown(next)) return {begin, next.sample};
  const std::int64_t end = next.sample - window;
  return {std::min(before + window, end), end};
}

bool within_any(const std::vector<Stretch>& stretches, std::int64_t sample) {
  return std::ranges::any_of(stretches, [sample](const Stretch& stretch) {
    return stretch.begin <= sample && sample <= stretch.end;
  });
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

void check_order(std::span<const Annotation> annotations, const std::string& file) {
  for (std::size_t i = 1; i < annotations.size(); ++i) {
    if (annotations[i].sample >= annotations[i - 1].sample) continue;
    throw Error(file, fmt::format("annotations must be in order of time to be compared: sample {} follows {}",
                                  annotations[i].sample, annotations[i - 1].sample));
  }
}

bool BeatFile::in_flutter_at(std::int64_t sample) const {
  return within_any(flutter, sample);
}

bool BeatFile::shut_down_at(std::int64_t sample) const {
  return within_any(shutdown, sample);
}

BeatFile beats_of(std::span<const Annotation> annotations, std::int64_t window) {
  BeatFile file;
  bool in_flutter = false;
  bool interrupted = true;    // no interval leads to the next beat
  std::int64_t previous = 0;  // the latest beat or end of flutter
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const Annotation& annotation = annotations[i];
    if (in_flutter) {
      if (annotation.code != flutter_ends) continue;
      file.flutter.back().end = previous = annotation.sample;
      in_flutter = false;
    } else if (annotation.code == flutter_begins) {
      file.flutter.push_back({annotation.sample, unending});
      in_flutter = interrupted = true;
    } else if (begins_shutdown(annotation)) {
      file.shutdown.push_back(shutdown_at(annotations.subspan(i), previous, window));
      interrupted = true;
    } else if (const auto label = label_of(annotation.code)) {
      file.beats.push_back({annotation.sample, *label, interrupted ? 0 : annotation.sample - previous});
      previous = annotation.sample;
      interrupted = false;
    }
  }
  return file;
}

}  // namespace rwave::ec57
