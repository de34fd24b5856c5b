#pragma once
// The recipe that made the Kaggle "heartbeat" MIT-BIH rows, exactly. It was recovered from the rows
// themselves: the published description (10-second windows, threshold 0.9, 1.2 median RR) is not what made
// them.

#include <cstdint>
#include <memory>
#include <span>

#include "beat/beat_set.h"
#include "beat/recipes/recipe.h"
#include "rwave/annotation.h"
#include "rwave/recording.h"

namespace rwave {

// The recipe takes every third sample of 360 Hz without a filter: its rows are called 125 Hz and are 120 Hz.
inline constexpr double kaggle_rate = 120;
inline constexpr int kaggle_width = 187;

// Appends a row for each beat of the recording to `set` (whose width, classes and rate must be the recipe's,
// see recipe_named()) as rows of record `record` (an index into set.records). `annotations` are all of the
// record's, rhythm and noise marks too, in file order. With x the ADC values of signal 0, R the annotations'
// samples followed by the record's length, and step = rate / 120 (3 at 360 Hz):
//   end = R[j+1] + int(0.2 (R[j+2] - R[j+1]));  s = x[R[j]], x[R[j] + step], ... below end;
//   y = (s - min s) / (max s - min s);  the first 187 values as float32, padded with zeros.
// A flat window gives zeros. Constant memory beyond the rows. Throws Error where the rate is no multiple of
// 120 Hz.
CutTally cut_kaggle(Recording& recording, std::span<const Annotation> annotations, std::uint32_t record,
                    BeatSet& set);

// The recipe on a stream: rows as cut_kaggle makes them, from R peaks alone. At rates that are a multiple of
// 120 Hz every n-th sample is taken, as the recipe does; at others the lead's value at each 120th of a
// second, interpolated. A row waits for the two beats after its own, as its window reaches a fifth of the way
// from the next to the one after; where none comes within 10 s, the window ends there. The lead's end stands
// for the beats that are missing at the end.
std::unique_ptr<BeatCutter> make_kaggle_cutter(double rate);

}  // namespace rwave
