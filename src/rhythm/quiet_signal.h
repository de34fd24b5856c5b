#pragma once
// What a quiet signal between two beats is, in numbers; rhythm/quiet.h says what they are for.

namespace rwave::quiet_signal {

// s of signal before the first beat and after the second: what the two beats' own steepness is taken from.
inline constexpr double margin = 0.12;
// s around an R peak within which its steepness is looked for.
inline constexpr double qrs_reach = 0.1;
// s after the first beat: its T wave.
inline constexpr double after_first = 0.45;
// s before the second: its P wave and the QRS complex's own begin.
inline constexpr double before_second = 0.3;
// s: a QRS complex's flank. The greatest change over so long is what steepness means.
inline constexpr double rise_time = 0.03;
// Share of the smaller neighbour's steepness that makes a deflection a likely beat. On mitdb's beats taken
// away one at a time, see docs/rhythm.md.
inline constexpr double beat_like = 0.35;

// s of a stream that the question may reach back over.
inline constexpr double seconds_kept = 30;

}  // namespace rwave::quiet_signal
