#include "signal/detect_recording.h"

#include <algorithm>
#include <limits>
#include <span>

#include "rwave/error.h"
#include "signal/leads.h"

namespace rwave {
namespace {

constexpr std::int64_t block_frames = 8192;
constexpr std::uint8_t normal_beat = 1, quality_change = 14;

// Feeds the detector from the recording's own form: ADC units, lead after lead.
class Feeder {
 public:
  Feeder(Recording& recording, const std::vector<int>& leads) : recording_(recording) {
    for (const int lead : leads) {
      const SignalInfo& signal = recording.info().signals[static_cast<std::size_t>(lead)];
      const double unit = millivolts_per_unit(signal);
      scales_.push_back((unit > 0 ? unit : 1) / signal.gain);
      baselines_.push_back(signal.baseline);
      samples_.emplace_back(static_cast<std::size_t>(block_frames * signal.samples_per_frame));
      slices_.push_back({lead, samples_.back()});
    }
  }

  void feed(std::int64_t first, std::int64_t frames, Detector& detector) {
    const std::size_t per_frame = samples_.front().size() / block_frames;
    const std::size_t count = static_cast<std::size_t>(frames) * per_frame;
    for (std::size_t lead = 0; lead < samples_.size(); ++lead)
      slices_[lead].out = std::span(samples_[lead]).first(count);
    recording_.read(first, frames, slices_);
    frames_.resize(count * samples_.size());
    for (std::size_t lead = 0; lead < samples_.size(); ++lead) {
      for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t adc = samples_[lead][i];
        frames_[i * samples_.size() + lead] =
            adc == missing_sample ? std::numeric_limits<float>::quiet_NaN()
                                  : static_cast<float>((adc - baselines_[lead]) * scales_[lead]);
      }
    }
    detector.push(frames_);
  }

 private:
  Recording& recording_;
  std::vector<double> scales_, baselines_;  // mV = (adc - baseline) * scale
  std::vector<std::vector<std::int32_t>> samples_;
  std::vector<SignalSlice> slices_;
  std::vector<float> frames_;
};

Annotation mark_of(std::int64_t sample, std::uint8_t code, std::int8_t subtype) {
  Annotation mark;
  mark.sample = sample;
  mark.code = code;
  mark.subtype = subtype;
  return mark;
}

Detector detector_for(const RecordingInfo& info, double rate, std::size_t leads) {
  try {
    return Detector(rate, static_cast<int>(leads));
  } catch (const Error& fault) {
    throw Error(info.source, fault.what());
  }
}

}  // namespace

Detection detect_peaks(Recording& recording, const std::string& lead) {
  const RecordingInfo& info = recording.info();
  if (info.frames <= 0) throw Error(info.source, "holds no samples: there is nothing to detect in it");
  Detection detection;
  detection.leads = lead.empty() ? choose_leads(recording) : std::vector<int>{find_lead(info, lead)};
  const int per_frame = info.signals[static_cast<std::size_t>(detection.leads.front())].samples_per_frame;
  Detector detector = detector_for(info, info.rate * per_frame, detection.leads.size());
  Feeder feeder(recording, detection.leads);
  const auto take = [&] {
    for (const std::int64_t peak : detector.take_peaks()) detection.peaks.push_back(peak / per_frame);
    for (const SampleSpan& span : detector.take_unreadable()) {
      detection.unreadable.push_back({span.first / per_frame, span.end / per_frame});
    }
  };
  for (std::int64_t first = 0; first < info.frames; first += block_frames) {
    feeder.feed(first, std::min(block_frames, info.frames - first), detector);
    take();
  }
  detector.finish();
  take();
  return detection;
}

std::vector<Annotation> annotations_of(const Detection& detection, std::int64_t frames) {
  std::vector<Annotation> annotations;
  annotations.reserve(detection.peaks.size() + 2 * detection.unreadable.size());
  for (const SampleSpan& span : detection.unreadable) {
    annotations.push_back(mark_of(span.first, quality_change, -1));
    if (span.end < frames) annotations.push_back(mark_of(span.end, quality_change, 0));
  }
  for (const std::int64_t peak : detection.peaks) annotations.push_back(mark_of(peak, normal_beat, 0));
  std::ranges::stable_sort(annotations, {}, &Annotation::sample);
  return annotations;
}

}  // namespace rwave
