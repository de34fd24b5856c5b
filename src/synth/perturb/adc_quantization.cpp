#include "synth/perturb/adc_quantization.h"

#include <cmath>

#include "rwave/recording.h"

namespace rwave {
namespace {

constexpr double range_mv = 5;

}  // namespace

Converter Converter::of_bits(int bits) {
  return {bits, std::exp2(bits - 1) / range_mv};
}

Converted convert(std::span<const float> lead, const Converter& converter) {
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
