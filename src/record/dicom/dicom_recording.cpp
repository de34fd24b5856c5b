#include "record/dicom/dicom_recording.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/dicom/waveform.h"
#include "record/placed_sets.h"
#include "record/timestamp.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// How many of a unit make a millivolt; 0 for what is no voltage. UCUM's names.
double voltage(const std::string& unit) {
  if (unit == "uV") return 1e3;
  if (unit == "mV") return 1;
  if (unit == "V") return 1e-3;
  return unit == "nV" ? 1e6 : 0;
}

PlacedSet set_of(const DicomGroup& group, double begin, bool absolute) {
  PlacedSet set;
  set.begin = begin + group.offset_ms / 1000;
  set.absolute = absolute;
  set.rate = group.rate;
  const std::size_t channels = group.channels.size();
  for (std::size_t c = 0; c < channels; ++c) {
    const DicomChannel& channel = group.channels[c];
    PlacedLead lead;
    lead.name = channel.name;
    if (channel.sensitivity != 0) {
      const double millivolts = voltage(channel.units);
      lead.units = millivolts > 0 ? "mV" : channel.units;
      lead.gain = (millivolts > 0 ? millivolts : 1) / channel.sensitivity;
      // PS3.3 C.10.9.1.4.5: a channel's value is sample times sensitivity plus baseline, in the
      // unit. Here the baseline is the ADC value of 0 mV.
      lead.baseline = channel.baseline == 0 ? 0 : -channel.baseline / channel.sensitivity;
    }
    // DICOM interleaves the channels of a multiplex group.
    for (std::size_t i = c; i < group.values.size(); i += channels) lead.samples.push_back(group.values[i]);
    set.leads.push_back(std::move(lead));
  }
  return set;
}

std::string named(const DicomGroup& group) {
  return fmt::format("{}{} channels, {:g} s", group.label.empty() ? "" : group.label + ": ",
                     group.channels.size(), static_cast<double>(group.samples) / group.rate);
}

}  // namespace

bool is_dicom(const FileHead& head) {
  return head.holds("DICM", 128);
}

std::unique_ptr<Recording> open_dicom(const std::filesystem::path& file) {
  DicomWaveform waveform = read_dicom_waveform(file);
  RecordingInfo info;
  info.name = file.stem().string();
  info.source = file.string();
  info.format = "DICOM " + waveform.kind;
  info.patient = std::move(waveform.patient);
  info.comments = std::move(waveform.statements);
  const double begin = seconds_of_timestamp(waveform.stamp);
  // Where all groups are derived they are all there is.
  const bool all_derived = std::ranges::all_of(waveform.groups, &DicomGroup::derived);
  std::vector<PlacedSet> sets;
  for (const DicomGroup& group : waveform.groups) {
    if (group.derived && !all_derived) {
      info.comments.push_back(
          fmt::format("a derived group (median beats), which is not read: {}", named(group)));
      continue;
    }
    sets.push_back(set_of(group, std::max(begin, 0.0), begin >= 0));
    if (group.samples_behind > 0)
      info.warnings.push_back(
          fmt::format("{} samples of each lead are stated, the file holds {} more, which are not read",
                      group.samples, group.samples_behind));
    for (const DicomChannel& channel : group.channels) {
      if (channel.skew_samples != 0)
        info.warnings.push_back(
            fmt::format("lead {}: sampled {:g} samples later than the first; left as it is", channel.name,
                        channel.skew_samples));
    }
  }
  if (all_derived) info.warnings.emplace_back("all groups are derived from others (median beats?)");
  std::vector<const PlacedSet*> all;
  for (const PlacedSet& set : sets) all.push_back(&set);
  std::optional<Layout> layout = lay_out(all);
  if (!layout) {
    const auto longest = std::ranges::max_element(
        sets, {}, [](const PlacedSet& set) { return static_cast<double>(set.frames()) / set.rate; });
    layout = lay_out({&*longest});
    info.warnings.push_back(
        fmt::format("of {} multiplex groups, which do not fit one time axis, the longest is read ({:g} s)",
                    sets.size(), static_cast<double>(longest->frames()) / longest->rate));
  }
  if (!layout) throw Error(info.source, "a multiplex group has a lead twice");
  if (begin >= 0) info.start = start_text(layout->begin);
  return build(*layout, std::move(info));
}

}  // namespace rwave
