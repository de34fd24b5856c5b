#pragma once
// The loops over rows of channels: plain, for the compiler to turn into the level's vectors; see
// product_loops.h for the unnamed namespace.

#include <cstdint>

#include "gradient/rows.h"

namespace rwave::gradient {
namespace {

// mean[c] and squares[c] = sum of (z - mean)^2 over the rows: two passes over what one sample leaves in the
// cache, where sums of squares alone would lose the variance of a channel far from zero.
void moments(const float* __restrict z, std::int64_t rows, std::int64_t channels, float* __restrict mean,
             float* __restrict squares) {
  for (std::int64_t c = 0; c < channels; ++c) mean[c] = squares[c] = 0;
  for (std::int64_t t = 0; t < rows; ++t) {
    const float* __restrict row = z + t * channels;
    for (std::int64_t c = 0; c < channels; ++c) mean[c] += row[c];
  }
  const float share = 1.0F / static_cast<float>(rows);
  for (std::int64_t c = 0; c < channels; ++c) mean[c] *= share;
  for (std::int64_t t = 0; t < rows; ++t) {
    const float* __restrict row = z + t * channels;
    for (std::int64_t c = 0; c < channels; ++c) squares[c] += (row[c] - mean[c]) * (row[c] - mean[c]);
  }
}

// The row of v at time t as a function of the channel, for the cases that there are.
template <bool scaled, bool added>
struct Values {
  const float* __restrict z;
  const float* __restrict scale;
  const float* __restrict shift;
  const float* __restrict add;

  Values(const RowsForward& f, std::int64_t t)
      : z(f.z + t * f.channels),
        scale(f.scale),
        shift(f.shift),
        add(added ? f.add + t * f.channels : nullptr) {}

