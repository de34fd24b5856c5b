#pragma once
// What a DICOM file says of its waveform, as plain numbers: between dcmtk, which reads the file, and the
// recording.

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace rwave {

struct DicomChannel {
  std::string name;         // the lead's, by its code; else the file's text
  std::string units;        // UCUM: "uV"; empty where no sensitivity is stated
  double sensitivity = 0;   // units a step, correction included; 0 where none is stated
  double baseline = 0;      // units of sample value 0
  double skew_samples = 0;  // samples by which the channel lags, not applied
};

// A multiplex group: channels sampled together.
struct DicomGroup {
  std::string label;
  bool derived = false;      // made of the original: median beats
  double offset_ms = 0;      // from the waveform's beginning
  double rate = 0;           // Hz
  std::int64_t samples = 0;  // of each channel
  std::vector<DicomChannel> channels;
  std::vector<std::int32_t> values;  // channel after channel within a sample; missing_sample for padding
};

struct DicomWaveform {
  std::string kind;   // "12-lead ECG"
  std::string stamp;  // YYYYMMDDHHMMSS.ffffff, empty where no date and time is stated
  std::vector<DicomGroup> groups;
  std::vector<std::string> statements;  // text annotations of the whole waveform
  std::vector<std::pair<std::string, std::string>> patient;
};

// Reads the file with dcmtk. Throws Error where it is no DICOM file, has no waveform, or a group contradicts
// itself; or where rwave was built without dcmtk.
DicomWaveform read_dicom_waveform(const std::filesystem::path& file);

}  // namespace rwave
