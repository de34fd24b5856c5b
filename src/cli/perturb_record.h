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
  // Electrodes exchanged: every lead upside down.
  bool invert = false;
  // A recording of noise; empty: none.
  std::string noise;
  // Signal over noise by nst's measure (synth/perturb/recorded_noise.h), dB.
  double snr = 0;
  // Noise in segments of two minutes as in nstdb, not throughout.
  bool noise_segments = false;
  // Factor of all voltages: another gain than the header says.
  double scale = 1;
  // Hz to resample to; and bits of the converter, nothing: as fine as format 16 holds.
  std::optional<double> rate;
  std::optional<int> bits;
  // How far the marks of beats are moved at random, each way, at most: ms.
  double displace_ms = 0;
  // Of what is drawn: where the beats' marks go.
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
