#pragma once
// What an analogue-to-digital converter makes of a lead.

#include <cstdint>
#include <span>
#include <vector>

namespace rwave {

// A converter of 2 to 16 bits, 0 mV in the middle of its range.
struct Converter {
  int bits = 16;
  double gain = 1000;  // ADC units a mV

  // One of so many bits whose range is 5 mV in either direction.
  static Converter of_bits(int bits);

  // The greatest value; the least is its negative, as the one below it stands for "missing" in WFDB's format
  // of 16 bits.
  std::int32_t greatest() const { return (1 << (bits - 1)) - 1; }
};

struct Converted {
  std::vector<std::int32_t> samples;  // ADC units; missing_sample where the lead is NaN
  std::int64_t clipped = 0;           // samples beyond the range, which its end stands for
};

// Rounds a lead in mV to the converter's steps.
Converted convert(std::span<const float> lead, const Converter& converter);

}  // namespace rwave
