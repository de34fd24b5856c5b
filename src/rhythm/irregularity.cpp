#include "rhythm/irregularity.h"

#include <algorithm>
#include <cmath>

#include "math/median.h"

namespace rwave {
namespace {

// Weights of the logistic model, by experiments/atrial_fibrillation/fit.py: for each window of 16, 64 and 128
// intervals the logarithms of median_step, least_step and median_turn, the turning points, the logarithms of
// rmssd and quartile_range; then of the median interval in s, and the share of V beats.
constexpr double constant = 5.9413;
constexpr std::array<std::array<double, 6>, 3> window_weights = {{
    {-0.1256, 0.8073, 0.2076, 0.1391, -0.1945, 0.0786},
    {-0.4926, 1.5896, -0.2890, 0.9374, -0.4275, -0.0080},
    {-2.9085, 7.3984, -1.0833, 11.6689, 0.5801, -0.2460},
}};
constexpr double interval_weight = -4.2717, ventricular_weight = -7.4150;
// Of short_fibrillation_log_odds, by the same program.
constexpr double short_constant = 8.9408;
constexpr std::array<double, 6> short_weights = {-0.4834, 4.0719, 0.1796, 3.3565, 0.2530, 0.4107};
constexpr double short_interval_weight = -3.8128, short_ventricular_weight = -5.3031;
// Of two_valued(): a band is as wide as what respiration does to a sinus interval, and a dropped beat or a
// block makes another one by a quarter and more. Shares of the intervals.
constexpr std::size_t two_values_window = 64, fewest_of_two_values = 32;
constexpr double half_band = 0.05, bands_apart = 0.25, least_in_bands = 0.65, least_in_smaller = 0.2;
constexpr double least_interval = 0.1;         // s, of a logarithm
constexpr double floor_of_logarithms = 0.005;  // intervals are known to a sample: 2 to 8 ms of 0.8 s

// Values to be reordered, in the caller's room: no heap, and little stack, since a device runs this too
// (embedded/).
struct Scratch {
  std::span<double> values;
  std::size_t size = 0;

