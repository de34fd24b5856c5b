#include "signal/resampled.h"

#include <algorithm>
#include <cmath>

#include "record/held_recording.h"
#include "signal/resample.h"

namespace rwave {
namespace {

constexpr std::int64_t resampled_block_frames = 1 << 16;

// In the file's own integers and not in mV: the converted record keeps gain and baseline, and
// values that the filter leaves alone come out the same.
std::vector<std::int32_t> convert(Recording& recording, int signal, double rate, std::int64_t frames) {
  const RecordingInfo& info = recording.info();
  const SignalInfo& about = info.signals[static_cast<std::size_t>(signal)];
  const int per_frame = about.samples_per_frame;
  const double from = info.rate * per_frame, to = rate * per_frame;
  Resampler resampler(from, to);
  std::vector<float> out;
  // Of missing samples, first and end.
  std::vector<std::pair<std::int64_t, std::int64_t>> gaps;
  std::int64_t at = 0;
  for (std::int64_t first = 0; first < info.frames; first += resampled_block_frames) {
    const std::vector<std::int32_t> samples =
        recording.read_adc(signal, first, std::min(resampled_block_frames, info.frames - first));
    std::vector<float> values(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i, ++at) {
      if (samples[i] != missing_sample) {
        // Around the baseline numbers are small, so that float holds 24 bits exactly.
        values[i] = static_cast<float>(samples[i] - std::round(about.baseline));
        continue;
      }
      values[i] = std::numeric_limits<float>::quiet_NaN();
      if (gaps.empty() || gaps.back().second != at) gaps.emplace_back(at, at);
      gaps.back().second = at + 1;
    }
    resampler.push(values, out);
  }
  resampler.finish(out);
  std::vector<std::int32_t> converted(static_cast<std::size_t>(frames * per_frame), missing_sample);
  for (std::size_t i = 0; i < std::min(converted.size(), out.size()); ++i) {
    const double value =
        std::clamp(std::round(out[i]) + std::round(about.baseline), -2147483647.0, 2147483647.0);
    converted[i] = static_cast<std::int32_t>(value);
  }
  // Gaps are put back where they were. What the filter has drawn across them was never recorded.
  for (const auto& [first, end] : gaps) {
    const auto begin = static_cast<std::int64_t>(std::ceil(static_cast<double>(first) * to / from));
    const auto stop = static_cast<std::int64_t>(std::ceil(static_cast<double>(end) * to / from));
    for (std::int64_t i = begin; i < std::min<std::int64_t>(stop, frames * per_frame); ++i)
      converted[static_cast<std::size_t>(i)] = missing_sample;
  }
  return converted;
}

}  // namespace

std::unique_ptr<Recording> resampled(Recording& recording, std::vector<Annotation> annotations, double rate) {
  RecordingInfo info = recording.info();
  // Frames are converted and each signal's samples with them, so that signals of several samples a
  // frame stay aligned.
  const double ratio = rate / info.rate;
  const auto frames = std::llround(static_cast<double>(info.frames) * ratio);
  std::vector<std::vector<std::int32_t>> samples;
  for (std::size_t s = 0; s < info.signals.size(); ++s)
    samples.push_back(convert(recording, static_cast<int>(s), rate, frames));
  for (Annotation& annotation : annotations)
    // A mark at the last sample could be rounded past the end, where readers would leave it out.
    annotation.sample = std::clamp<std::int64_t>(std::llround(static_cast<double>(annotation.sample) * ratio),
                                                 0, std::max<std::int64_t>(frames - 1, 0));
  info.rate = rate;
  info.frames = frames;
  info.frames_beyond = 0;
  return hold(std::move(info), std::move(samples), std::move(annotations));
}

}  // namespace rwave
