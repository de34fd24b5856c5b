#include "classify/whole/lead_shape.h"

#include <algorithm>
#include <cmath>

#include "math/eight.h"
#include "math/peak_to_peak.h"

namespace rwave::whole {
namespace {

constexpr float least_height = 1e-4F;  // mV: keeps logarithms finite
constexpr int least_t = 10;            // samples of a T wave that can be compared

float mean_of(const float* x, int first, int last) {
  float sum = 0;
  for (int i = first; i < last; ++i) sum += x[i];
  return sum / static_cast<float>(last - first);
}

float log_ratio(float value, float to) {
  return std::clamp(std::log(std::max(value, least_height) / std::max(to, least_height)), -3.F, 3.F);
}

// Two lines over [first, last). Their means are taken off in every measure: a beat on a slope of wander has
// the shape that it has.
struct Compared {
  Compared(const float* one, const float* other, int from, int to)
      : x(one), y(other), first(from), last(to), mean_x(mean_of(x, from, to)), mean_y(mean_of(y, from, to)) {}

  // Pearson's; 0 where one of them is flat.
  float correlation() const {
    float product = 0, square_x = 0, square_y = 0;
    for (int i = first; i < last; ++i) {
      const float a = x[i] - mean_x, b = y[i] - mean_y;
      product += a * b;
      square_x += a * a;
      square_y += b * b;
    }
    const float scale = square_x * square_y;
    return scale > 0 ? product / std::sqrt(scale) : 0;
  }

  // The mean |difference|.
  float distance() const {
    const float shift = mean_x - mean_y;
    float sum = 0;
    for (int i = first; i < last; ++i) sum += std::abs(x[i] - y[i] - shift);
    return sum / static_cast<float>(last - first);
  }

  // How large x is as a copy of y. Negative where it points the other way, as ventricular beats often do.
  float projection() const {
    float product = 0, square = 0;
    for (int i = first; i < last; ++i) {
      product += (x[i] - mean_x) * (y[i] - mean_y);
      square += (y[i] - mean_y) * (y[i] - mean_y);
    }
    return square > 0 ? std::clamp(product / square, -4.F, 4.F) : 0;
  }

  // ln of the mean |value| of x to that of y.
  float area_ratio() const {
    float of_x = 0, of_y = 0;
    for (int i = first; i < last; ++i) {
      of_x += std::abs(x[i] - mean_x);
      of_y += std::abs(y[i] - mean_y);
    }
    const auto samples = static_cast<float>(last - first);
    return log_ratio(of_x / samples, of_y / samples);
  }

