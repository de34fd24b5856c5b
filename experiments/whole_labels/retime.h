#pragma once
// The beats of a record told at other times: what a rhythm alone teaches.

#include <cstdint>
#include <vector>

#include "classify/whole/beat_windows.h"
#include "math/random.h"

namespace rwave {

// Windows with the AAMI class of each beat (255: not labelled) and where it lies in its record.
struct TaughtBeats {
  whole::BeatWindows windows;
  std::vector<std::uint8_t> classes;
  std::vector<std::uint8_t> codes;     // WFDB annotation types
  std::vector<std::int64_t> samples;
};

// The record's own beats in a simulated rhythm (synth/simulated_rhythm.h).
TaughtBeats retimed(const TaughtBeats& beats, Random& random);

// Regular rhythms, all N: rates from 40 to 190 a minute, level, climbing, falling, breathing, in steps.
TaughtBeats regular(const TaughtBeats& beats, Random& random);

// Uneven rhythms, all N but for single V beats of the record: rates that step, fibrillation, flutter whose block changes,
// breathing, beats that fail to be conducted. P waves stay, or are taken off where the atria fibrillate or flutter.
TaughtBeats uneven(const TaughtBeats& beats, Random& random);

// An atrial focus next to a sick sinus node: N after each pause, then S beats that follow one another at 60 to 125 a minute
// and are not early, with another P wave or the record's own S beats. Nothing where the record's N show no P wave.
TaughtBeats sick_sinus(const TaughtBeats& beats, Random& random);

// The same times, all N with their own P waves: beats that fail to come or to be conducted.
TaughtBeats pausing(const TaughtBeats& beats, Random& random);

// The record's own rhythm with runs in it that begin and end with a step: supraventricular and ventricular
// tachycardia of 3 to 300 beats, fibrillation (N, without P waves); single V beats and fusion beats, which are
// sums of one of its N and one of its V. At times a tachycardia from the first beat to the last.
TaughtBeats runs(const TaughtBeats& beats, Random& random);

// The record itself with its V beats' complexes compressed in time, to .45 to .8 but no narrower than its N, and of
// another size. Nothing where that is not possible.
TaughtBeats narrowed(TaughtBeats beats, Random& random);

// Times of beats, s, their classes and whether the atria fibrillate.
struct BeatTimes {
  std::vector<double> times;
  std::vector<std::uint8_t> classes, fibrillating;
};

// The times and classes of another recording (of a database without signals), with this record's windows of
// each class. Beats of a class that the record has none of are left out with the interval before them kept; in
// fibrillation the P waves are taken off.
TaughtBeats borrowed(const TaughtBeats& beats, const BeatTimes& other, Random& random);

}  // namespace rwave
