#include "synth/perturb/whole_leads.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rwave/error.h"
#include "signal/lead_reader.h"
#include "signal/leads.h"
#include "signal/resample.h"

namespace rwave {

WholeLeads read_whole_leads(Recording& recording) {
  const RecordingInfo& info = recording.info();
  WholeLeads leads;
  for (std::size_t s = 0; s < info.signals.size(); ++s) {
    // Leads of blood pressure or respiration get no noise: a ratio to the height of QRS complexes
    // would mean nothing there.
    if (millivolts_per_unit(info.signals[s]) > 0) leads.signals.push_back(static_cast<int>(s));
  }
  if (leads.signals.empty())
    throw Error(info.source, "no signal is a voltage: one in V, mV or uV was expected");
  leads.per_frame = info.signals[static_cast<std::size_t>(leads.signals.front())].samples_per_frame;
  leads.rate = info.rate * leads.per_frame;
  leads.values.resize(leads.signals.size());
  LeadReader reader(recording, leads.signals);
  for (std::int64_t first = 0; first < info.frames; first += LeadReader::most_frames) {
    const auto block = reader.read(first, std::min(LeadReader::most_frames, info.frames - first));
    for (std::size_t i = 0; i < block.size(); ++i) leads.values[i % leads.values.size()].push_back(block[i]);
  }
  return leads;
}

// The last value is held and not 0, as a step to 0 would be a QRS complex to a detector.
void hold_missing(std::vector<float>& values) {
  float last = 0;
  for (float& value : values) {
    if (std::isnan(value)) value = last;
    last = value;
  }
}

std::vector<float> at_rate(std::span<const float> lead, double from, double to) {
  if (from == to) return {lead.begin(), lead.end()};
  Resampler resampler(from, to);
  std::vector<float> converted;
  resampler.push(lead, converted);
  resampler.finish(converted);
  // The resampler interpolates across a gap; a sample of the new rate is missing where the nearest
  // recorded one was, so that a gap keeps its place and length.
  const double step = from / to;
  for (std::size_t i = 0; i < converted.size(); ++i) {
    const auto nearest = static_cast<std::size_t>(std::llround(static_cast<double>(i) * step));
    if (!std::isfinite(lead[std::min(nearest, lead.size() - 1)]))
      converted[i] = std::numeric_limits<float>::quiet_NaN();
  }
  return converted;
}

void convert_times(std::span<Annotation> annotations, double from, double to, std::int64_t samples) {
  for (Annotation& annotation : annotations) {
    const auto sample = std::llround(static_cast<double>(annotation.sample) * (to / from));
    annotation.sample = std::clamp<std::int64_t>(sample, 0, samples - 1);
  }
}

}  // namespace rwave
