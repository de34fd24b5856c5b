#include "signal/passing_waves.h"

#include <algorithm>
#include <cmath>

#include "signal/detect_recording.h"
#include "signal/wave_in_step.h"

namespace rwave {
namespace {

// Beats on either side that say how high they are, asked for blocks of beats: more than a pause of 20 s has
// waves.
constexpr std::ptrdiff_t around = 64, block = 16;
constexpr std::ptrdiff_t higher_share =
    8;  // one in eight of these is as high as what low peaks are held against
constexpr int lower = 14, far_lower = 13;                   // sixteenths of an octave: .55, .57
constexpr double shortest_looked = 1, longest_looked = 20;  // s
constexpr double looked_around = 10;                        // s on either side
constexpr std::ptrdiff_t asked = 3;                         // intervals there
constexpr int fewest_intervals = 3;                         // of both sides, and one of each
constexpr double least_likeness = 0.75;

// Values of one lead from sample `first` on.
struct LeadSegment {
  std::int64_t first = 0;
  std::vector<float> values;

  std::span<const float> part(double from, double to) const {
    const auto a =
        std::clamp<std::int64_t>(std::llround(from) - first, 0, static_cast<std::int64_t>(values.size()));
    const auto b =
        std::clamp<std::int64_t>(std::llround(to) - first, a, static_cast<std::int64_t>(values.size()));
    return std::span(values).subspan(static_cast<std::size_t>(a), static_cast<std::size_t>(b - a));
  }
};

// Where this lead shows no heart, in frames.
std::span<const SampleSpan> heartless_spans(std::span<const HeartlessLead> heartless, int lead) {
  const auto found = std::ranges::find(heartless, lead, &HeartlessLead::lead);
  return found == heartless.end() ? std::span<const SampleSpan>() : std::span(found->spans);
}

// By peak, whether it is lower than those around in every lead that shows the heart there.
std::vector<std::uint8_t> low_peaks(const HeartWatch& watch, std::span<const int> leads,
                                    std::span<const HeartlessLead> heartless, int per_frame,
                                    std::span<const std::int64_t> peaks) {
  const auto count = static_cast<std::ptrdiff_t>(peaks.size());
  std::vector<std::uint8_t> low(peaks.size(), 1);
  std::vector<int> heights(peaks.size()), near;
  for (std::size_t lead = 0; lead < leads.size(); ++lead) {
    const std::span<const SampleSpan> hidden = heartless_spans(heartless, leads[lead]);
    for (std::size_t i = 0; i < peaks.size(); ++i) heights[i] = watch.height_at(lead, peaks[i]);
    for (std::ptrdiff_t first = 0; first < count; first += block) {
      const std::ptrdiff_t end = std::min(count, first + block);
      near.assign(heights.begin() + std::max<std::ptrdiff_t>(0, first - around),
                  heights.begin() + std::min(count, end + around));
      const auto high = near.end() - 1 - static_cast<std::ptrdiff_t>(near.size()) / higher_share;
      std::ranges::nth_element(near, high);
      for (std::ptrdiff_t i = first; i < end; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (heights[at] > *high - lower && !lies_within(hidden, peaks[at] / per_frame)) low[at] = 0;
      }
    }
  }
  return low;
}

// Peaks [first, end) and those around them.
class Pause {
 public:
  Pause(std::span<const std::int64_t> peaks, std::ptrdiff_t first, std::ptrdiff_t end, double rate)
      : peaks_(peaks),
        first_(first),
        end_(end),
        rate_(rate),
        from_(at(first - 1) + WaveInStep::behind_last * rate),
        to_(at(end) - WaveInStep::before_beat * rate) {}

  // Samples that are to be read. Days without a sample may lie beside a pause.
  SampleSpan read() const {
    return {std::llround(std::max(at(first_ - 1 - asked), from_ - looked_around * rate_)),
            std::llround(std::min(at(end_ + asked), to_ + looked_around * rate_)) + 1};
  }

  bool may_be_flutter(const HeartWatch& watch, std::size_t leads) const {
    if (to_ - from_ < shortest_looked * rate_ || to_ - from_ > longest_looked * rate_) return false;
    for (std::size_t lead = 0; lead < leads; ++lead)
      if (stand_out(watch, lead)) return true;
    return false;
  }

