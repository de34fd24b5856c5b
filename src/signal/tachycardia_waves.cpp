#include "signal/tachycardia_waves.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "signal/fibrillation/fibrillation_track.h"

namespace rwave {
namespace {

constexpr float least_return = 0.6F;          // autocorrelation
constexpr float least_concentration = 0.55F;  // share of the power
constexpr float sharpest_slopes = 1.609F;     // ln 5, kurtosis: a sine has 1.5, these tachycardias 2 to 4
constexpr double fastest_train = 60.0 / 255;  // s: faster regular waves are flutter
constexpr double most_disagreement = 0.3;     // waves
constexpr double filter_settles = 2;          // s, of the tracks' high-pass
constexpr double longest_gap = 3;             // s, two of the detector's blocks
constexpr double longest_train = 600;         // s, which bounds the memory: a tachycardia of hours is several
constexpr double nearest = 0.7, furthest = 1.3;  // of the period, from one top to the next

// A window whose waves return: samples from `first` on, `period` samples a wave, in this lead.
struct RegularWindow {
  std::int64_t first;
  double period;
  std::size_t lead;
};

// Calls take(sample, its values) for samples [first, end): whole frames are read, block by block.
template <class Take>
void for_each_sample(LeadReader& reader, std::size_t leads, int per_frame, SampleSpan span,
                     const Take& take) {
  for (std::int64_t frame = span.first / per_frame; frame * per_frame < span.end;) {
    const std::int64_t count =
        std::min(LeadReader::most_frames, (span.end + per_frame - 1) / per_frame - frame);
    const std::span<const float> values = reader.read(frame, count);
    for (std::size_t i = 0; i < values.size(); i += leads)
      take(frame * per_frame + static_cast<std::int64_t>(i / leads), values.subspan(i, leads));
    frame += count;
  }
}

// s from one wave of the window to the next; 0 where its two measures, autocorrelation and spectrum,
// disagree. Fast waves return after two of them as well as after one, and the autocorrelation may be greater
// there.
double one_wave(const FibrillationWindow& window) {
  const auto returns = static_cast<double>(window.values[period]);
  const double waves = returns * static_cast<double>(window.values[dominant_frequency]);
  const double whole = std::round(waves);
  return (whole == 1 || whole == 2) && std::fabs(waves - whole) < most_disagreement ? returns / whole : 0;
}

// The windows of `span`, one per second, in which a lead's waves return; of two leads the one that returns
// more.
std::vector<RegularWindow> regular_windows(LeadReader& reader, std::size_t leads, double rate, int per_frame,
                                           SampleSpan span) {
  std::vector<FibrillationTrack> tracks(leads, FibrillationTrack(rate));
  std::vector<RegularWindow> found;
  const auto settles = static_cast<std::int64_t>(filter_settles * rate);
  const SampleSpan looked{std::max<std::int64_t>(0, span.first - settles), span.end};
  for_each_sample(reader, leads, per_frame, looked, [&](std::int64_t sample, std::span<const float> values) {
    bool ready = false;
    for (std::size_t lead = 0; lead < leads; ++lead) ready = tracks[lead].push(values[lead]);
    const std::int64_t first = sample + 1 - tracks.front().length();
    if (!ready || first < span.first) return;
    float best = least_return;
    RegularWindow window{first, 0, 0};
    for (std::size_t lead = 0; lead < leads; ++lead) {
      if (!tracks[lead].recorded()) continue;
      const auto described = tracks[lead].window();
      // Sharp slopes in either lead are QRS complexes; the other may swing with the pulse or the breath.
      // A lead that is not described has such slopes too, or is flat.
      if (!described || described->values[slope_kurtosis] > sharpest_slopes) return;
      if (described->values[concentration] < least_concentration || described->values[periodicity] < best)
        continue;
      const double found_period = one_wave(*described);
      if (found_period < fastest_train) continue;
      best = described->values[periodicity];
      window.period = found_period * rate;
      window.lead = lead;
    }
    if (window.period > 0) found.push_back(window);
  });
  return found;
}

// The tops of the waves of one train: from each the next is the highest sample about a period later, over the
// mean of a period around it, which takes the wander away and no wave. `top_before`: of the train before, -1
// = none.
void add_tops(LeadReader& reader, std::size_t leads, int per_frame, std::span<const RegularWindow> windows,
              std::int64_t top_before, WaveTrain& train) {
  // One lead for the whole train: tops of two leads are not at the same time.
  const auto in_second = std::ranges::count_if(windows, [](const RegularWindow& w) { return w.lead > 0; });
  const std::size_t lead = 2 * static_cast<std::size_t>(in_second) > windows.size() ? 1 : 0;
  std::vector<double> sums{0};
  std::vector<float> wave;
  for_each_sample(reader, leads, per_frame, train.span, [&](std::int64_t, std::span<const float> values) {
    const float value = std::isfinite(values[lead]) ? values[lead] : wave.empty() ? 0 : wave.back();
    wave.push_back(value);
    sums.push_back(sums.back() + static_cast<double>(value));
  });
  const auto size = static_cast<std::int64_t>(wave.size());
  auto window = windows.begin();
  std::int64_t from = 0;
  if (top_before >= 0)
    from = std::max<std::int64_t>(0, top_before + std::llround(nearest * window->period) - train.span.first);
  std::int64_t until = from + std::llround(window->period);
  while (until <= size) {
    while (window + 1 != windows.end() && train.span.first + from >= (window + 1)->first) ++window;
    const auto half = static_cast<std::int64_t>(window->period / 2);
    const auto height = [&](std::int64_t i) {
      const std::int64_t a = std::max<std::int64_t>(0, i - half), b = std::min(size, i + half + 1);
      return static_cast<double>(wave[static_cast<std::size_t>(i)]) -
             (sums[static_cast<std::size_t>(b)] - sums[static_cast<std::size_t>(a)]) /
                 static_cast<double>(b - a);
    };
    std::int64_t top = from;
    for (std::int64_t i = from; i < until; ++i)
      if (height(i) > height(top)) top = i;
    train.tops.push_back(train.span.first + top);
    from = top + std::llround(nearest * window->period);
    until = top + std::llround(furthest * window->period);
  }
}

}  // namespace

std::vector<WaveTrain> find_wave_trains(LeadReader& reader, std::size_t leads, double rate, int per_frame,
                                        std::span<const SampleSpan> unanalyzable) {
  // In a block between two that say nothing the beats are every second wave too, however sure they are.
  std::vector<SampleSpan> regions;
  for (const SampleSpan& span : unanalyzable) {
    if (!regions.empty() && static_cast<double>(span.first - regions.back().end) <= longest_gap * rate)
      regions.back().end = span.end;
    else
      regions.push_back(span);
  }
  std::vector<WaveTrain> trains;
  const FibrillationTrack track(rate);
  for (const SampleSpan& region : regions) {
    if (region.end - region.first < track.length()) continue;
    const std::vector<RegularWindow> windows = regular_windows(reader, leads, rate, per_frame, region);
    for (auto first = windows.begin(); first != windows.end();) {
      auto last = first;
      while (last + 1 != windows.end() && (last + 1)->first <= last->first + track.length() &&
             static_cast<double>(last->first - first->first) < longest_train * rate)
        ++last;
      // The windows of a train that goes on overlap those of the one before.
      const std::int64_t before = trains.empty() ? 0 : trains.back().span.end;
      WaveTrain train{{std::max(first->first, before), last->first + track.length()}, {}};
      // Windows begin once a second: what is left of the region is less than the next would need.
      if (train.span.first - region.first < track.hop()) train.span.first = region.first;
      if (region.end - train.span.end < track.hop()) train.span.end = region.end;
      const std::int64_t top = trains.empty() || trains.back().tops.empty() ? -1 : trains.back().tops.back();
      const std::span<const RegularWindow> of_train(&*first, static_cast<std::size_t>(last + 1 - first));
      add_tops(reader, leads, per_frame, of_train, top, train);
      trains.push_back(std::move(train));
      first = last + 1;
    }
  }
  return trains;
}

}  // namespace rwave
