#pragma once
// Samples in memory as a recording, whatever type and layout they have: for arrays of other programs.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rwave/api.h"
#include "rwave/recording.h"

namespace rwave {

// A matrix of frames x leads that somebody else owns, in mV. NaN (and what is infinite) = not recorded.
struct SampleMatrix {
  enum class Type : std::uint8_t { float32, float64 };

  // First lead of the first frame; of the type below.
  const void* samples = nullptr;
  Type type = Type::float32;
  // Samples of each lead.
  std::int64_t frames = 0;
  int leads = 1;
  // Bytes from a frame to the next, and from a lead to the next. 0: the leads of a frame are side by side.
  std::ptrdiff_t frame_stride = 0, lead_stride = 0;
};

// A recording over these samples, which must outlive it; nothing is copied. `rate` in Hz, of each lead;
// `names` of the leads ("II"), else ECG1, ECG2, ... Values are read in steps of 1 nV, coarser where a sample
// exceeds 1 V. Throws Error where there are no samples, the rate is not positive, or the names are not as
// many as the leads.
RWAVE_API std::unique_ptr<Recording> sample_recording(const SampleMatrix& samples, double rate,
                                                      std::vector<std::string> names = {});

}  // namespace rwave
