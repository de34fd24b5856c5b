// read and detect: recordings of any format as arrays, and R peaks.
#include <pybind11/stl.h>

#include <algorithm>
#include <map>
#include <optional>

#include "arrays.h"
#include "parts.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "signal/detect_recording.h"
#include "signal/leads.h"

namespace rwave::python {
namespace {

// The signals to read: those asked for, which must have one rate, else the largest group of one rate.
std::vector<int> chosen_signals(const RecordingInfo& info,
                                const std::optional<std::vector<std::string>>& leads,
                                std::vector<std::string>& warnings) {
  std::vector<int> chosen;
  if (leads) {
    for (const std::string& lead : *leads) chosen.push_back(find_lead(info, lead));
    for (const int signal : chosen)
      if (info.signals[static_cast<std::size_t>(signal)].samples_per_frame !=
          info.signals[static_cast<std::size_t>(chosen.front())].samples_per_frame)
        throw Error(info.source, "the leads asked for have different rates: read them one by one");
    return chosen;
  }
  std::map<int, std::vector<int>> by_rate;  // by samples per frame
  for (std::size_t i = 0; i < info.signals.size(); ++i)
    by_rate[info.signals[i].samples_per_frame].push_back(static_cast<int>(i));
  for (const auto& [rate, signals] : by_rate)
    if (signals.size() > chosen.size()) chosen = signals;
  for (std::size_t i = 0; i < info.signals.size(); ++i)
    if (std::ranges::find(chosen, static_cast<int>(i)) == chosen.end())
      warnings.push_back("signal " + info.signals[i].name +
                         " has another rate and is left out: read it by leads=[...]");
  return chosen;
}

struct Range {
  std::int64_t first, frames;
};

Range range_of(const RecordingInfo& info, std::int64_t start, std::optional<std::int64_t> stop) {
  const std::int64_t end = stop.value_or(info.frames);
  if (start < 0 || end < start || end > info.frames)
    throw Error(info.source, "samples " + std::to_string(start) + " to " + std::to_string(end) +
                                 " were asked for; there are " + std::to_string(info.frames));
  return {start, end - start};
}

// Frames x signals in one array; voltages in mV whatever the file's unit.
std::vector<float> signals_of(Recording& recording, const std::vector<int>& signals, const Range& range,
                              std::vector<std::string>& units) {
  constexpr std::int64_t block = 1 << 16;  // frames
  const RecordingInfo& info = recording.info();
  const std::size_t count = signals.size();
  const std::int64_t per_frame =
      count == 0 ? 1 : info.signals[static_cast<std::size_t>(signals.front())].samples_per_frame;
  std::vector<float> values(static_cast<std::size_t>(range.frames * per_frame) * count);
  for (std::size_t column = 0; column < count; ++column) {
    const SignalInfo& signal = info.signals[static_cast<std::size_t>(signals[column])];
    const double millivolts = millivolts_per_unit(signal);
    units.push_back(millivolts > 0 ? "mV" : signal.units);
    const auto scale = static_cast<float>(millivolts > 0 ? millivolts : 1);
    for (std::int64_t at = 0; at < range.frames; at += block) {
      const auto part =
          recording.read_physical(signals[column], range.first + at, std::min(block, range.frames - at));
      float* out = values.data() + static_cast<std::size_t>(at * per_frame) * count + column;
      for (const float value : part) {
        *out = value * scale;
        out += count;
      }
    }
  }
  return values;
}

py::dict read(const std::string& path, std::optional<double> table_rate,
              const std::optional<std::vector<std::string>>& leads, std::int64_t start,
              std::optional<std::int64_t> stop) {
  RecordingInfo info;
  std::vector<float> values;
  std::vector<std::string> units, warnings;
  std::vector<int> signals;
  std::vector<Annotation> annotations;
  {
    const py::gil_scoped_release released;
    const auto recording = open_recording(path, {.csv_rate = table_rate});
    info = recording->info();
    warnings = info.warnings;
    signals = chosen_signals(info, leads, warnings);
    values = signals_of(*recording, signals, range_of(info, start, stop), units);
    annotations = recording->annotations();
  }
  py::list names;
  for (const int signal : signals) names.append(lead_name(info, signal));
  const int per_frame =
      signals.empty() ? 1 : info.signals[static_cast<std::size_t>(signals.front())].samples_per_frame;
  py::dict out;
  out["signals"] = matrix_of(std::move(values), signals.size());
  out["fs"] = info.rate * per_frame;
  out["names"] = names;
  out["units"] = units;
  out["record"] = info.name;
  out["start"] = info.start;
  out["comments"] = info.comments;
  out["format"] = info.format;
  out["warnings"] = warnings;
  out["annotations"] = annotations_array(annotations);
  return out;
}

py::array detect(Recording& recording, const std::string& lead) {
  Detection detection;
  {
    const py::gil_scoped_release released;
    detection = detect_peaks(recording, lead);
  }
  return array_of(std::move(detection.peaks), py::dtype::of<std::int64_t>());
}

}  // namespace

void add_recordings(py::module_& module) {
  module.def("read", &read, py::arg("path"), py::arg("fs"), py::arg("leads"), py::arg("start"),
             py::arg("stop"));
  module.def(
      "detect_samples",
      [](const py::object& x, double fs, const std::string& lead) {
        const Samples samples = samples_of(x);
        return detect(*sample_recording(samples.matrix, fs), lead);
      },
      py::arg("x"), py::arg("fs"), py::arg("lead"));
  module.def(
      "detect_file",
      [](const std::string& path, std::optional<double> table_rate, const std::string& lead) {
        return detect(*open_recording(path, {.csv_rate = table_rate}), lead);
      },
      py::arg("path"), py::arg("fs"), py::arg("lead"));
}

}  // namespace rwave::python