  // The peaks that are the lead's waves, where these return and go on in step between the beats on both
  // sides.
  std::vector<std::int64_t> waves(const LeadSegment& lead) const {
    const std::span<const float> pause = lead.part(from_, to_);
    const WaveInStep wave(pause, rate_);
    if (!wave.returns() || !goes_on(lead, wave)) return {};
    std::vector<std::int64_t> found;
    for (std::ptrdiff_t i = first_; i < end_; ++i) {
      const double peak = at(i) - from_;
      if (wave.departure(pause, peak - WaveInStep::peak_reach * rate_,
                         peak + WaveInStep::peak_reach * rate_) <= WaveInStep::most_departure)
        found.push_back(peaks_[static_cast<std::size_t>(i)]);
    }
    // Low beats over a tremor: most of them depart from it, and the rest is not to be told from them.
    if (2 * static_cast<std::ptrdiff_t>(found.size()) <= end_ - first_) found.clear();
    return found;
  }

 private:
  bool goes_on(const LeadSegment& lead, const WaveInStep& wave) const {
    const SampleSpan all = read();
    int intervals = 0;
    for (const bool before : {true, false}) {
      WaveBetweenBeats between(wave);
      for (std::ptrdiff_t i = 0; i < asked; ++i) {
        const std::ptrdiff_t beat = before ? first_ - 2 - i : end_ + i;
        const double from = at(beat) + WaveInStep::behind_beat * rate_,
                     to = at(beat + 1) - WaveInStep::before_beat * rate_;
        if (from < static_cast<double>(all.first) || to > static_cast<double>(all.end)) break;
        between.add(lead.part(from, to), from - from_);
      }
      if (!between.goes_on(least_likeness)) return false;
      intervals += between.intervals();
    }
    return intervals >= fewest_intervals;
  }

  double at(std::ptrdiff_t peak) const { return static_cast<double>(peaks_[static_cast<std::size_t>(peak)]); }

  // The beats around are far higher than the waves: those of a ventricular flutter differ by less.
  bool stand_out(const HeartWatch& watch, std::size_t lead) const {
    const auto height = [&](std::ptrdiff_t i) {
      return watch.height_at(lead, peaks_[static_cast<std::size_t>(i)]);
    };
    int waves = 0, beats = 0;
    for (std::ptrdiff_t i = first_; i < end_; ++i) waves += height(i);
    for (std::ptrdiff_t i = 0; i <= asked; ++i) beats += height(first_ - 1 - i) + height(end_ + i);
    return beats * (end_ - first_) >= (waves + far_lower * (end_ - first_)) * 2 * (asked + 1);
  }

  std::span<const std::int64_t> peaks_;
  std::ptrdiff_t first_, end_;
  double rate_, from_, to_;
};

// Each lead's samples of `span`, whole frames, block by block.
std::vector<LeadSegment> read(LeadReader& reader, std::size_t leads, int per_frame, SampleSpan span) {
  std::int64_t frame = span.first / per_frame;
  const std::int64_t end = std::min((span.end + per_frame - 1) / per_frame, reader.frames());
  std::vector<LeadSegment> segments(leads, LeadSegment{frame * per_frame, {}});
  while (frame < end) {
    const std::int64_t count = std::min(LeadReader::most_frames, end - frame);
    const std::span<const float> values = reader.read(frame, count);
    for (std::size_t i = 0; i < values.size(); ++i) segments[i % leads].values.push_back(values[i]);
    frame += count;
  }
  return segments;
}

}  // namespace

std::vector<std::int64_t> passing_waves(LeadReader& reader, const HeartWatch& watch,
                                        std::span<const int> leads, std::span<const HeartlessLead> heartless,
                                        double rate, int per_frame, std::span<const std::int64_t> peaks) {
  const std::vector<std::uint8_t> low = low_peaks(watch, leads, heartless, per_frame, peaks);
  std::vector<std::int64_t> passing;
  for (auto first = low.begin(), end = first; first != low.end(); first = end) {
    first = std::find(first, low.end(), 1);
    end = std::find(first, low.end(), 0);
    if (end - first < 2 || first - low.begin() <= asked || low.end() - end <= asked) continue;
    const Pause pause(peaks, first - low.begin(), end - low.begin(), rate);
    if (!pause.may_be_flutter(watch, leads.size())) continue;
    const std::vector<LeadSegment> segments = read(reader, leads.size(), per_frame, pause.read());
    for (const LeadSegment& lead : segments)
      if (const std::vector<std::int64_t> waves = pause.waves(lead); !waves.empty()) {
        passing.insert(passing.end(), waves.begin(), waves.end());
        break;
      }
  }
  return passing;
}

}  // namespace rwave
