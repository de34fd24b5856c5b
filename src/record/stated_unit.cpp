// Units of voltage that a file states and an ECG contradicts: microvolts under the name of millivolts, and
// the like. The lead then is a thousand times too large or too small, and the small one shows no beats.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "record/amplitude_unit.h"
#include "record/channel_kind.h"
#include "record/recording_parts.h"
#include "record/voltage_unit.h"

namespace rwave {
namespace {

// Far outside of what electrodes on the skin give (0.05 to 20 mV by unit_by_amplitude): a small ECG and a
// lead at its rail keep the unit that the file states.
constexpr double implausibly_small = 0.01, implausibly_large = 100;  // mV, peak to peak of a beat
// A window's range over its interquartile range: 4.4 of Gaussian noise, 1.4 of mains hum, 8 and more of
// an ECG, which is a QRS complex on a baseline. The noise of an amplifier without electrodes lies within
// microvolts and is no lead in another unit.
constexpr double least_peakedness = 7;
constexpr double part_seconds = 12, beat_seconds = 1.2;
constexpr double least_seconds = 3;  // of a recording: fewer beats prove nothing

struct StatedLead {
  std::size_t signal;
  // Over windows of a beat, in the file's unit: what a tenth of them lie below, the median, what a
  // fifth lie above.
  double low = 0, amplitude = 0, high = 0;
  double peakedness = 0;
};

double quantile_of(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size()));
  std::ranges::nth_element(values, at);
  return *at;
}

// Ranges of windows of a beat, and range over interquartile range. Flat windows are left out.
void measure(std::span<const double> values, double rate, StatedLead& lead) {
  const auto window = std::max<std::size_t>(8, static_cast<std::size_t>(beat_seconds * rate));
  std::vector<double> ranges, peaks, part;
  for (std::size_t begin = 0; begin + 8 <= values.size(); begin += window) {
    part.clear();
    for (const double value : values.subspan(begin, std::min(window, values.size() - begin)))
      if (!std::isnan(value)) part.push_back(value);
    if (part.size() < 8) continue;
    std::ranges::sort(part);
    const double range = part.back() - part.front();
    const double middle = part[part.size() * 3 / 4] - part[part.size() / 4];
    if (!(range > 0)) continue;
    ranges.push_back(range);
    peaks.push_back(middle > 0 ? range / middle : 100);
  }
  lead.low = quantile_of(ranges, 0.1);
  lead.amplitude = quantile_of(ranges, 0.5);
  lead.high = quantile_of(ranges, 0.8);
  lead.peakedness = quantile_of(peaks, 0.5);
}

void measure_leads(Recording& recording, const RecordingInfo& info, std::vector<StatedLead>& leads) {
  double per_frame = 0;
  for (const StatedLead& lead : leads) per_frame += info.signals[lead.signal].samples_per_frame;
  const double longest =
      std::min(std::floor(most_part_samples / per_frame), std::floor(part_seconds * info.rate) + 1);
  if (longest < least_seconds * info.rate) return;  // too many samples for a few beats
  std::vector<int> signals;
  for (const StatedLead& lead : leads) signals.push_back(static_cast<int>(lead.signal));
  std::vector<std::vector<double>> values(leads.size());
  for (const RecordingPart& part : parts_of(info.frames, longest)) {
    const std::vector<std::vector<std::int32_t>> samples = read_part(recording, signals, part);
    for (std::size_t l = 0; l < leads.size(); ++l) {
      const SignalInfo& about = info.signals[leads[l].signal];
      for (const std::int32_t sample : samples[l])
        values[l].push_back(sample == missing_sample ? std::numeric_limits<double>::quiet_NaN()
                                                     : (sample - about.baseline) / about.gain);
    }
  }
  for (std::size_t l = 0; l < leads.size(); ++l)
    measure(values[l], info.rate * info.signals[leads[l].signal].samples_per_frame, leads[l]);
}

// Few steps of the ADC are the last bit that flickers in a dead lead, which looks as peaked as an ECG.
bool has_steps(const StatedLead& lead, double gain) {
  constexpr double least_steps = 30;
  return lead.amplitude * std::abs(gain) >= least_steps;
}

// Whether these leads, by the one in the middle, cannot be an ECG in this unit and are one in another.
bool doubt_unit(RecordingInfo& info, const std::string& unit, const std::vector<StatedLead>& group) {
  const auto median = [&group](double StatedLead::*value) {
    std::vector<double> values;
    for (const StatedLead& lead : group) values.push_back(lead.*value);
    return quantile_of(values, 0.5);
  };
  // Nearly all windows must be beyond: movement makes an ECG of 100 mV for minutes, and an electrode that
  // is off microvolts.
  const double millivolts = unit_of(unit).millivolts, amplitude = median(&StatedLead::amplitude);
  const bool small = median(&StatedLead::high) * millivolts < implausibly_small;
  const bool large = median(&StatedLead::low) * millivolts > implausibly_large;
  if ((!small && !large) || median(&StatedLead::peakedness) < least_peakedness) return false;
  std::string names;
  for (const StatedLead& lead : group) names += (names.empty() ? "" : ", ") + info.signals[lead.signal].name;
  const AmplitudeUnit found = unit_by_amplitude(names, amplitude, false);
  if (found.unit.empty()) return false;
  for (const StatedLead& lead : group) info.signals[lead.signal].units = found.unit;
  info.warnings.push_back(
      fmt::format("{}: {:.3g} peak to peak is no ECG's in {}, as the file states, but in {}, which is taken",
                  names, amplitude, unit, found.unit));
  return true;
}

}  // namespace

void doubt_stated_units(Recording& recording, RecordingInfo& info) {
  std::vector<StatedLead> leads;
  for (std::size_t s = 0; s < info.signals.size(); ++s)
    if (info.signals[s].calibrated && unit_of(info.signals[s].units).kind == UnitKind::voltage &&
        kind_of(info.signals[s]) == ChannelKind::ecg)
      leads.push_back({s});
  if (leads.empty() || static_cast<double>(info.frames) < least_seconds * info.rate) return;
  measure_leads(recording, info, leads);
  // By unit: what is wrong is the word that a program writes for all leads, so the median lead decides. One
  // lead at its rail among sound ones changes nothing. Where the group is sound, a lead may have a scale of
  // its own that is a thousand times off.
  std::map<std::string, std::vector<StatedLead>> by_unit;
  for (const StatedLead& lead : leads)
    if (lead.amplitude > 0) by_unit[info.signals[lead.signal].units].push_back(lead);
  for (const auto& [unit, group] : by_unit) {
    if (doubt_unit(info, unit, group) || group.size() < 2) continue;
    for (const StatedLead& lead : group)
      if (has_steps(lead, info.signals[lead.signal].gain)) doubt_unit(info, unit, {lead});
  }
}

}  // namespace rwave
