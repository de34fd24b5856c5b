#pragma once
// RR irregularity: how unlike each other successive intervals are, in the way of atrial fibrillation.

#include <array>
#include <cstddef>
#include <span>

namespace rwave {

// Measures of one window of intervals. All are divided by the window's median interval, so they do not depend
// on the rate.
struct Irregularity {
  // Median |RR[i] - RR[i-1]|: large in fibrillation, small with rare ectopic beats.
  double median_step = 0;
  // The least of the medians of |RR[i] - RR[i-k]|, k = 1..4: bigeminy and trigeminy repeat, fibrillation does
  // not (k = 2 and 3 undo what a repeated pattern adds to k = 1).
  double least_step = 0;
  // Median |RR[i-1] - 2 RR[i] + RR[i+1]|: respiration's slow swing is small in it.
  double median_turn = 0;
  // Share of intervals above or below both neighbours; 2/3 of random series.
  double turning_points = 0;
  // Root mean square of RR[i] - RR[i-1].
  double rmssd = 0;
  // Upper less lower quartile of the intervals.
  double quartile_range = 0;
};

// Lengths of the windows that fibrillation_log_odds looks at, in intervals.
inline constexpr std::array<std::size_t, 3> fibrillation_windows = {16, 64, 128};

// Where the calls that take one order their values; else it is on the stack.
using IrregularityRoom = std::array<double, fibrillation_windows.back()>;

// Of 6 to 128 intervals (s).
Irregularity irregularity_of(std::span<const double> intervals);
Irregularity irregularity_of(std::span<const double> intervals, IrregularityRoom& room);

// With fewer nothing is said: a few irregular intervals may as well be ectopic beats.
inline constexpr std::size_t fewest_fibrillation_intervals = 12;
// s: beyond these an interval is a fault or a pause, and is left out.
inline constexpr double shortest_fibrillation_interval = 0.2, longest_fibrillation_interval = 3;
// Beats to each side of which fibrillation_log_odds is told the share of V.
inline constexpr std::size_t ventricular_share_reach = 40;
// Log odds by intervals alone at which an episode begins: chosen on the patients of mitdb, ltafdb and afdb
// whose half the weights were not fitted on.
inline constexpr double fibrillation_begin_odds = 0.6;

// ln of the odds that the rhythm at interval `centre` is atrial fibrillation: a logistic model over the
// Irregularity of three windows around it, the median interval and `ventricular_share`, the share of V beats
// among the 80 around it. `intervals`: 12 to 128 of them, s, none that begins or ends at a V beat. Windows
// that do not fit are moved inward, then cut.
//
// The measures are published ones (turning points and RMSSD: Dash 2009; steps that an ectopic pattern
// repeats: Petrenas 2015); the weights are fitted by experiments/atrial_fibrillation/fit.py.
double fibrillation_log_odds(std::span<const double> intervals, std::size_t centre, double ventricular_share);
double fibrillation_log_odds(std::span<const double> intervals, std::size_t centre, double ventricular_share,
                             IrregularityRoom& room);

// The same by the 16 intervals around `centre` alone: quick to see a short episode, and no proof of one, as
// ectopic beats and blocked ones look alike to it. Fitted by the same program.
double short_fibrillation_log_odds(std::span<const double> intervals, std::size_t centre,
                                   double ventricular_share);

// Whether the 64 intervals around `centre` take two values, as where beats are blocked behind the sinus node
// or one in two or three is dropped: two bands of 10 % of the median, a quarter of it apart or more, hold
// 0.65 of them and the smaller one 0.2. Fibrillation fills what lies between: of 34,208 windows within the
// fibrillation of mitdb and ltafdb 1 in 1,000 are such (experiments/atrial_fibrillation/two_values.py). Fewer
// than 32 intervals are not. None may end at a paced beat: a pacemaker's escape
// interval is always the same.
bool two_valued(std::span<const double> intervals, std::size_t centre);

// The median (s) of the 16 intervals around `centre`.
double short_median_interval(std::span<const double> intervals, std::size_t centre);

}  // namespace rwave
