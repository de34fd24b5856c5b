#include "synth/perturb/adc_quantization.h"

#include <cmath>

#include "rwave/recording.h"

namespace rwave {
namespace {

// 5 mV either way, as the converter of mitdb had (10 mV over 11 bits).
constexpr double range_mv = 5;

}  // namespace

Converter Converter::of_bits(int bits) {
  return {bits, std::exp2(bits - 1) / range_mv};
}

Converted convert(std::span<const float> lead, const Converter& converter) {
  // Symmetric: the lowest code of WFDB's 16-bit format means that there is no sample, so a value
  // that is clipped must not become it.
  const double greatest = converter.greatest();
  Converted converted;
  converted.samples.reserve(lead.size());
  for (const float value : lead) {
    if (std::isnan(value)) {
      converted.samples.push_back(missing_sample);
      continue;
    }
    const double sample = std::round(value * converter.gain);
    if (std::fabs(sample) > greatest) {
      ++converted.clipped;
      converted.samples.push_back(static_cast<std::int32_t>(std::copysign(greatest, sample)));
    } else {
      converted.samples.push_back(static_cast<std::int32_t>(sample));
    }
  }
  return converted;
}

}  // namespace rwave
