#include "synth/perturb/whole_leads.h"

#include <algorithm>
#include <cmath>

#include "rwave/error.h"
#include "signal/lead_reader.h"
#include "signal/leads.h"

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

}  // namespace rwave
