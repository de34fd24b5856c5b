#include "rwave/classification.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "beat/aami.h"
#include "classify/beat_stream.h"
#include "classify/classify_parts.h"
#include "classify/labeller.h"
#include "classify/model.h"
#include "classify/whole/doubts.h"
#include "classify/whole/pacing.h"
#include "classify/whole/pulse_check.h"
#include "record/channel_kind.h"
#include "rwave/error.h"
#include "signal/detect_recording.h"
#include "signal/heart_watch.h"
#include "signal/lead_reader.h"
#include "signal/leads.h"

namespace rwave {
namespace {

// The network's Linear layers read their weights once a batch; a stream takes one beat at a time
// instead, as it must not wait.
constexpr std::size_t beats_at_once = 256;
constexpr double lowest_rate = Detector::lowest_rate, highest_rate = Detector::highest_rate;

int samples_per_frame(const RecordingInfo& info, int lead) {
  return info.signals[static_cast<std::size_t>(lead)].samples_per_frame;
}

void check_rate(const RecordingInfo& info, int lead) {
  const double rate = info.rate * samples_per_frame(info, lead);
  if (!(rate >= lowest_rate && rate <= highest_rate))
    throw Error(info.source,
                fmt::format("lead {} has {:g} Hz; beats are cut from {:g} to {:g} Hz: resample it first "
                            "(rwave convert REC -o NEW.hea --resample 500)",
                            lead_name(info, lead), rate, lowest_rate, highest_rate));
}

// The leads to read, with their places: those peaks are looked for in, and those to label.
LeadColumns columns_of(const std::vector<int>& detect, const std::vector<int>& label,
                       std::vector<int>& leads) {
  LeadColumns columns{0, {}, {}};
  const auto place = [&](int lead) {
    const auto found = std::ranges::find(leads, lead);
    const auto at = static_cast<int>(found - leads.begin());
    if (found == leads.end()) leads.push_back(lead);
    return at;
  };
  for (const int lead : detect) columns.detect.push_back(place(lead));
  for (const int lead : label) columns.label.push_back(place(lead));
  columns.count = static_cast<int>(leads.size());
  return columns;
}

template <typename Push>
void for_each_block(Recording& recording, const std::vector<int>& leads, Push&& push) {
  LeadReader reader(recording, leads);
  reader.bridge_gaps();
  const std::int64_t frames = recording.info().frames;
  for (std::int64_t first = 0; first < frames; first += LeadReader::most_frames)
    push(reader.read(first, std::min(LeadReader::most_frames, frames - first)));
  reader.require_samples();
}

// Whose beats are labelled: the lead asked for, the one that the network was trained on, or lead II with the
// clearest other one of its rate as well, where the recipe looks at any lead.
std::vector<int> label_leads(Recording& recording, const Model& model, const ClassificationOptions& options) {
  const RecordingInfo& info = recording.info();
  // A network that was trained on one lead is not to be used on another in silence.
  const std::string& wanted =
      options.lead.empty() ? ModelState::of(model).network.card()->lead : options.lead;
  if (!wanted.empty()) return {find_lead(info, wanted)};
  std::vector<int> leads = {label_lead(recording)};
  if (options.one_lead || !(labels_two_leads(model) || whole::labels_whole(model))) return leads;
  for (const int other : choose_leads(recording)) {
    if (other == leads.front() || samples_per_frame(info, other) != samples_per_frame(info, leads.front()))
      continue;
    leads.push_back(other);
    break;
  }
  return leads;
}

void detect_and_label(Recording& recording, const Model& model, const ClassificationOptions& options,
                      Classification& result) {
  const RecordingInfo& info = recording.info();
  // A lead asked for by name serves for both: whoever names it does not want another one to be
  // listened to.
  result.detect_leads = options.lead.empty() ? choose_leads(recording) : result.label_leads;
  const int per_frame = samples_per_frame(info, result.label_leads.front());
  // A lead of another rate than those that were chosen is looked at alone.
  if (samples_per_frame(info, result.detect_leads.front()) != per_frame)
    result.detect_leads = result.label_leads;
  std::vector<int> leads;
  const LeadColumns columns = columns_of(result.detect_leads, result.label_leads, leads);
  BeatStream stream(model, info.rate * per_frame, columns, beats_at_once);
  for_each_block(recording, leads, [&](std::span<const float> frames) { stream.push(frames); });
  stream.finish();
  result.beats = std::move(stream.beats);
  for (const SampleSpan& span : stream.unanalyzable)
    result.unanalyzable.push_back({span.first / per_frame, span.end / per_frame});
}

void label_given(Recording& recording, const Model& model, const std::vector<std::int64_t>& beats,
                 Classification& result) {
  const RecordingInfo& info = recording.info();
  const int per_frame = samples_per_frame(info, result.label_leads.front());
  Labeller labeller(model, info.rate * per_frame, static_cast<int>(result.label_leads.size()), beats_at_once);
  // All peaks are known at once, so nothing has to be waited for.
  for (const std::int64_t beat : beats) labeller.add_beat(beat * per_frame);
  labeller.set_watermark(std::numeric_limits<std::int64_t>::max());
  for_each_block(recording, result.label_leads, [&](std::span<const float> samples) {
    labeller.push(samples);
    labeller.take(result.beats);
  });
  labeller.finish();
  labeller.take(result.beats);
}

// A pacing spike is seen where its vector points, often in few leads of twelve: all other ECG leads of the
// rate. Whoever asks for one lead does not want others to be looked at.
std::vector<int> spike_leads(const RecordingInfo& info, const std::vector<int>& labelled,
                             const ClassificationOptions& options) {
  std::vector<int> leads;
  const int per_frame = samples_per_frame(info, labelled.front());
  if (!options.lead.empty() || options.one_lead || info.rate * per_frame < whole::lowest_spike_rate)
    return leads;
  for (int s = 0; s < static_cast<int>(info.signals.size()); ++s) {
    const SignalInfo& signal = info.signals[static_cast<std::size_t>(s)];
    if (kind_of(signal) == ChannelKind::ecg && millivolts_per_unit(signal) > 0 &&
        samples_per_frame(info, s) == per_frame && std::ranges::find(labelled, s) == labelled.end())
      leads.push_back(s);
  }
  return leads;
}

// Peaks first, then labels that know all of them.
void label_whole(Recording& recording, const Model& model, const ClassificationOptions& options,
                 const whole::PartVisitor& visit, Classification& result) {
  const int per_frame = samples_per_frame(recording.info(), result.label_leads.front());
  std::vector<std::int64_t> peaks;
  std::vector<HeartlessLead> heartless;
  if (options.beats) {
    peaks = *options.beats;
  } else {
    Detection detection = detect_peaks(recording, options.lead);
    result.detect_leads = std::move(detection.leads);
    result.unanalyzable = std::move(detection.unanalyzable);
    result.fibrillation = std::move(detection.fibrillation);
    heartless = std::move(detection.heartless);
    peaks = std::move(detection.peaks);
  }
  for (std::int64_t& peak : peaks) peak *= per_frame;
  // A lead that is labelled and was not looked at for peaks, or whose peaks were given.
  const auto is_known = [&](int lead) { return std::ranges::count(result.detect_leads, lead) > 0; };
  if (!std::ranges::all_of(result.label_leads, is_known)) {
    std::vector<int> leads = result.label_leads;
    for (const int lead : result.detect_leads)
      if (std::ranges::count(leads, lead) == 0 && samples_per_frame(recording.info(), lead) == per_frame)
        leads.push_back(lead);
    heartless = heartless_leads(recording, leads, peaks);
  }
  for (std::string& line : heartless_warnings(recording.info(), heartless))
    result.warnings.push_back(std::move(line));
  whole::Doubts doubts;
  // The caller may look at each part as well (explanations, adaptation). Parts are not kept: of a
  // week they would fill the memory.
  result.beats = whole::label(
      recording, model, result.label_leads, peaks,
      [&](const whole::LabelledPart& part) {
        doubts.add(part);
        if (visit) visit(part);
      },
      spike_leads(recording.info(), result.label_leads, options), heartless);
  std::vector<std::string> names;
  for (const int lead : result.label_leads) names.push_back(lead_name(recording.info(), lead));
  for (std::string& line : doubts.lines(names)) result.warnings.push_back(std::move(line));
}

}  // namespace

Classification classify_recording(Recording& recording, const Model& model,
                                  const ClassificationOptions& options) {
  return classify_parts(recording, model, options, {});
}

Classification classify_parts(Recording& recording, const Model& model, const ClassificationOptions& options,
                              const whole::PartVisitor& visit) {
  const RecordingInfo& info = recording.info();
  if (info.frames <= 0) throw Error(info.source, "holds no samples: there is no beat to label in it");
  Classification result;
  result.label_leads = label_leads(recording, model, options);
  if (options.lead.empty()) {
    LeadChoice choice = explain_leads(recording);
    result.passed_over = std::move(choice.passed_over);
    result.warnings = std::move(choice.warnings);
  } else {
    result.warnings = doubt_lead(info, result.label_leads.front());
  }
  check_rate(info, result.label_leads.front());
  if (whole::labels_whole(model))
    label_whole(recording, model, options, visit, result);
  else if (options.beats)
    label_given(recording, model, *options.beats, result);
  else
    detect_and_label(recording, model, options, result);
  const int per_frame = samples_per_frame(info, result.label_leads.front());
  for (LabelledBeat& beat : result.beats) beat.sample /= per_frame;
  // Who gives R peaks has looked at them.
  if (whole::labels_whole(model) && !options.beats) whole::check_runs_by_pulse(recording, result);
  call_unknown(result.beats, options.unknown_below);
  return result;
}

std::vector<std::int64_t> beat_samples(const std::vector<Annotation>& annotations) {
  std::vector<std::int64_t> samples;
  for (const Annotation& annotation : annotations) {
    // Two annotations at one sample are one beat. A second one would have an interval of 0 before
    // it.
    if (is_beat(annotation.code) && (samples.empty() || annotation.sample > samples.back()))
      samples.push_back(annotation.sample);
  }
  return samples;
}

std::vector<Annotation> annotations_of(const Classification& classification, std::int64_t frames) {
  Detection marks;
  marks.unanalyzable = classification.unanalyzable;
  marks.fibrillation = classification.fibrillation;
  std::vector<Annotation> annotations = annotations_of(marks, frames);
  for (const LabelledBeat& beat : classification.beats) {
    Annotation annotation;
    annotation.sample = beat.sample;
    annotation.code = static_cast<std::uint8_t>(code_of(std::string_view(&beat.label, 1)));
    annotations.push_back(annotation);
  }
  std::ranges::stable_sort(annotations, {}, &Annotation::sample);
  return annotations;
}

}  // namespace rwave
