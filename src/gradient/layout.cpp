#include "gradient/block.h"

namespace rwave::gradient {

// Plain loops: this runs once per step, behind all convolutions, on a few hundred values per sample.
void to_channels_first(const SeriesLayout& layout, const float* series, float* rows) {
  for (std::int64_t b = 0; b < layout.samples; ++b) {
    const float* sample = series + (b * layout.pitch + layout.ahead) * layout.channels;
    for (std::int64_t c = 0; c < layout.channels; ++c)
      for (std::int64_t t = 0; t < layout.length; ++t) *rows++ = sample[t * layout.channels + c];
  }
}

void to_channels_last(const SeriesLayout& layout, const float* rows, float* series) {
  for (std::int64_t b = 0; b < layout.samples; ++b) {
    float* sample = series + (b * layout.pitch + layout.ahead) * layout.channels;
    for (std::int64_t c = 0; c < layout.channels; ++c)
      for (std::int64_t t = 0; t < layout.length; ++t) sample[t * layout.channels + c] = *rows++;
  }
}

}  // namespace rwave::gradient
