#include "cli/perturb_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "base/checksum.h"
#include "base/warning.h"
#include "beat/aami.h"
#include "cli/recordings.h"
#include "dataset/jitter.h"
#include "math/random.h"
#include "record/formats.h"
#include "record/wfdb_write.h"
#include "rwave/error.h"
#include "signal/detect_recording.h"
#include "synth/perturb/adc_quantization.h"
#include "synth/perturb/recorded_noise.h"
#include "synth/perturb/whole_leads.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

// RECORD.atr next to the recording, or the recording's own (EDF+); none is no fault.
std::vector<Annotation> reference_of(const std::string& path, Recording& recording) {
  const fs::path file = annotation_file(path, "atr");
  if (!fs::exists(file)) return recording.annotations();
  std::vector<std::string> warnings;
  auto annotations = read_annotations(file, recording.info().rate, recording.info().frames, &warnings);
  print_warnings(file.string(), warnings);
  return annotations;
}

// Where the height of QRS complexes is measured, in samples: beats conducted as usual (N and S), as nst takes
// them; of a recording without reference its detected peaks.
std::vector<std::int64_t> measured_beats(Recording& recording, std::span<const Annotation> reference,
                                         int per_frame) {
  std::vector<std::int64_t> beats;
  for (const Annotation& mark : reference) {
    const auto kind = beat_class(mark.code);
    if (kind == BeatClass::N || kind == BeatClass::S) beats.push_back(mark.sample);
  }
  if (beats.empty()) beats = detect_peaks(recording).peaks;
  for (std::int64_t& beat : beats) beat *= per_frame;
  return beats;
}

// Adds the noise's signals in turn. Returns what each was multiplied by, as text.
std::string put_noise_on(WholeLeads& leads, std::span<const std::int64_t> beats, const std::string& source,
                         const Perturbation& changes) {
  const auto recording = open_recording(changes.noise, changes.open);
  WholeLeads noise = read_whole_leads(*recording);
  std::vector<double> sizes;
  for (std::vector<float>& values : noise.values) {
    // A NaN in the noise would become a gap of the signal, and in the filter of the resampling a
    // long one.
    hold_missing(values);
    sizes.push_back(noise_size(values, noise.rate));
    if (sizes.back() == 0)
      throw Error(changes.noise, "holds a flat signal: noise was expected, which can be scaled");
    values = at_rate(values, noise.rate, leads.rate);
  }
  const NoiseSpan span = changes.noise_segments ? NoiseSpan::segments : NoiseSpan::whole;
  std::string gains;
  double greatest = 0;
  for (std::size_t lead = 0; lead < leads.values.size(); ++lead) {
    // Noise has fewer signals than the recording may have leads: they are taken in turn, as nst
    // does.
    const std::size_t i = lead % noise.values.size();
    const double height = qrs_height(leads.values[lead], leads.rate, beats);
    const double gain = noise_gain(height, sizes[i], changes.snr);
    add_noise(leads.values[lead], leads.rate, noise.values[i], gain, span);
    gains += fmt::format(" x {:.3g}", gain);
    greatest = std::max(greatest, height);
  }
  if (greatest == 0) throw Error(source, "has no beat by whose height the noise could be scaled");
  return gains;
}

std::string described(const Perturbation& changes, const std::string& gains) {
  std::string text;
  const auto add = [&](const std::string& change) { text += (text.empty() ? "" : ", ") + change; };
  if (changes.invert) add("inverted");
  if (!changes.noise.empty()) {
    add(fmt::format("noise {} at {:g} dB{}{}", fs::path(changes.noise).stem().string(), changes.snr,
                    changes.noise_segments ? " in segments" : "", gains));
  }
  if (changes.scale != 1) add(fmt::format("scaled by {:g}", changes.scale));
  if (changes.rate) add(fmt::format("{:g} Hz", *changes.rate));
  if (changes.bits) add(fmt::format("{} bits", *changes.bits));
  if (changes.displace_ms > 0)
    add(fmt::format("beats moved by up to {:g} ms, seed {}", changes.displace_ms, changes.seed));
  return text.empty() ? "unchanged" : text;
}

