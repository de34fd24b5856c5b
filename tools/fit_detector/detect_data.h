#pragma once
// The recordings that the R-peak detector is fitted and judged on.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "rwave/annotation.h"

namespace rwave::bench {

// A recording in memory with its reference beats.
struct DetectRecord {
  std::string name;                       // "mitdb/100"
  double rate = 0;                        // Hz
  std::vector<std::vector<float>> leads;  // mV, the first two signals
  std::vector<Annotation> reference;      // all annotations
  std::vector<std::int64_t> beats;        // those that EC57 counts: none within ventricular flutter
  bool fitted = false;                    // of the part that the detector was fitted on

  std::size_t samples() const { return leads.front().size(); }
};

// The part that fits: DS1 (de Chazal 2004) and the paced 102 and 104 of mitdb; every second record of svdb,
// counted in order of their names from the first; every second strip of cpsc2019 likewise. Everything else is
// for confirmation. `data` holds mitdb, svdb, cpsc2019 and nstdb; records that are not there are left out. nstdb's 118e00 and 118e12 are
// read with the beats of mitdb/118. Several at once.
std::vector<DetectRecord> read_detect_records(const std::filesystem::path& data);

// A recording without beats, as nstdb's bw and ma.
DetectRecord read_noise(const std::filesystem::path& record);

}  // namespace rwave::bench
