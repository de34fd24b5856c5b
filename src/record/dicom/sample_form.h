#pragma once
// How a DICOM waveform stores its samples (PS3.3 C.10.9.1.5).

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rwave {

// Integers of 8, 16 or 32 bits, little-endian, signed or not.
struct SampleForm {
  std::size_t bytes = 2;
  bool is_signed = true;

  // The first `count` samples. `what` names their group in messages. Throws Error where the bytes hold fewer,
  // or a sample needs more than 31 bits.
  std::vector<std::int32_t> decode(std::span<const std::uint8_t> data, std::size_t count,
                                   const std::string& what, const std::string& file) const;
};

// The form of a sample interpretation ("SS", "UB", ...) in `bits` allocated bits. Throws Error for others;
// A-law and mu-law are named as not read.
SampleForm sample_form(const std::string& interpretation, double bits, const std::string& what,
                       const std::string& file);

}  // namespace rwave
