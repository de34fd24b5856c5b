#pragma once
// The rhythm data of an SCP-ECG file, decoded.

#include <cstdint>
#include <string>
#include <vector>

#include "record/scp/scp_file.h"

namespace rwave {

struct ScpLead {
  std::string name;
  std::int64_t first = 0;  // sample of the recording at which it begins
  std::vector<std::int32_t> samples;
};

struct ScpRhythm {
  double rate = 0;       // Hz
  double nanovolts = 0;  // of a step
  std::vector<ScpLead> leads;
  std::vector<std::string> warnings;
};

// Decodes sections 2 to 6. Throws Error at the offset of what is wrong.
ScpRhythm decode_scp_rhythm(const ScpFile& scp, const std::string& file);

}  // namespace rwave
