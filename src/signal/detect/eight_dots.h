#pragma once
// Sums of products as dot() (dot.h) has them, to the last bit, eight results at once.

#include <cstddef>

namespace rwave {

// sums[j] = dot() of `x` with a row of `count` floats, j = 0 .. 7; value i of row j lies at rows[apart * i +
// j]. `apart` 8: eight shapes, sample by sample. `apart` 1: one signal from eight places on, of which rows[0]
// .. rows[count + 6] are read. dot() itself ends with eight sums that must be added one by one; here each
// addition serves eight results.
void eight_dots(const float* rows, std::size_t apart, const float* x, std::size_t count, float* sums);

// most[j] = the greatest of dot() of shape j with the floats from x + lag on, times scales[lag], lag = 0 ..
// lags - 1; -1 at least. Eight shapes of `count` floats, sample by sample.
void eight_likenesses(const float* shapes, const float* x, std::size_t count, const float* scales,
                      std::size_t lags, float* most);

// scales[j] = scale_of (wave_shape.h) the `count` samples from x + j on, j = 0 .. 7. Reads
// x[0] .. x[count + 6].
void eight_scales(const float* x, std::size_t count, float* scales);

}  // namespace rwave
