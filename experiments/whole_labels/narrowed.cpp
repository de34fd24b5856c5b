// Ventricular beats as other patients have them: narrower and of another size. Few records have narrow ones, and an early
// narrow beat would else be taken for a supraventricular one.

#include <algorithm>
#include <array>
#include <vector>

#include "classify/whole/lead_shape.h"
#include "math/median.h"
#include "retimed_builder.h"

namespace rwave {
namespace {

constexpr double q_end = -0.14, s_end = 0.2;  // s after the R peak: where a wide complex begins and ends
constexpr double first_time = -whole::window_before / whole::window_rate;
constexpr double last_time = first_time + (whole::window_samples - 1) / whole::window_rate;

// Where a window is read for its value at `time`: the complex takes `part` of its time, what surrounds it the rest.
double source_time(double time, double part) {
  const double begin = part * q_end, end = part * s_end;
  if (time < begin) return first_time + (time - first_time) * (q_end - first_time) / (begin - first_time);
  if (time > end) return last_time - (last_time - time) * (last_time - s_end) / (last_time - end);
  return time / part;
}

// The median width (whole::spread) of the first lead's complexes of a class, s; 0 where there are too few.
double width_of(const TaughtBeats& beats, std::uint8_t of) {
  std::vector<double> widths;
  for (std::size_t beat = 0; beat < beats.classes.size(); ++beat)
    if (beats.classes[beat] == of && beats.windows.is_recorded(beat, 0))
      widths.push_back(static_cast<double>(whole::spread(beats.windows.window(beat, 0).data() + whole::most_shift)));
  constexpr std::size_t enough = 5;
  return widths.size() < enough ? 0 : median(widths);
}

}  // namespace

TaughtBeats narrowed(TaughtBeats beats, Random& random) {
  const double wide = width_of(beats, v_class), normal = width_of(beats, n_class);
  constexpr double widest = 0.8;
  const double narrowest = wide > 0 ? std::max(0.45, normal / wide) : 1;
  const auto paced = std::ranges::count(beats.classes, q_class);
  // Of a V beat narrower than the patient's own rhythm nothing could be learnt but that narrow beats are V: next to a
  // bundle branch block or a pacemaker they are the conducted ones.
  if (narrowest >= widest || normal <= 0 || 2 * static_cast<std::size_t>(paced) > beats.classes.size()) return {};
  const double part = uniform(random, narrowest, widest);
  const auto size = static_cast<float>(uniform(random, 0.6, 1.2));
  std::vector<float> values(whole::window_samples);
  for (std::size_t beat = 0; beat < beats.classes.size(); ++beat) {
    if (beats.classes[beat] != v_class) continue;
    for (int lead = 0; lead < beats.windows.leads; ++lead) {
      const auto window = beats.windows.window(beat, lead);
      for (int k = 0; k < whole::window_samples; ++k) {
        const double at = (source_time(first_time + k / whole::window_rate, part) - first_time) * whole::window_rate;
        const auto low = static_cast<std::size_t>(std::clamp(at, 0.0, whole::window_samples - 1.001));
        const auto rest = static_cast<float>(at - static_cast<double>(low));
        values[static_cast<std::size_t>(k)] = size * (window[low] + rest * (window[low + 1] - window[low]));
      }
      std::ranges::copy(values, beats.windows.values.begin() + static_cast<std::ptrdiff_t>(beats.windows.index(beat, lead) * whole::window_samples));
    }
  }
  return beats;
}

}  // namespace rwave
