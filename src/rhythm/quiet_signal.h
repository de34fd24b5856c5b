#pragma once
// What a quiet signal between two beats is, in numbers; rhythm/quiet.h says what they are for.

namespace rwave::quiet_signal {

inline constexpr double margin = 0.12;       // s of signal before the first beat and after the second
inline constexpr double qrs_reach = 0.1;     // s around an R peak within which its steepness is looked for
inline constexpr double after_first = 0.45;  // s after the first beat: its T wave
inline constexpr double before_second =
    0.3;                                   // s before the second: its P wave and the QRS complex's own begin
inline constexpr double rise_time = 0.03;  // s: a QRS complex's flank
// Share of the smaller neighbour's steepness that makes a deflection a likely beat. On mitdb's beats taken
// away one at a time, see docs/rhythm.md.
inline constexpr double beat_like = 0.35;

inline constexpr double seconds_kept = 30;  // s of a stream that the question may reach back over

}  // namespace rwave::quiet_signal
