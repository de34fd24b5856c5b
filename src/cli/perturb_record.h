#pragma once
// One recording, changed as a hard day would change it, as a WFDB record.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "rwave/recording.h"

namespace rwave::cli {

// What is changed, in this order: the electrodes (invert, noise), the recorder's gain, its rate, its
// converter; then the marks of the beats.
struct Perturbation {
  bool invert = false;
  // a recording of noise; empty: none.
  std::string noise;
  double snr = 0;  // dB
  bool noise_stretches = false;
  double scale = 1;
  std::optional<double> rate;  // Hz
  std::optional<int> bits;
  double displace_ms = 0;
  std::uint64_t seed = 1;
  // Of the recording and the noise.
  OpenOptions open;
};

// Writes FOLDER/NAME.hea and .dat with the recording's voltages, in mV, and its reference annotations, where
// there are some, as NAME.atr; with displaced beats also NAME.moved. Holds the whole recording, 4 bytes a
// sample. Returns what was done, for a person. Throws Error naming the file that cannot be read, scaled
// against or written.
std::string perturb_record(const std::string& path, const std::string& name,
                           const std::filesystem::path& folder, const Perturbation& changes);

}  // namespace rwave::cli
