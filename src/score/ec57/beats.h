#pragma once
// An annotation file as EC57 sees it: labelled beats, and the stretches in which no beats are told.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rwave/annotation.h"

namespace rwave::ec57 {

// The labels of ANSI/AAMI EC57: five classes of beats, O where the other file has a beat and this one has
// none, X where it has none because its analysis was shut down (or its signal unreadable).
enum class Label : std::uint8_t { N, S, V, F, Q, O, X };

inline constexpr int labels = 7;

// The class of an annotation type in EC57's own map, as the reference implementation applies it: N L R B | A
// a J S j e n | V E r | F | / f Q ?. It differs from the map of the Kaggle rows (beat/aami.h), which counts
// the escape beats j and e as N. Nothing where the annotation is no beat.
std::optional<Label> label_of(std::uint8_t annotation_code);

struct Beat {
  std::int64_t sample = 0;
  Label label = Label::N;
  std::int64_t interval =
      0;  // samples since the file's previous beat; 0 = undefined: the first, or after a stretch
};

// Samples [begin, end).
struct Stretch {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

// The beats of a file in order, and its stretches of shutdown. Beats between [ and ] (ventricular flutter or
// fibrillation) are left out: EC57 does not score them beat by beat. Those of the other file are not,
// wherever they fall.
//
// Shutdown begins at a noise annotation (~) with bits 16 and 32 of its subtype set and ends at the next other
// noise annotation (MIT-BIH, European ST-T), or at the file's end. Where a beat comes first, the single
// annotation stands for a stretch from 150 ms after the annotation before it to 150 ms before that beat
// (AHA). `rate` in Hz. Throws
// Error where the annotations are not in order of time.
struct BeatFile {
  std::vector<Beat> beats;
  std::vector<Stretch> shutdown;

  bool shut_down_at(std::int64_t sample) const;
};

BeatFile beats_of(std::span<const Annotation> annotations, double rate);

}  // namespace rwave::ec57
