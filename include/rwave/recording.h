#pragma once
// Recordings: signals sampled together, whatever file they come from. Read by range, so that a 24-hour
// recording of a format without compression never has to fit in memory.

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/api.h"

namespace rwave {

// The value of a sample that was not recorded. Every format's own "invalid" code is turned into it.
inline constexpr std::int32_t missing_sample = std::numeric_limits<std::int32_t>::min();

// One signal (lead) of a recording. Physical value = (adc - baseline) / gain, in `units`.
struct SignalInfo {
  // The lead's name as the file gives it: "MLII", "V5", "ECG1".
  std::string name;
  // The physical unit of the values; WFDB's default where the file states none.
  std::string units = "mV";
  // ADC units a physical unit; 200 where the file gives none (WFDB's default).
  double gain = 200;
  // False where the file gave no gain: amplitudes then mean nothing, or were assumed (a warning says so).
  bool calibrated = true;
  // ADC value of 0 physical units. A fraction where the file's scale has it so (EDF).
  double baseline = 0;
  // Bits of the converter, 0 = not stated. For writing headers; nothing is computed by it.
  int adc_resolution = 0;
  // The signal's rate is the recording's rate times this.
  int samples_per_frame = 1;
  // WFDB storage format of the signal's file, 0 for other sources.
  int format = 0;
  // EDF's text about the electrode or sensor; empty elsewhere.
  std::string transducer;
};

// What is known of a recording without reading a sample.
struct RecordingInfo {
  // The record's name: "100"; of other formats the file's name without its extension.
  std::string name;
  // The file that was opened, as messages name it.
  std::string source;
  // What is read besides it: a WFDB record's signal files.
  std::vector<std::filesystem::path> files;
  // Frames per second, Hz; a signal's own rate is this times its samples_per_frame.
  double rate = 0;
  // Length: all positions that the library gives out are frames, from 0, unless it says otherwise.
  std::int64_t frames = 0;
  // Frames that the signal files hold after these, where the header leaves them out.
  std::int64_t frames_beyond = 0;
  std::vector<SignalInfo> signals;
  // Free text of the file, a line each; it may name the patient.
  std::vector<std::string> comments;
  // "HH:MM:SS[.sss] DD/MM/YYYY" where the file states it, else empty.
  std::string start;
  // What kind of file it is, with its version: "ISHNE", "DICOM 12-lead ECG"; may be empty.
  std::string format;
  // What the file says of the patient, as name and value ("sex", "female"): for `rwave info` alone, never for
  // logs, other outputs or messages.
  std::vector<std::pair<std::string, std::string>> patient;
  // What is doubtful about the file and what was done about it, a line each; the samples can be used.
  std::vector<std::string> warnings;
  // How the file was read where it leaves room for doubt, as name and value ("delimiter", "semicolon").
  std::vector<std::pair<std::string, std::string>> understood;
};

// Where the samples of one signal go: `out` takes frames * samples_per_frame values.
struct SignalSlice {
  // Index into RecordingInfo::signals.
  int signal = 0;
  std::span<std::int32_t> out;
};

// An open recording. One thread at a time may use an object; several objects of one file are fine.
class RWAVE_API Recording {
 public:
  virtual ~Recording() = default;

  const RecordingInfo& info() const { return info_; }

  // Reads frames [first, first + frames) of the chosen signals in ADC units, in one pass over the file.
  // Samples not recorded are missing_sample. The range must lie within the recording (else Error); the output
  // spans must be sized to the range.
  virtual void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) = 0;

  // Reads everything once and compares each signal's checksum where the file gives one. Throws Error naming
  // the signal, the sum found and the sum stated. Constant memory.
  virtual void verify() {}

  // Annotations stored in the recording's own file (EDF+); sample numbers are in frames. Empty elsewhere.
  virtual std::vector<Annotation> annotations() { return {}; }

  // Range [first, first + frames) of one signal in ADC units, or in physical units (missing samples are NaN).
  // Both throw Error where the signal or the range does not exist.
  std::vector<std::int32_t> read_adc(int signal, std::int64_t first, std::int64_t frames);
  std::vector<float> read_physical(int signal, std::int64_t first, std::int64_t frames);

 protected:
  // Filled by the reader that derives from this, and not changed after opening.
  RecordingInfo info_;
};

// What a person knows of a file that the file itself does not say.
struct OpenOptions {
  // Of tables, Hz. Needed where neither a time column nor the head of the table gives it; where they do, it
  // must agree with them.
  std::optional<double> csv_rate;
  // Of tables: pass over time columns; csv_rate is then the clock.
  bool ignore_time = false;
};

// Opens a recording: "DIR/100" or "DIR/100.hea" (WFDB), or a file of any format that docs/formats.md lists.
// What a file is says its content; its extension only where that says nothing (tables). Throws Error naming
// the file and line or offset of what is wrong, and what the file is where it is none.
RWAVE_API std::unique_ptr<Recording> open_recording(const std::filesystem::path& path,
                                                    const OpenOptions& options = {});

}  // namespace rwave
