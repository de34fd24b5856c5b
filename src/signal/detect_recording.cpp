#include "signal/detect_recording.h"

#include <algorithm>
#include <iterator>

#include "rwave/error.h"
#include "signal/heart_watch.h"
#include "signal/lead_reader.h"
#include "signal/leads.h"
#include "signal/passing_waves.h"
#include "signal/tachycardia_waves.h"
#include "signal/ventricular_fibrillation.h"

namespace rwave {
namespace {

constexpr std::int64_t block_frames = LeadReader::most_frames;
constexpr std::uint8_t normal_beat = 1, quality_change = 14, fibrillation_begins = 32, fibrillation_ends = 33;

Annotation mark_of(std::int64_t sample, std::uint8_t code, std::int8_t subtype) {
  Annotation mark;
  mark.sample = sample;
  mark.code = code;
  mark.subtype = subtype;
  return mark;
}

// The detector knows no file; its fault is given the recording's name here.
Detector detector_for(const RecordingInfo& info, double rate, std::size_t leads) {
  try {
    return Detector(rate, static_cast<int>(leads), Detector::Use::recording);
  } catch (const Error& fault) {
    throw Error(info.source, fault.what());
  }
}

// What is left of `spans` outside `holes`; both in order.
std::vector<SampleSpan> outside(const std::vector<SampleSpan>& spans, const std::vector<SampleSpan>& holes) {
  std::vector<SampleSpan> left;
  for (SampleSpan span : spans) {
    for (const SampleSpan& hole : holes) {
      if (hole.end <= span.first || hole.first >= span.end) continue;
      if (hole.first > span.first) left.push_back({span.first, hole.first});
      span.first = std::min(hole.end, span.end);
    }
    if (span.first < span.end) left.push_back(span);
  }
  return left;
}

// Where a tachycardia without a baseline was taken for noise, its waves are the beats.
void take_wave_trains(LeadReader& reader, double rate, int per_frame, Detection& detection) {
  std::vector<SampleSpan> samples, trains;
  for (const SampleSpan& span : detection.unanalyzable)
    samples.push_back({span.first * per_frame, span.end * per_frame});
  const std::vector<WaveTrain> found =
      find_wave_trains(reader, detection.leads.size(), rate, per_frame, samples);
  if (found.empty()) return;
  for (const WaveTrain& train : found)
    trains.push_back({train.span.first / per_frame, train.span.end / per_frame});
  std::erase_if(detection.peaks, [&](std::int64_t peak) { return lies_within(trains, peak); });
  for (const WaveTrain& train : found)
    for (const std::int64_t top : train.tops) detection.peaks.push_back(top / per_frame);
  std::ranges::sort(detection.peaks);
  detection.unanalyzable = outside(detection.unanalyzable, trains);
}

// Flutter waves in a pause are no beats.
void take_out_passing_waves(LeadReader& reader, const HeartWatch& watch, double rate, int per_frame,
                            Detection& detection) {
  std::vector<std::int64_t> samples = detection.peaks;
  for (std::int64_t& peak : samples) peak *= per_frame;
  const std::vector<std::int64_t> waves =
      passing_waves(reader, watch, detection.leads, detection.heartless, rate, per_frame, samples);
  if (waves.empty()) return;
  std::erase_if(detection.peaks, [&](std::int64_t peak) {
    return std::binary_search(waves.begin(), waves.end(), peak * per_frame);
  });
}

// One pass of the detector and of the finder of fibrillation over the leads; the watch, if any, sees the
// same.
void look_for_peaks(LeadReader& reader, const RecordingInfo& info, int per_frame, HeartWatch* watch,
                    Detection& detection) {
  Detector detector = detector_for(info, info.rate * per_frame, detection.leads.size());
  FibrillationFinder fibrillation(info.rate * per_frame, static_cast<int>(detection.leads.size()));
  detection.peaks.clear();
  detection.unanalyzable.clear();
  detection.fibrillation.clear();
  const auto take = [&] {
    for (const std::int64_t peak : detector.take_peaks()) detection.peaks.push_back(peak / per_frame);
    for (const SampleSpan& span : detector.take_unanalyzable()) {
      detection.unanalyzable.push_back({span.first / per_frame, span.end / per_frame});
    }
    for (const SampleSpan& span : fibrillation.take_spans()) {
      detection.fibrillation.push_back({span.first / per_frame, span.end / per_frame});
    }
  };
  for (std::int64_t first = 0; first < info.frames; first += block_frames) {
    const std::span<const float> frames = reader.read(first, std::min(block_frames, info.frames - first));
    detector.push(frames);
    fibrillation.push(frames);
    if (watch != nullptr) watch->push(frames);
    take();
  }
  // An empty list of peaks would look like asystole. A lead without one recorded sample is an
  // error.
  reader.require_samples();
  detector.finish();
  fibrillation.finish();
  take();
}

}  // namespace

Detection detect_peaks(Recording& recording, const std::string& lead) {
  const RecordingInfo& info = recording.info();
  if (info.frames <= 0) throw Error(info.source, "holds no samples: there is nothing to detect in it");
  Detection detection;
  if (lead.empty()) {
    LeadChoice choice = explain_leads(recording);
    detection.leads = std::move(choice.leads);
    detection.passed_over = std::move(choice.passed_over);
    detection.warnings = std::move(choice.warnings);
  } else {
    detection.leads = {find_lead(info, lead)};
    detection.warnings = doubt_lead(info, detection.leads.front());
  }
  // The detector counts samples of the lead, callers count frames: both differ where a lead has
  // several samples per frame.
  const int per_frame = info.signals[static_cast<std::size_t>(detection.leads.front())].samples_per_frame;
  detector_for(info, info.rate * per_frame, detection.leads.size());  // before anything is read
  LeadReader reader(recording, detection.leads);
  reader.bridge_gaps();
  HeartWatch watch(info.rate * per_frame, detection.leads.size());
  look_for_peaks(reader, info, per_frame, &watch, detection);
  // What noise in one lead did to the peaks is undone by a second look without it.
  std::vector<std::int64_t> samples = detection.peaks;
  for (std::int64_t& peak : samples) peak *= per_frame;
  detection.heartless = heartless_leads(watch, samples, detection.leads, per_frame);
  if (!detection.heartless.empty()) {
    reader.leave_out(detection.heartless);
    look_for_peaks(reader, info, per_frame, nullptr, detection);
    for (std::string& line : heartless_warnings(info, detection.heartless))
      detection.warnings.push_back(std::move(line));
  }
  // In fibrillation there are no beats. What was found there are its waves, and labelled they would
  // make hundreds of ventricular ectopics.
  std::erase_if(detection.peaks,
                [&](std::int64_t peak) { return lies_within(detection.fibrillation, peak); });
  detection.unanalyzable = outside(detection.unanalyzable, detection.fibrillation);
  take_out_passing_waves(reader, watch, info.rate * per_frame, per_frame, detection);
  take_wave_trains(reader, info.rate * per_frame, per_frame, detection);
  return detection;
}

bool lies_within(std::span<const SampleSpan> spans, std::int64_t sample) {
  // Spans are in order and do not overlap, so one binary search answers for a day of peaks.
  const auto after = std::ranges::upper_bound(spans, sample, {}, &SampleSpan::first);
  return after != spans.begin() && sample < std::prev(after)->end;
}

std::vector<Annotation> annotations_of(const Detection& detection, std::int64_t frames) {
  std::vector<Annotation> annotations;
  annotations.reserve(detection.peaks.size() + 2 * detection.unanalyzable.size());
  for (const SampleSpan& span : detection.unanalyzable) {
    // WFDB marks signal quality by "~", whose subtype holds bits of noisy or lost signals; -1 is
    // "unreadable".
    annotations.push_back(mark_of(span.first, quality_change, -1));
    if (span.end < frames) annotations.push_back(mark_of(span.end, quality_change, 0));
  }
  for (const SampleSpan& span : detection.fibrillation) {
    annotations.push_back(mark_of(span.first, fibrillation_begins, 0));
    annotations.push_back(mark_of(std::min(span.end, frames - 1), fibrillation_ends, 0));
  }
  for (const std::int64_t peak : detection.peaks) annotations.push_back(mark_of(peak, normal_beat, 0));
  std::ranges::stable_sort(annotations, {}, &Annotation::sample);
  return annotations;
}

}  // namespace rwave
