#pragma once
// The loops that are no product: plain, for the compiler to turn into the level's vectors; see gemm_loops.h
// for the unnamed namespace.

#include <cstdint>

#include "infer/kernels/kernels.h"

namespace rwave::infer {
namespace {

// The greatest value of each channel over the rows of each window. A cache line of channels at a time, whose
// maxima stay in registers over the rows; the channels that are left one by one. Vectors by the compilers'
// extension: as a loop over an array gcc 12 keeps sixteen numbers apart.
template <typename T>
inline void max_rows_of(const T* __restrict in, const Windows& windows, T* __restrict out) {
  typedef T Line __attribute__((vector_size(64), aligned(alignof(T)), may_alias));
  constexpr std::int64_t width = sizeof(Line) / sizeof(T);
  const std::int64_t rows = windows.rows, channels = windows.channels;
  for (std::int64_t w = 0; w < windows.count; ++w, in += windows.step, out += channels) {
    std::int64_t c = 0;
    for (; c + width <= channels; c += width) {
      // The first row as it is: a start of minus infinity would need a type's own constant.
      Line most = *reinterpret_cast<const Line*>(in + c);
      for (std::int64_t t = 1; t < rows; ++t) {
        const Line row = *reinterpret_cast<const Line*>(in + t * channels + c);
        most = most < row ? row : most;
      }
      *reinterpret_cast<Line*>(out + c) = most;
    }
    for (std::int64_t i = c; i < channels; ++i) out[i] = in[i];
    for (std::int64_t t = 1; t < rows; ++t) {
      const T* __restrict row = in + t * channels;
      for (std::int64_t i = c; i < channels; ++i) out[i] = out[i] < row[i] ? row[i] : out[i];
    }
  }
}

// Not templates in the table: a function pointer needs one name per type.
void max_rows(const float* in, const Windows& windows, float* out) {
  max_rows_of(in, windows, out);
}

void max_rows_uint8(const std::uint8_t* in, const Windows& windows, std::uint8_t* out) {
  max_rows_of(in, windows, out);
}

// Average pooling: factor is 1 / rows. The sum is in row order at every level.
void sum_rows(const float* __restrict in, const Windows& windows, float factor, float* __restrict out) {
  const std::int64_t channels = windows.channels;
  for (std::int64_t w = 0; w < windows.count; ++w, in += windows.step, out += channels) {
    for (std::int64_t c = 0; c < channels; ++c) out[c] = in[c];
    for (std::int64_t t = 1; t < windows.rows; ++t) {
      const float* __restrict row = in + t * channels;
      for (std::int64_t c = 0; c < channels; ++c) out[c] += row[c];
    }
    for (std::int64_t c = 0; c < channels; ++c) out[c] *= factor;
  }
}

// ReLU in a second loop: inside the first it would be a test per value, or a second copy of the loop.
void add_rows(const float* __restrict a, const float* __restrict b, std::int64_t count, bool relu,
              float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = a[i] + b[i];
  if (!relu) return;
  for (std::int64_t i = 0; i < count; ++i) out[i] = out[i] < 0 ? 0 : out[i];
}

}  // namespace
}  // namespace rwave::infer