  void push_back(double value) { values[size++] = value; }
  std::span<double> all() { return values.first(size); }
};

// As numpy's: linear between the two values around the place. Reorders.
double quantile(std::span<double> values, double share) {
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[static_cast<std::size_t>(below)];
  if (static_cast<std::size_t>(below) + 1 == values.size()) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + (high - low) * (place - static_cast<double>(below));
}

// Differences at a lag of 1 to 4: bigeminy and trigeminy are irregular from beat to beat and
// perfectly regular at a lag of 2 or 3. Fibrillation is irregular at all of them.
double median_lag(std::span<const double> rr, std::size_t lag, Scratch& scratch) {
  scratch.size = 0;
  for (std::size_t i = lag; i < rr.size(); ++i) scratch.push_back(std::abs(rr[i] - rr[i - lag]));
  return median(scratch.all());
}

double log_floored(double value) {
  return std::log(value + floor_of_logarithms);
}

double weighted(const Irregularity& m, const std::array<double, 6>& weight) {
  return weight[0] * log_floored(m.median_step) + weight[1] * log_floored(m.least_step) +
         weight[2] * log_floored(m.median_turn) + weight[3] * m.turning_points +
         weight[4] * log_floored(m.rmssd) + weight[5] * log_floored(m.quartile_range);
}

// `length` intervals around the centre; cut where there are fewer. Near the ends of a recording the window is
// moved inwards rather than cut, so that it keeps its length and the weights their meaning.
std::span<const double> window_at(std::span<const double> intervals, std::size_t centre, std::size_t length) {
  const std::size_t size = std::min(length, intervals.size()), half = length / 2;
  return intervals.subspan(std::min(centre > half ? centre - half : 0, intervals.size() - size), size);
}

double median_of(std::span<const double> values, IrregularityRoom& room) {
  Scratch sorted{room};
  for (const double value : values) sorted.push_back(value);
  return median(sorted.all());
}

}  // namespace

Irregularity irregularity_of(std::span<const double> rr, IrregularityRoom& room) {
  Scratch scratch{room};
  for (const double interval : rr) scratch.push_back(interval);
  Irregularity found;
  found.quartile_range = quantile(scratch.all(), 0.75) - quantile(scratch.all(), 0.25);
  const double middle = median(scratch.all());
  if (middle <= 0) return found;
  found.median_step = found.least_step = median_lag(rr, 1, scratch);
  for (std::size_t lag = 2; lag <= 4; ++lag)
    found.least_step = std::min(found.least_step, median_lag(rr, lag, scratch));
  double squares = 0;
  int turns = 0;
  scratch.size = 0;
  for (std::size_t i = 1; i < rr.size(); ++i) {
    squares += (rr[i] - rr[i - 1]) * (rr[i] - rr[i - 1]);
    if (i + 1 == rr.size()) break;
    scratch.push_back(std::abs(rr[i - 1] - 2 * rr[i] + rr[i + 1]));
    // Turning points: two thirds of all places in a random sequence, few in the slow waves of
    // breathing.
    if ((rr[i] > rr[i - 1] && rr[i] > rr[i + 1]) || (rr[i] < rr[i - 1] && rr[i] < rr[i + 1])) ++turns;
  }
  found.turning_points = static_cast<double>(turns) / static_cast<double>(rr.size() - 2);
  found.rmssd = std::sqrt(squares / static_cast<double>(rr.size() - 1)) / middle;
  found.median_turn = median(scratch.all()) / middle;
  found.median_step /= middle;
  found.least_step /= middle;
  found.quartile_range /= middle;
  return found;
}

Irregularity irregularity_of(std::span<const double> intervals) {
  IrregularityRoom room;
  return irregularity_of(intervals, room);
}

double fibrillation_log_odds(std::span<const double> intervals, std::size_t centre,
                             double ventricular_share) {
  IrregularityRoom room;
  return fibrillation_log_odds(intervals, centre, ventricular_share, room);
}

double fibrillation_log_odds(std::span<const double> intervals, std::size_t centre, double ventricular_share,
                             IrregularityRoom& room) {
  double odds = constant + ventricular_weight * ventricular_share;
  for (std::size_t w = 0; w < fibrillation_windows.size(); ++w) {
    const auto window = window_at(intervals, centre, fibrillation_windows[w]);
    odds += weighted(irregularity_of(window, room), window_weights[w]);
    if (fibrillation_windows[w] != 64) continue;
    odds += interval_weight * std::log(std::max(median_of(window, room), least_interval));
  }
  return odds;
}

double short_fibrillation_log_odds(std::span<const double> intervals, std::size_t centre,
                                   double ventricular_share) {
  IrregularityRoom room;
  const auto window = window_at(intervals, centre, fibrillation_windows.front());
  return short_constant + weighted(irregularity_of(window, room), short_weights) +
         short_interval_weight * std::log(std::max(median_of(window, room), least_interval)) +
         short_ventricular_weight * ventricular_share;
}

bool two_valued(std::span<const double> intervals, std::size_t centre) {
  const auto window = window_at(intervals, centre, two_values_window);
  // Of few intervals, as behind a gap, those of fibrillation fall into two bands by chance.
  if (window.size() < fewest_of_two_values) return false;
  std::array<double, two_values_window> room{};
  const std::span<double> sorted = std::span(room).first(window.size());
  std::ranges::copy(window, sorted.begin());
  std::ranges::sort(sorted);
  const double middle = sorted[sorted.size() / 2];
  // Of each interval as the middle of a band, how many lie in it; from the longest down, so that the fullest
  // band of longer ones is known.
  const auto in_band = [&](double at) {
    const auto first = std::ranges::lower_bound(sorted, at - half_band * middle);
    return std::ranges::upper_bound(sorted, at + half_band * middle) - first;
  };
  std::array<std::ptrdiff_t, two_values_window> fullest{};
  const auto size = static_cast<std::ptrdiff_t>(sorted.size());
  for (std::size_t i = sorted.size(); i-- > 0;) {
    const std::ptrdiff_t own = in_band(sorted[i]);
    fullest[i] = std::max(own, i + 1 < sorted.size() ? fullest[i + 1] : 0);
    const auto far = std::ranges::lower_bound(sorted, sorted[i] + bands_apart * middle);
    if (far == sorted.end()) continue;
    const std::ptrdiff_t other = fullest[static_cast<std::size_t>(far - sorted.begin())];
    if (static_cast<double>(own + other) >= least_in_bands * static_cast<double>(size) &&
        static_cast<double>(std::min(own, other)) >= least_in_smaller * static_cast<double>(size))
      return true;
  }
  return false;
}

double short_median_interval(std::span<const double> intervals, std::size_t centre) {
  IrregularityRoom room;
  return median_of(window_at(intervals, centre, fibrillation_windows.front()), room);
}

}  // namespace rwave
