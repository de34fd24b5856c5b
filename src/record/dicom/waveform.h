#pragma once
// What a DICOM file says of its waveform, as plain numbers: between dcmtk, which reads the file, and the
// recording.

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace rwave {

// One channel of a group, by its definition sequence.
struct DicomChannel {
  // The lead's, by its code; else the file's text.
  std::string name;
  // UCUM: "uV"; empty where no sensitivity is stated.
  std::string units;
  // Units a step, correction included; 0 where none is stated.
  double sensitivity = 0;
  // The value of sample 0, in units (channel baseline).
  double baseline = 0;
  // Samples by which the channel lags, not applied. At most a fraction of a sample in devices that
  // multiplex one converter, far below what labels depend on.
  double skew_samples = 0;
};

// A multiplex group: channels sampled together.
struct DicomGroup {
  // The file's own name of the group, for messages: "RHYTHM", "MEDIAN BEAT".
  std::string label;
  // Made of the original: median beats.
  bool derived = false;
  // Milliseconds from the waveform's beginning to the group's (multiplex group time offset).
  double offset_ms = 0;
  // Samples per second of each channel.
  double rate = 0;
  // Number of samples of each channel; `values` holds that times the channels.
  std::int64_t samples = 0;
  // Of each channel behind those stated: not read.
  std::int64_t samples_behind = 0;
  std::vector<DicomChannel> channels;
  // Channel after channel within a sample; missing_sample for padding.
  std::vector<std::int32_t> values;
};

// The whole file. Private elements and presentation attributes are not read.
struct DicomWaveform {
  // By the SOP class: "12-lead ECG", "ambulatory ECG", ...
  std::string kind;
  // YYYYMMDDHHMMSS.ffffff, empty where no date and time is stated.
  std::string stamp;
  std::vector<DicomGroup> groups;
  // Text annotations of the whole waveform.
  std::vector<std::string> statements;
  // As RecordingInfo::patient.
  std::vector<std::pair<std::string, std::string>> patient;
};

// Reads the file with dcmtk. Throws Error where it is no DICOM file, has no waveform, or a group contradicts
// itself; or where rwave was built without dcmtk.
DicomWaveform read_dicom_waveform(const std::filesystem::path& file);

}  // namespace rwave