  float operator()(std::int64_t c) const {
    const float v = scaled ? z[c] * scale[c] + shift[c] : z[c];
    return added ? v + add[c] : v;
  }
};

inline float above_zero(float x) {
  return x > 0 ? x : 0;
}

template <bool scaled, bool added>
void forward_rows_of(const RowsForward& f) {
  const std::int64_t channels = f.channels;
  const float share = 1.0F / static_cast<float>(f.window);
  for (std::int64_t t = 0; t < f.out_rows; ++t) {
    float* __restrict out = f.out + t * channels;
    const Values<scaled, added> first(f, t * f.stride);
    if (f.relu) {  // of a maximum it may come first as well as last
      for (std::int64_t c = 0; c < channels; ++c) out[c] = above_zero(first(c));
    } else {
      for (std::int64_t c = 0; c < channels; ++c) out[c] = first(c);
    }
    for (int w = 1; w < f.window; ++w) {
      const Values<scaled, added> v(f, t * f.stride + w);
      if (f.pooling == Pooling::max) {
        for (std::int64_t c = 0; c < channels; ++c) out[c] = out[c] < v(c) ? v(c) : out[c];
      } else if (f.relu) {
        for (std::int64_t c = 0; c < channels; ++c) out[c] += above_zero(v(c));
      } else {
        for (std::int64_t c = 0; c < channels; ++c) out[c] += v(c);
      }
    }
    if (f.pooling == Pooling::average)
      for (std::int64_t c = 0; c < channels; ++c) out[c] *= share;
  }
}

void forward_rows(const RowsForward& f) {
  if (f.scale)
    f.add ? forward_rows_of<true, true>(f) : forward_rows_of<true, false>(f);
  else
    f.add ? forward_rows_of<false, true>(f) : forward_rows_of<false, false>(f);
}

// The gradient of maxima over windows, a vector of channels at a time, which stays in registers.
template <class Simd, bool scaled, bool added, bool overlapping>
void backward_max(const RowsBackward& b) {
  using Floats = typename Simd::Floats;
  const RowsForward& f = b.forward;
  const Floats zero = Simd::broadcast(0.0F), floor = Simd::broadcast(f.relu ? 0.0F : -__builtin_inff());
  for (std::int64_t c = 0; c < f.channels; c += Simd::width) {
    const int count = static_cast<int>(f.channels - c < Simd::width ? f.channels - c : Simd::width);
    const Floats scale = scaled ? Simd::load_first(f.scale + c, count) : zero;
    const Floats shift = scaled ? Simd::load_first(f.shift + c, count) : zero;
    const auto value = [&](std::int64_t t) {
      Floats v = Simd::load_first(f.z + t * f.channels + c, count);
      if (scaled) v = Simd::add(Simd::multiply(v, scale), shift);
      return added ? Simd::add(v, Simd::load_first(f.add + t * f.channels + c, count)) : v;
    };
    for (std::int64_t t = 0; t < f.out_rows; ++t) {
      const std::int64_t first = t * f.stride;
      Floats best = value(first);
      for (int w = 1; w < f.window; ++w) best = Simd::max(best, value(first + w));
      // What is still to be given away.
      Floats left = Simd::if_greater(best, floor, Simd::load_first(b.dout + t * f.channels + c, count), zero);
      for (int w = 0; w < f.window; ++w) {
        const Floats v = value(first + w);
        float* g = b.g + (first + w) * f.channels + c;
        const Floats mine = Simd::if_equal(v, best, left, zero);
        Simd::store_first(g, overlapping ? Simd::add(Simd::load_first(g, count), mine) : mine, count);
        left = Simd::if_equal(v, best, zero, left);
      }
    }
  }
}

// Windows that overlap add to what is there; the others write each row once.
template <class Simd, bool scaled, bool added, bool overlapping>
void backward_rows_of(const RowsBackward& b) {
  const RowsForward& f = b.forward;
  const std::int64_t channels = f.channels;
  const float share = 1.0F / static_cast<float>(f.window);
  const std::int64_t written = overlapping ? 0 : f.out_rows * f.window;
  for (std::int64_t i = written * channels; i < b.rows * channels; ++i) b.g[i] = 0;
  if (f.pooling == Pooling::max) return backward_max<Simd, scaled, added, overlapping>(b);
  for (std::int64_t t = 0; t < f.out_rows; ++t) {
    const float* __restrict dout = b.dout + t * channels;
    for (int w = 0; w < f.window; ++w) {
      const Values<scaled, added> v(f, t * f.stride + w);
      float* __restrict g = b.g + (t * f.stride + w) * channels;
      if (f.relu) {
        for (std::int64_t c = 0; c < channels; ++c)
          g[c] = (overlapping ? g[c] : 0) + (v(c) > 0 ? dout[c] * share : 0);
      } else {
        for (std::int64_t c = 0; c < channels; ++c) g[c] = (overlapping ? g[c] : 0) + dout[c] * share;
      }
    }
  }
}

template <class Simd, bool scaled, bool added>
void backward_rows_by(const RowsBackward& b) {
  b.forward.window == b.forward.stride ? backward_rows_of<Simd, scaled, added, false>(b)
                                       : backward_rows_of<Simd, scaled, added, true>(b);
}

template <class Simd>
void backward_rows(const RowsBackward& b) {
  const RowsForward& f = b.forward;
  if (f.scale)
    f.add ? backward_rows_by<Simd, true, true>(b) : backward_rows_by<Simd, true, false>(b);
  else
    f.add ? backward_rows_by<Simd, false, true>(b) : backward_rows_by<Simd, false, false>(b);
}

void add_sums(const SumRows& s) {
  float* __restrict sum = s.sum;
  float* __restrict product = s.product;
  const float* __restrict mean = s.mean;
  for (std::int64_t t = 0; t < s.rows; ++t) {
    const float* __restrict g = s.g + t * s.channels;
    if (s.z) {
      const float* __restrict z = s.z + t * s.channels;
      for (std::int64_t c = 0; c < s.channels; ++c) {
        sum[c] += g[c];
        product[c] += g[c] * (z[c] - mean[c]);
      }
    } else {
      for (std::int64_t c = 0; c < s.channels; ++c) sum[c] += g[c];
    }
  }
}

void combine(const CombineRows& r) {
  const float* __restrict gain = r.gain;
  const float* __restrict slope = r.slope;
  const float* __restrict offset = r.offset;
  for (std::int64_t t = 0; t < r.rows; ++t) {
    float* __restrict g = r.g + t * r.channels;
    const float* __restrict z = r.z + t * r.channels;
    for (std::int64_t c = 0; c < r.channels; ++c) g[c] = g[c] * gain[c] + z[c] * slope[c] + offset[c];
  }
}

// An integer hash whose every output bit depends on every input bit: two rounds of multiply and shift with
// the constants of C. Wellons' "lowbias32".
inline std::uint32_t hashed(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x21f0aaadU;
  x = (x ^ (x >> 15)) * 0xd35a2d97U;
  return x ^ (x >> 15);
}

void drop(const Drop& d) {
  const std::uint32_t key = hashed(d.key);
  const std::uint32_t threshold = d.threshold, first = d.first;
  const float scale = d.scale;
  const std::int64_t count = d.count;
  const float* in = d.in;
  float* out = d.out;
#pragma GCC ivdep
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t place = first + static_cast<std::uint32_t>(i);
    const float x = in[i] * scale;
    out[i] = hashed(place ^ key) < threshold ? 0 : x;
  }
}

}  // namespace
}  // namespace rwave::gradient
