#include "record/amplitude_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "record/channel_kind.h"
#include "record/recording_parts.h"
#include "record/voltage_unit.h"

namespace rwave {
namespace {

// Nine segments of 12 s: where the electrode is off for most of the recording, what is left must show beats.
// A window of 1.2 s holds a beat down to 50 a minute, so its range is the height of a QRS complex. The
// millivolts are what surface ECGs reach with margin: 0.05 is a small complex, 20 is beyond any.
constexpr double segment_seconds = 12;
constexpr double window_seconds = 1.2;
// Of the windows of a recording, by amplitude. By the median a recording whose lead was off for the longer
// part was scaled by the noise of that part, and the noise was labelled. Movement may fill a fifth.
constexpr double telling_share = 0.8;
constexpr double least_millivolts = 0.05, most_millivolts = 20;
constexpr double relative_millivolts = 1.5;  // given to amplitudes that fit no unit

// The segments' values in the file's units, one behind the other.
std::vector<double> segments_of(Recording& recording, int signal) {
  const RecordingInfo& info = recording.info();
  const SignalInfo& about = info.signals[static_cast<std::size_t>(signal)];
  const double longest = std::min(std::floor(most_part_samples / about.samples_per_frame),
                                  std::floor(segment_seconds * info.rate) + 1);
  std::vector<double> values;
  if (longest < std::min(static_cast<double>(info.frames), window_seconds * info.rate)) return values;
  for (const auto& [first, frames] : parts_of(info.frames, longest)) {
    for (const std::int32_t sample : recording.read_adc(signal, first, frames))
      values.push_back(sample == missing_sample ? std::numeric_limits<double>::quiet_NaN()
                                                : (sample - about.baseline) / about.gain);
  }
  return values;
}

// Whole numbers, none negative: an ADC's own. A unit of voltage has a zero in the middle.
bool looks_raw(const SignalInfo& signal, const std::vector<double>& values) {
  return signal.gain == 1 && signal.baseline == 0 &&
         std::ranges::none_of(values, [](double value) { return value < 0; });
}

}  // namespace

double amplitude_of_windows(std::span<const double> values, double rate, double share) {
  const auto window = std::max<std::size_t>(
      2, static_cast<std::size_t>(std::min(window_seconds * rate, static_cast<double>(values.size()))));
  std::vector<double> spans;
  for (std::size_t begin = 0; begin < values.size(); begin += window) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values.subspan(begin, std::min(window, values.size() - begin))) {
      if (std::isnan(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    if (high > low) spans.push_back(high - low);
  }
  if (spans.empty()) return 0;
  const auto place = static_cast<std::size_t>(share * static_cast<double>(spans.size()));
  const auto at = spans.begin() + static_cast<std::ptrdiff_t>(std::min(place, spans.size() - 1));
  std::ranges::nth_element(spans, at);
  return *at;
}

AmplitudeUnit unit_by_amplitude(const std::string& name, double peak_to_peak, bool raw) {
  struct Choice {
    const char* unit;
    double millivolts;
  };
  // mV first: it is what most tables without a unit are in, and what WFDB assumes.
  for (const auto& [unit, millivolts] : {Choice{"mV", 1}, Choice{"V", 1e3}, Choice{"uV", 1e-3}}) {
    const double size = peak_to_peak * millivolts;
    if (raw || size < least_millivolts || size > most_millivolts) continue;
    AmplitudeUnit found{unit, millivolts, "", ""};
    found.how =
        fmt::format("{}, by its amplitude ({:.3g} peak to peak); the file states none", unit, peak_to_peak);
    if (millivolts != 1)
      found.warning = fmt::format(
          "{} has no unit; its amplitude of {:.3g} peak to peak is an ECG's in {}, which is assumed", name,
          peak_to_peak, unit);
    return found;
  }
  return {"", relative_millivolts / peak_to_peak,
          fmt::format("{} has no unit, and its values, {:.3g} peak to peak, {}: they are scaled to 1.5 mV; "
                      "beats are found as "
                      "ever, amplitudes mean nothing",
                      name, peak_to_peak,
                      raw ? "are an ADC's own numbers, it seems" : "are no ECG's in V, mV or uV"),
          "none: scaled to 1.5 mV peak to peak"};
}

void doubt_samples(Recording& recording, RecordingInfo& info) {
  // Numbers for missing samples at the end of 16 bits are jumps, too, that exchanged bytes seem to cure.
  if (!doubt_missing_codes(recording, info) && !doubt_sample_bytes(recording, info))
    doubt_stated_units(recording, info);
}

void settle_units(Recording& recording, RecordingInfo& info, bool segment) {
  if (info.frames <= 0) return;
  if (!segment) doubt_samples(recording, info);
  for (std::size_t s = 0; s < info.signals.size(); ++s) {
    // Only channels that may be ECG leads: a pressure without a unit must not be scaled to
    // millivolts.
    SignalInfo& signal = info.signals[s];
    if (unit_of(signal.units).kind != UnitKind::none) continue;
    const ChannelKind kind = kind_of_label(signal.name);
    if (kind != ChannelKind::ecg && kind != ChannelKind::unknown) continue;
    const std::vector<double> values = segments_of(recording, static_cast<int>(s));
    const double amplitude =
        amplitude_of_windows(values, info.rate * signal.samples_per_frame, telling_share);
    const bool raw = is_raw_unit(signal.units) || looks_raw(signal, values);
    signal.calibrated = false;
    signal.units = "mV";
    if (amplitude == 0) continue;  // nothing to judge by: what WFDB assumes
    const AmplitudeUnit found = unit_by_amplitude(signal.name, amplitude, raw);
    if (found.unit.empty())
      signal.gain /= found.millivolts;
    else
      signal.units = found.unit;
    info.understood.emplace_back("unit of " + signal.name, found.how);
    if (!found.warning.empty()) info.warnings.push_back(found.warning);
  }
}

}  // namespace rwave