// The header of the changed record.
RecordingInfo header_of(const RecordingInfo& original, const WholeLeads& leads, const Converter& converter) {
  RecordingInfo info = original;
  info.rate = leads.rate;
  info.signals.clear();
  for (const int signal : leads.signals) {
    SignalInfo& changed = info.signals.emplace_back();
    changed.name = original.signals[static_cast<std::size_t>(signal)].name;
    changed.gain = converter.gain;
    changed.adc_resolution = converter.bits;
  }
  return info;
}

// Returns how many samples were clipped.
std::int64_t write_samples(WfdbWriter& writer, const WholeLeads& leads, const Converter& converter) {
  std::vector<Converted> converted;
  std::int64_t clipped = 0;
  for (const std::vector<float>& lead : leads.values) {
    converted.push_back(convert(lead, converter));
    clipped += converted.back().clipped;
  }
  std::vector<std::int32_t> frame(converted.size());
  for (std::size_t i = 0; i < converted.front().samples.size(); ++i) {
    for (std::size_t lead = 0; lead < frame.size(); ++lead) frame[lead] = converted[lead].samples[i];
    writer.write(frame);
  }
  return clipped;
}

void write_marks(const fs::path& stem, std::vector<Annotation> reference, double from,
                 const WholeLeads& leads, const Perturbation& changes) {
  const auto samples = static_cast<std::int64_t>(leads.values.front().size());
  convert_times(reference, from, leads.rate, samples);
  if (changes.displace_ms > 0) {
    // Each record by draws of its own, whichever others are changed with it.
    Checksum name;
    name.add(stem.filename().string());
    Random random(changes.seed ^ std::stoull(name.text(), nullptr, 16));
    write_annotations(stem.string() + ".moved",
                      displaced(reference, changes.displace_ms / 1000, leads.rate, samples, random));
  }
  write_annotations(stem.string() + ".atr", reference);
}

}  // namespace

std::string perturb_record(const std::string& path, const std::string& name, const fs::path& folder,
                           const Perturbation& changes) {
  const auto recording = open_recording(path, changes.open);
  const RecordingInfo& original = recording->info();
  refuse_other_rate(original, changes.open);
  const std::vector<Annotation> reference = reference_of(path, *recording);
  if (changes.displace_ms > 0 && reference.empty())
    throw Error(path, "--displace-beats: there is no file of its name that ends in .atr");
  WholeLeads leads = read_whole_leads(*recording);
  // The order is fixed and documented: invert, noise, scale, rate, converter. Noise is scaled to
  // the QRS complex, so scaling the leads first would scale the noise along.
  if (changes.invert) {
    for (auto& lead : leads.values) std::ranges::transform(lead, lead.begin(), std::negate<>());
  }
  std::string gains;
  if (!changes.noise.empty())
    gains = put_noise_on(leads, measured_beats(*recording, reference, leads.per_frame), path, changes);
  for (auto& lead : leads.values) {
    for (float& value : lead) value = static_cast<float>(value * changes.scale);
    if (changes.rate) lead = at_rate(lead, leads.rate, *changes.rate);
  }
  leads.rate = changes.rate.value_or(leads.rate);

  std::string text = described(changes, gains);
  const Converter converter = changes.bits ? Converter::of_bits(*changes.bits) : Converter{};
  RecordingInfo info = header_of(original, leads, converter);
  info.name = name;
  info.comments.push_back("rwave perturb: " + text);
  WfdbWriter writer(folder, info, 16);
  const std::int64_t clipped = write_samples(writer, leads, converter);
  if (clipped > 0) text += fmt::format("; {} samples clipped", clipped);
  try {
    if (!reference.empty()) write_marks(folder / name, reference, original.rate, leads, changes);
    writer.commit();
  } catch (...) {  // marks of a record that is not there do not stay
    for (const char* annotator : {".atr", ".moved"}) {
      std::error_code ignored;
      fs::remove(folder / (name + annotator), ignored);
    }
    throw;
  }
  return text;
}

}  // namespace rwave::cli
