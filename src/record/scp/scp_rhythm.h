#pragma once
// The rhythm data of an SCP-ECG file, decoded.

#include <cstdint>
#include <string>
#include <vector>

#include "record/scp/scp_file.h"

namespace rwave {

// One lead of section 6 as plain samples: codes, differences and reference beats are undone.
struct ScpLead {
  // By its number in table 3 of the standard.
  std::string name;
  // Sample of the recording at which it begins.
  std::int64_t first = 0;
  // In steps of ScpRhythm::nanovolts.
  std::vector<std::int32_t> samples;
};

// The leads as one recording of one rate.
struct ScpRhythm {
  // Samples per second, as section 6's interval in microseconds gives it.
  double rate = 0;
  // Amplitude of a step of the samples.
  double nanovolts = 0;
  std::vector<ScpLead> leads;
  std::vector<std::string> warnings;
};

// Decodes sections 2 to 6. Throws Error at the offset of what is wrong.
ScpRhythm decode_scp_rhythm(const ScpFile& scp, const std::string& file);

}  // namespace rwave
