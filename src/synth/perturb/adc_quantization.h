#pragma once
// ADC quantisation: what an analogue-to-digital converter makes of a lead.

#include <cstdint>
#include <span>
#include <vector>

namespace rwave {

// A converter of 2 to 16 bits, 0 mV in the middle of its range.
struct Converter {
  int bits = 16;
  // ADC units a mV.
  double gain = 1000;

  // A converter of this many bits whose range is 5 mV in either direction.
  static Converter of_bits(int bits);

  // The greatest value; the least is its negative, as the one below it stands for "missing" in WFDB's format
  // of 16 bits.
  std::int32_t greatest() const { return (1 << (bits - 1)) - 1; }
};

struct Converted {
  // ADC units; missing_sample where the lead is NaN.
  std::vector<std::int32_t> samples;
  // Samples beyond the range, which its end stands for.
  std::int64_t clipped = 0;
};

// Rounds a lead in mV to the converter's steps.
Converted convert(std::span<const float> lead, const Converter& converter);

}  // namespace rwave
