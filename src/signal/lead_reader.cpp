#include "signal/lead_reader.h"

#include <fmt/format.h>

#include <limits>

#include "rwave/error.h"
#include "signal/leads.h"

namespace rwave {
namespace {

// s: less holds no beat with its surroundings.
constexpr double shortest = 1;

}  // namespace

LeadReader::LeadReader(Recording& recording, const std::vector<int>& leads) : recording_(recording) {
  const RecordingInfo& info = recording.info();
  const auto& signals = info.signals;
  lead_ = signals.at(static_cast<std::size_t>(leads.front())).name;
  const double seconds = static_cast<double>(info.frames) / info.rate;
  if (seconds < shortest)
    throw Error(info.source,
                fmt::format("is {:.2g} s long: too short to hold a beat and its surroundings ({:g} s)",
                            seconds, shortest));
  for (const int lead : leads) {
    const SignalInfo& signal = signals.at(static_cast<std::size_t>(lead));
    const SignalInfo& first = signals.at(static_cast<std::size_t>(leads.front()));
    if (signal.samples_per_frame != first.samples_per_frame)
      throw Error(recording.info().source,
                  fmt::format("leads {} and {} have different rates and cannot be looked at together",
                              first.name, signal.name));
    // Everything behind works in millivolts: the detector's least levels and the fibrillation
    // finder's limits are absolute.
    const double unit = millivolts_per_unit(signal);
    scales_.push_back((unit > 0 ? unit : 1) / signal.gain);
    baselines_.push_back(signal.baseline);
    samples_.emplace_back(static_cast<std::size_t>(most_frames * signal.samples_per_frame));
    slices_.push_back({lead, samples_.back()});
  }
}

std::span<const float> LeadReader::read(std::int64_t first, std::int64_t frames) {
  const std::size_t per_frame = samples_.front().size() / static_cast<std::size_t>(most_frames);
  const std::size_t count = static_cast<std::size_t>(frames) * per_frame;
  const std::size_t leads = samples_.size();
  for (std::size_t lead = 0; lead < leads; ++lead) slices_[lead].out = std::span(samples_[lead]).first(count);
  recording_.read(first, frames, slices_);
  values_.resize(count * leads);
  for (std::size_t lead = 0; lead < leads; ++lead) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t adc = samples_[lead][i];
      recorded_ = recorded_ || adc != missing_sample;
      // NaN for missing samples: no code of an ADC would survive the scaling, and every filter
      // behind knows it.
      values_[i * leads + lead] = adc == missing_sample
                                      ? std::numeric_limits<float>::quiet_NaN()
                                      : static_cast<float>((adc - baselines_[lead]) * scales_[lead]);
    }
  }
  return values_;
}

void LeadReader::require_samples() const {
  if (!recorded_)
    throw Error(recording_.info().source,
                fmt::format("lead {} holds no sample that was recorded (all are missing)", lead_));
}

}  // namespace rwave
