// EDF and BDF files against a second reader, EDFlib: of a file that both take, signals, scales and samples
// are the same. EDFlib refuses more (it wants every field as the standard has it), which is no finding.
#include <edflib.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "rwave/error.h"
#include "scratch.h"

namespace {

constexpr std::int64_t most_samples = 4096;  // compared at a signal's start

bool said_to_be_held(const rwave::RecordingInfo& info) {
  return std::ranges::any_of(info.comments, [](const std::string& line) {
    return line.starts_with("signals of other rates are given");
  });
}

// Signal by signal: annotations are none, in both.
void compare(rwave::Recording& recording, const edf_hdr_struct& peer) {
  const rwave::RecordingInfo& info = recording.info();
  // Annotations of a file that does not say EDF+, and signals of no range, are signals to EDFlib alone.
  if (static_cast<int>(info.signals.size()) != peer.edfsignals) return;
  // Times of a file that calls itself continuous may have gaps: EDFlib does not look at them.
  const auto is_gap = [](const std::string& warning) { return warning.find(" gap") != std::string::npos; };
  if (std::ranges::any_of(info.warnings, is_gap)) return;
  for (int s = 0; s < peer.edfsignals; ++s) {
    const rwave::SignalInfo& signal = info.signals[static_cast<std::size_t>(s)];
    const edf_param_struct& theirs = peer.signalparam[s];
    if (info.frames * signal.samples_per_frame != theirs.smp_in_file) {
      // Next to an ECG a signal of another rate has samples repeated, which a comment says.
      if (info.frames * signal.samples_per_frame < theirs.smp_in_file || !said_to_be_held(info)) std::abort();
      continue;
    }
    const std::int64_t frames = std::min(info.frames, most_samples / signal.samples_per_frame);
    const std::vector<std::int32_t> ours = recording.read_adc(s, 0, frames);
    std::vector<int> samples(ours.size());
    const int read =
        edfread_digital_samples(peer.handle, s, static_cast<int>(samples.size()), samples.data());
    if (read != static_cast<int>(samples.size())) std::abort();
    // EDFlib cuts samples to the range that the header states; rwave keeps what was recorded.
    for (std::size_t i = 0; i < ours.size(); ++i)
      if (ours[i] != rwave::missing_sample &&
          std::clamp(ours[i], theirs.dig_min, theirs.dig_max) != samples[i])
        std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::filesystem::path file = rwave::fuzz::put("x.edf", data, size);
  edf_hdr_struct peer{};
  if (edfopen_file_readonly(file.c_str(), &peer, EDFLIB_DO_NOT_READ_ANNOTATIONS) != 0) return 0;
  try {
    const auto recording = rwave::open_recording(file);
    compare(*recording, peer);
  } catch (const rwave::Error&) {
  }
  edfclose_file(peer.handle);
  return 0;
}
