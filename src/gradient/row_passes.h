#pragma once
// What lies between a convolution and the next one, forward and backward, for one row of a batch: BatchNorm
// (or nothing), an addition (or none), ReLU (or none), pooling (or none). Everything is channels-last: (time,
// channels), each step of time `channels` values long.

#include <cstdint>

namespace rwave::gradient {

// What a window of rows becomes: nothing is pooled, its greatest value, or its mean.
enum class Pooling { none, max, average };

// v(t, c) = z(t, c) * scale[c] + shift[c] (+ add(t, c)), u = relu?(v);
// out(t, c) = u, its maximum or its mean over the times t * stride .. t * stride + window - 1.
struct RowsForward {
  // (rows, channels), as the convolution gave it.
  const float* z = nullptr;
  // Both null: v = z (+ add).
  const float* scale = nullptr;
  const float* shift = nullptr;
  // A shortcut, (rows, channels); null: none.
  const float* add = nullptr;
  std::int64_t channels = 0;
  // Rows of the result.
  std::int64_t out_rows = 0;
  // 1, 1 without pooling.
  int window = 1, stride = 1;
  Pooling pooling = Pooling::none;
  bool relu = false;
  float* out = nullptr;
};

// The backward pass: g(t, c) = d loss / d v(t, c) from dout = d loss / d out. A maximum's gradient goes to
// the first of equals; ReLU has gradient 0 at 0.
struct RowsBackward {
  // Out is not read.
  RowsForward forward;
  // Of z, and of g: more than the windows reach where the last one is not complete.
  std::int64_t rows = 0;
  // Gradients of the result, (out_rows, channels).
  const float* dout = nullptr;
  // (rows, channels), overwritten; rows that no window reaches become zeros.
  float* g = nullptr;
};

// sum[c] += sum over t of g(t, c); product[c] += sum over t of g(t, c) * (z(t, c) - mean[c]).
struct SumRows {
  const float* g = nullptr;
  // Null: no products.
  const float* z = nullptr;
  // As z: null without products.
  const float* mean = nullptr;
  std::int64_t rows = 0, channels = 0;
  float* sum = nullptr;
  float* product = nullptr;
};

// g(t, c) = g(t, c) * gain[c] + z(t, c) * z_gain[c] + offset[c]: BatchNorm's backward pass, see normalise.h.
struct CombineRows {
  float* g = nullptr;
  const float* z = nullptr;
  const float* gain = nullptr;
  const float* z_gain = nullptr;
  const float* offset = nullptr;
  std::int64_t rows = 0, channels = 0;
};

// Dropout (Srivastava 2014): out[i] = in[i] / (1 - p) where row first + i of the stream `key` is kept, else
// 0. What is kept is a hash of the key and the place, so the backward pass needs no mask in memory, and
// processes that share a batch drop what one process would.
struct Drop {
  const float* in = nullptr;
  // May be `in`.
  float* out = nullptr;
  std::int64_t count = 0;
  // The place of in[0] in the stream.
  std::uint32_t first = 0;
  // Which stream: another one for each layer and step, so that no two drop the same places.
  std::uint32_t key = 0;
  // p * 2^32: a place whose hash is below is dropped.
  std::uint32_t threshold = 0;
  // 1 / (1 - p).
  float scale = 1;
};

}  // namespace rwave::gradient
