#pragma once
// The loops that are no product: plain, for the compiler to turn into the level's vectors; see gemm_loops.h
// for the unnamed namespace.

#include <cstdint>

namespace rwave::infer {
namespace {

// Row by row, not channel by channel: the rows are read in order, and the result, a few hundred values,
// stays in the first-level cache. Global and windowed pooling both come here, a call per window.
template <typename T>
inline void max_rows_of(const T* __restrict in, std::int64_t rows, std::int64_t channels, T* __restrict out) {
  // The first row as it is: a start of minus infinity would need a type's own constant.
  for (std::int64_t c = 0; c < channels; ++c) out[c] = in[c];
  for (std::int64_t t = 1; t < rows; ++t) {
    const T* __restrict row = in + t * channels;
    for (std::int64_t c = 0; c < channels; ++c) out[c] = out[c] < row[c] ? row[c] : out[c];
  }
}

// Not templates in the table: a function pointer needs one name per type.
void max_rows(const float* in, std::int64_t rows, std::int64_t channels, float* out) {
  max_rows_of(in, rows, channels, out);
}

void max_rows_uint8(const std::uint8_t* in, std::int64_t rows, std::int64_t channels, std::uint8_t* out) {
  max_rows_of(in, rows, channels, out);
}

// Average pooling: factor is 1 / rows. The sum is in row order at every level.
void sum_rows(const float* __restrict in, std::int64_t rows, std::int64_t channels, float factor,
              float* __restrict out) {
  for (std::int64_t c = 0; c < channels; ++c) out[c] = in[c];
  for (std::int64_t t = 1; t < rows; ++t) {
    const float* __restrict row = in + t * channels;
    for (std::int64_t c = 0; c < channels; ++c) out[c] += row[c];
  }
  for (std::int64_t c = 0; c < channels; ++c) out[c] *= factor;
}

// ReLU in a second loop: inside the first it would be a test per value, or a second copy of the loop.
void add_rows(const float* __restrict a, const float* __restrict b, std::int64_t count, bool relu,
              float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = a[i] + b[i];
  if (!relu) return;
  for (std::int64_t i = 0; i < count; ++i) out[i] = out[i] < 0 ? 0 : out[i];
}

// Clamped before rounding, in float: a value beyond int's range would be undefined to convert. rintf rounds
// halves to even, as ONNX's QuantizeLinear asks.
void quantize_values(const float* __restrict in, std::int64_t count, float factor, int zero_point,
                     std::uint8_t* __restrict out) {
  const float least = static_cast<float>(-zero_point), most = static_cast<float>(255 - zero_point);
  for (std::int64_t i = 0; i < count; ++i) {
    const float x = in[i] * factor;
    const float low = x < most ? x : most;
    out[i] =
        static_cast<std::uint8_t>(static_cast<int>(__builtin_rintf(low > least ? low : least)) + zero_point);
  }
}

}  // namespace
}  // namespace rwave::infer
