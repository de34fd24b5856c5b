#include "cli/recording_stream.h"

#include <algorithm>
#include <vector>

#include "base/warning.h"
#include "signal/lead_reader.h"
#include "signal/leads.h"

namespace rwave::cli {

void read_recording_stream(const std::string& path, const OpenOptions& options,
                           const std::function<void(double, std::span<const float>)>& take) {
  const auto recording = open_recording(path, options);
  const RecordingInfo& info = recording->info();
  print_warnings(path, info.warnings);
  const auto per_frame = [&](int lead) {
    return info.signals[static_cast<std::size_t>(lead)].samples_per_frame;
  };
  const LeadChoice choice = explain_leads(*recording);
  print_warnings(path, choice.warnings);
  std::vector<int> leads = {label_lead(*recording)};
  for (const int other : choice.leads)
    if (leads.size() == 1 && other != leads[0] && per_frame(other) == per_frame(leads[0]))
      leads.push_back(other);
  LeadReader reader(*recording, leads);
  const double rate = info.rate * per_frame(leads[0]);
  for (std::int64_t first = 0; first < info.frames; first += LeadReader::most_frames) {
    std::span<const float> block = reader.read(first, std::min(LeadReader::most_frames, info.frames - first));
    for (; !block.empty(); block = block.subspan(leads.size())) take(rate, block.first(leads.size()));
  }
  reader.require_samples();
}

}  // namespace rwave::cli
