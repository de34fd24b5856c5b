#pragma once
// The recipe "rhythm": a beat as its patient's own heart makes it look. What a beat is called depends less on
// its shape than on how far shape and timing depart from the patient's other beats, so a row holds both.

#include <memory>

#include "beat/cutter.h"

namespace rwave {

inline constexpr double rhythm_rate = 100;  // Hz
inline constexpr int rhythm_width = 90;     // from 0.35 s before the R peak to 0.54 s after it
inline constexpr int rhythm_channels = 7;

// A row's channels, each of 90 values at R - 0.35 s, R - 0.34 s, ...:
//   0  the beat less the patient's usual beat, which is the median of the last 15, this one among them; each
//   low-pass
//      filtered (40 Hz) and less its own median, over the patient's amplitude, which is the median of the
//      last 32 beats' peak-to-peak values;
// and, the same value at each of the 90, with RR the interval before the beat, and the rhythm the mean of up
// to 32 intervals before that one (the mean, not the median: in a heart that beats ectopically most of the
// time, pauses are what tells of the beats that are not):
//   1  ln(RR / rhythm)     2  ln(next RR / rhythm)     3  ln(RR / median of up to 8 intervals before it)
//   4  ln(next RR / RR)    5  ln(rhythm / 0.8 s)       6  mean |ln| of the ratios of successive intervals
//                                                         among the last 8
//
// The beat itself and the usual beat are not in the row: networks that saw them knew their training patients
// by them and were worse on others (DS1, four folds of patients: S F1 .45 with the beat, .52 without, V F1
// .73 and .75).
//
// Timings are each limited to -1.5 .. 1.5, and 0 where it is not defined: no interval before the first beat.
// Intervals are limited to 0.2 .. 3 s, the next one to 1.4 s: so a row needs nothing later than
// 1.4 s after its beat. What was not recorded is 0; a beat of
// which more than half was not recorded has no row. Polarity is kept.
// `rate` above 80 Hz, else Error.
std::unique_ptr<BeatCutter> make_rhythm_cutter(double rate);

}  // namespace rwave
