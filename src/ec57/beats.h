#pragma once
// An annotation file as EC57 sees it: labelled beats, and the segments in which no beats are looked for.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/annotation.h"

namespace rwave::ec57 {

// The labels of ANSI/AAMI EC57: five classes of beats, O where the other file has a beat and this one has
// none, X where it has none because its analysis was shut down (or its signal unanalyzable).
enum class Label : std::uint8_t { N, S, V, F, Q, O, X };

inline constexpr int labels = 7;
// By label: as the standard's matrices print them.
inline constexpr std::string_view label_letters = "NSVFQOX";

// The class of an annotation type in EC57's own map, as the reference implementation applies it: N L R B | A
// a J S j e n | V E r | F | / f Q ?. It differs from the map of the Kaggle rows (beat/aami.h), which counts
// the escape beats j and e as N. Nothing where the annotation is no beat.
std::optional<Label> label_of(std::uint8_t annotation_code);

// A beat of a file with its class and its interval.
struct Beat {
  // Its annotation's sample, counted from the record's begin.
  std::int64_t sample = 0;
  // O for a flutter wave (!) outside of flutter: a QRS complex without a class.
  Label label = Label::N;
  // Samples since the file's previous beat; 0 = undefined: first, or after a segment.
  std::int64_t interval = 0;
  // Its place in the annotations.
  std::size_t annotation = 0;
};

// The end of a segment that the file does not end.
inline constexpr std::int64_t unending = std::numeric_limits<std::int64_t>::max() / 4;

// Samples [begin, end], both within.
struct Segment {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

// The beats of a file in order, and its segments of flutter and of shutdown.
//
// Flutter (ventricular flutter or fibrillation, [ to ]) is not scored beat by beat: whatever the file says
// within is left out, and so are the test file's beats that no reference beat matches there.
//
// Shutdown begins at a noise annotation (~) with bits 16 and 32 of its subtype set. Where the next annotation
// is another noise annotation that begins none it ends there (MIT-BIH, European ST-T); where it is anything
// else, the single annotation stands for the time from `window` after the beat (or flutter) before it to
// `window` before that next annotation (AHA).
struct BeatFile {
  std::vector<Beat> beats;
  std::vector<Segment> flutter;
  std::vector<Segment> shutdown;
  // Of each shutdown, in the file.
  std::vector<std::size_t> beats_before_shutdown;
};

// Whether samples lie in one of some segments, asked in order of samples. Looking at every segment for every
// sample was refused: a file of millions of both, as somebody may upload it, would take hours.
class SegmentSearch {
 public:
  explicit SegmentSearch(std::vector<Segment> segments);

  // `sample`: no less than that of the call before. The ends of a segment belong to it.
  bool covers(std::int64_t sample);

 private:
  // By begin.
  std::vector<Segment> segments_;
  // How many of them begin at or before the last sample asked for, and the latest end of these.
  std::size_t begun_ = 0;
  std::int64_t until_ = std::numeric_limits<std::int64_t>::min();
};

// Throws Error naming the file unless its annotations are in order of time, as all that follows needs them.
void check_order(std::span<const Annotation> annotations, const std::string& file);

// `window`: the greatest distance of matching beats, in samples.
BeatFile beats_of(std::span<const Annotation> annotations, std::int64_t window);

}  // namespace rwave::ec57