  const float *x, *y;
  int first, last;
  float mean_x, mean_y;
};

float slope(const float* x) {
  float greatest = 0;
  for (int i = qrs_first; i < qrs_last; ++i) greatest = std::max(greatest, std::abs(x[i + 1] - x[i - 1]));
  return greatest;
}

// The P window of the beat, moved against the template's.
float best_shifted(const float* beat, const float* local) {
  ShiftedCorrelations found;
  correlations(beat - most_shift, local, p_first, p_last, found);
  float best = -1;
  for (std::size_t shift = 0; shift < correlated_shifts; ++shift) best = std::max(best, found[shift]);
  return best;
}

}  // namespace

const std::array<const char*, measures> measure_names = {
    "qrs_local",  "qrs_global",   "qrs_distance", "p_local",    "p_shifted", "p_distance",
    "p_height",   "t_local",      "t_distance",   "qrs_height", "qrs_area",  "qrs_slope",
    "qrs_spread", "spread_ratio", "projection",   "template_p"};

float correlation(const float* x, const float* y, int first, int last) {
  return Compared(x, y, first, last).correlation();
}

namespace {

// As correlation() adds at each shift; eight shifts at a time.
RWAVE_EIGHT_WIDE
void correlate_shifts(const float* x, const float* y, int first, int last, ShiftedCorrelations& found) {
  const auto number = static_cast<float>(last - first);
  float mean_y = 0;
  for (int i = first; i < last; ++i) mean_y += y[i];
  mean_y /= number;
  for (std::size_t part = 0; part < found.size(); part += 8) {
    Eight mean_x{}, product{}, square_x{};
    float square_y = 0;
    for (int i = first; i < last; ++i) mean_x += eight_at(x + part + i).value;
    mean_x /= number;
    for (int i = first; i < last; ++i) {
      const Eight a = eight_at(x + part + i).value - mean_x;
      const float b = y[i] - mean_y;
      product += a * b;
      square_x += a * a;
      square_y += b * b;
    }
    for (std::size_t j = 0; j < 8; ++j) {
      const auto at = static_cast<int>(j);
      const float scale = square_x[at] * square_y;
      found[part + j] = scale > 0 ? product[at] / std::sqrt(scale) : 0;
    }
  }
}

}  // namespace

void correlations(const float* x, const float* y, int first, int last, ShiftedCorrelations& found) {
  correlate_shifts(x, y, first, last, found);
}

float height(const float* x, int first, int last) {
  return peak_to_peak(x + first, static_cast<std::size_t>(last - first));
}

// Width as the spread in time of the squared slope: no on- and offset has to be found, which in
// noise are what is least certain of a complex.
float spread(const float* x) {
  // Over a wider window than the complex's, as ectopic ones reach further.
  constexpr int first = aligned_before - 18, last = aligned_before + 24;
  float weights = 0, sum = 0, squares = 0;
  for (int i = first; i < last; ++i) {
    const float step = x[i + 1] - x[i - 1];
    const float weight = step * step;
    const auto at = static_cast<float>(i - first);
    weights += weight;
    sum += weight * at;
    squares += weight * at * at;
  }
  if (weights <= 0) return 0;
  const float mean = sum / weights;
  return 2 * std::sqrt(std::max(squares / weights - mean * mean, 0.F)) / static_cast<float>(window_rate);
}

std::array<float, measures> measure(const float* beat, const Aligned& local, const Aligned& global,
                                    double next) {
  std::array<float, measures> out{};
  const auto put = [&](Measure which, float value) { out[static_cast<std::size_t>(which)] = value; };
  const float* mean = local.data();
  const float amplitude = std::max(height(mean, qrs_first, qrs_last), least_height);
  const Compared qrs(beat, mean, qrs_first, qrs_last), p(beat, mean, p_first, p_last);
  put(Measure::qrs_local, qrs.correlation());
  put(Measure::qrs_global, correlation(beat, global.data(), qrs_first, qrs_last));
  put(Measure::qrs_distance, std::min(qrs.distance() / amplitude, 4.F));
  put(Measure::p_local, p.correlation());
  put(Measure::p_shifted, best_shifted(beat, mean));
  put(Measure::p_distance, std::min(p.distance() / amplitude, 4.F));
  put(Measure::p_height, log_ratio(height(beat, p_first, p_last), height(mean, p_first, p_last)));
  // The T wave ends where the next beat's P wave begins.
  int t_end = t_last;
  if (next > 0) t_end = std::min(t_end, aligned_before + static_cast<int>((next - 0.22) * window_rate));
  if (t_end - t_first >= least_t) {
    const Compared t(beat, mean, t_first, t_end);
    put(Measure::t_local, t.correlation());
    put(Measure::t_distance, std::min(t.distance() / amplitude, 4.F));
  }
  put(Measure::qrs_height, log_ratio(height(beat, qrs_first, qrs_last), amplitude));
  put(Measure::qrs_area, qrs.area_ratio());
  put(Measure::qrs_slope, log_ratio(slope(beat), slope(mean)));
  const float own_spread = spread(beat), its_spread = spread(mean);
  put(Measure::qrs_spread, own_spread);
  put(Measure::spread_ratio, log_ratio(own_spread, its_spread));
  put(Measure::projection, qrs.projection());
  put(Measure::template_p, std::min(height(mean, p_first, p_last) / amplitude, 4.F));
  return out;
}

}  // namespace rwave::whole
