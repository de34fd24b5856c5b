#pragma once
// The loops over rows of channels: plain, for the compiler to turn into the level's vectors; see
// product_loops.h for the unnamed namespace.

#include <cstdint>

#include "gradient/kernels/sum_loops.h"
#include "gradient/row_passes.h"

namespace rwave::gradient {
namespace {

// The row of v at time t as a function of the channel, for the cases that there are.
// Whether a scale and an addition are there is a constant of the loop: a test per value would keep the
// compiler from vectors.
template <bool scaled, bool added>
struct Values {
  const float* __restrict z;
  const float* __restrict scale;
  const float* __restrict shift;
  const float* __restrict add;

  // The pointers of row t; scale and shift are the same for all rows.
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

// Some vectors of channels at a time, whose maxima or sums over a window stay in registers.
template <class Simd, bool scaled, bool added>
struct ForwardRows {
  const RowsForward& f;

  // n vectors of channels from c on; whole: all of them full, else `count` channels of a single vector.
  template <int n, bool whole>
  void run(std::int64_t c, int count) const {
    using Floats = typename Simd::Floats;
    const Floats zero = Simd::broadcast(0.0F), share = Simd::broadcast(1.0F / static_cast<float>(f.window));
    const auto load = [&](const float* from) { return some_of<Simd, whole>(from, count); };
    Floats scale[n], shift[n];
    // The affine constants of these channels are loaded once for all rows.
    for (int v = 0; v < n; ++v) {
      scale[v] = scaled ? load(f.scale + c + v * Simd::width) : zero;
      shift[v] = scaled ? load(f.shift + c + v * Simd::width) : zero;
    }
    // v(t, c) of row_passes.h for one vector, computed again for each window that holds it: an activation
    // that is stored and loaded again costs more than these two operations.
    const auto value = [&](std::int64_t t, int v) {
      const std::int64_t at = t * f.channels + c + v * Simd::width;
      Floats x = load(f.z + at);
      if (scaled) x = Simd::add(Simd::multiply(x, scale[v]), shift[v]);
      if (added) x = Simd::add(x, load(f.add + at));
      return f.relu ? Simd::max(x, zero) : x;
    };
    // The window's maximum or sum stays in registers; without pooling the window is one row.
    // Rows behind the last whole window are not read: pooling drops them, as libtorch does.
    for (std::int64_t t = 0; t < f.out_rows; ++t) {
      Floats out[n];
      for (int v = 0; v < n; ++v) out[v] = value(t * f.stride, v);
      for (int w = 1; w < f.window; ++w) {
        for (int v = 0; v < n; ++v) {
          const Floats x = value(t * f.stride + w, v);
          out[v] = f.pooling == Pooling::max ? Simd::max(out[v], x) : Simd::add(out[v], x);
        }
      }
      for (int v = 0; v < n; ++v) {
        const Floats x = f.pooling == Pooling::average ? Simd::multiply(out[v], share) : out[v];
        put<Simd, whole>(f.out + t * f.channels + c + v * Simd::width, x, count);
      }
    }
  }
};

// Chooses the loop for this call: four, so that none tests for what it has not.
template <class Simd>
void forward_rows(const RowsForward& f) {
  if (f.scale) {
    f.add ? by_channels<Simd>(f.channels, ForwardRows<Simd, true, true>{f})
          : by_channels<Simd>(f.channels, ForwardRows<Simd, true, false>{f});
  } else {
    f.add ? by_channels<Simd>(f.channels, ForwardRows<Simd, false, true>{f})
          : by_channels<Simd>(f.channels, ForwardRows<Simd, false, false>{f});
  }
}

// The gradient of maxima over windows for a vector of channels, which stays in registers where the window's
// length is known to the compiler (`fixed`; 0: it is not). Whole vectors are not masked: what a masked store
// wrote is not yet available to the load of the window that overlaps it (Kachuee's network: three times as
// fast).
template <class Simd, bool scaled, bool added, bool overlapping, bool whole, int fixed>
inline void backward_max_of(const RowsBackward& b, std::int64_t c, int count) {
  using Floats = typename Simd::Floats;
  const RowsForward& f = b.forward;
  const int window = fixed > 0 ? fixed : f.window;
  const auto load = [&](const float* from) {
    return whole ? Simd::load(from) : Simd::load_first(from, count);
  };
  const auto store = [&](float* to, Floats x) {
    whole ? Simd::store(to, x) : Simd::store_first(to, x, count);
  };
  // With ReLU only a maximum above zero has a gradient; without it every maximum has.
  const Floats zero = Simd::broadcast(0.0F), floor = Simd::broadcast(f.relu ? 0.0F : -__builtin_inff());
  const Floats scale = scaled ? load(f.scale + c) : zero, shift = scaled ? load(f.shift + c) : zero;
  const auto value = [&](std::int64_t t) {
    Floats v = load(f.z + t * f.channels + c);
    if (scaled) v = Simd::add(Simd::multiply(v, scale), shift);
    return added ? Simd::add(v, load(f.add + t * f.channels + c)) : v;
  };
  for (std::int64_t t = 0; t < f.out_rows; ++t) {
    const std::int64_t first = t * f.stride;
    Floats values[fixed > 0 ? fixed : 1];
    Floats best = values[0] = value(first);
    for (int w = 1; w < window; ++w) {
      const Floats v = value(first + w);
      if (fixed > 0) values[w] = v;
      best = Simd::max(best, v);
    }
    // What is still to be given away.
    Floats left = Simd::if_greater(best, floor, load(b.dout + t * f.channels + c), zero);
    // The first of equal values takes all of the gradient, as libtorch has it; the others find nothing left.
    for (int w = 0; w < window; ++w) {
      const Floats v = fixed > 0 ? values[w] : value(first + w);
      float* g = b.g + (first + w) * f.channels + c;
      const Floats mine = Simd::if_equal(v, best, left, zero);
      store(g, overlapping ? Simd::add(load(g), mine) : mine);
      left = Simd::if_equal(v, best, zero, left);
    }
  }
}

// Vector by vector of channels; the last one, which may be shorter, by masked loads.
template <class Simd, bool scaled, bool added, bool overlapping, int fixed>
void backward_max_by(const RowsBackward& b) {
  const std::int64_t channels = b.forward.channels;
  std::int64_t c = 0;
  for (; c + Simd::width <= channels; c += Simd::width)
    backward_max_of<Simd, scaled, added, overlapping, true, fixed>(b, c, Simd::width);
  if (c < channels)
    backward_max_of<Simd, scaled, added, overlapping, false, fixed>(b, c, static_cast<int>(channels - c));
}

// The windows of the networks here are constants to the compiler; others take the loop that reads the
// window's length.
template <class Simd, bool scaled, bool added, bool overlapping>
void backward_max(const RowsBackward& b) {
  switch (b.forward.window) {
    case 2:
      return backward_max_by<Simd, scaled, added, overlapping, 2>(b);
    case 3:
      return backward_max_by<Simd, scaled, added, overlapping, 3>(b);
    case 5:
      return backward_max_by<Simd, scaled, added, overlapping, 5>(b);
    default:
      return backward_max_by<Simd, scaled, added, overlapping, 0>(b);
  }
}

// Windows that overlap add to what is there; the others write each row once.
template <class Simd, bool scaled, bool added, bool overlapping>
void backward_rows_of(const RowsBackward& b) {
  const RowsForward& f = b.forward;
  const std::int64_t channels = f.channels;
  const float share = 1.0F / static_cast<float>(f.window);
  const std::int64_t written = overlapping ? 0 : f.out_rows * f.window;
  // Rows that no window reaches have gradient zero, and so has everything that windows will add to.
  for (std::int64_t i = written * channels; i < b.rows * channels; ++i) b.g[i] = 0;
  if (f.pooling == Pooling::max) return backward_max<Simd, scaled, added, overlapping>(b);
  for (std::int64_t t = 0; t < f.out_rows; ++t) {
    const float* __restrict dout = b.dout + t * channels;
    for (int w = 0; w < f.window; ++w) {
      // v of that row again, by which ReLU decides; nothing of the forward pass was kept.
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

// Windows as long as their stride do not overlap: each gradient is written once and needs no zeros before.
template <class Simd, bool scaled, bool added>
void backward_rows_by(const RowsBackward& b) {
  b.forward.window == b.forward.stride ? backward_rows_of<Simd, scaled, added, false>(b)
                                       : backward_rows_of<Simd, scaled, added, true>(b);
}

// Chooses as forward_rows() does: the backward pass computes v again, which ReLU and maxima are decided by.
template <class Simd>
void backward_rows(const RowsBackward& b) {
  const RowsForward& f = b.forward;
  if (f.scale)
    f.add ? backward_rows_by<Simd, true, true>(b) : backward_rows_by<Simd, true, false>(b);
  else
    f.add ? backward_rows_by<Simd, false, true>(b) : backward_rows_by<Simd, false, false>(b);
}

// Plain, and vectorised by the compiler: three constants per channel and one pass.
void combine(const CombineRows& r) {
  const float* __restrict gain = r.gain;
  const float* __restrict z_gain = r.z_gain;
  const float* __restrict offset = r.offset;
  for (std::int64_t t = 0; t < r.rows; ++t) {
    // No two of the arrays overlap, which the compiler must be told to use vectors.
    float* __restrict g = r.g + t * r.channels;
    const float* __restrict z = r.z + t * r.channels;
    for (std::int64_t c = 0; c < r.channels; ++c) g[c] = g[c] * gain[c] + z[c] * z_gain[c] + offset[c];
  }
}

// An integer hash whose every output bit depends on every input bit: two rounds of multiply and shift with
// the constants of C. Wellons' "lowbias32".
inline std::uint32_t hashed(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x21f0aaadU;
  x = (x ^ (x >> 15)) * 0xd35a2d97U;
  return x ^ (x >> 15);
}

// Copies of the struct's fields: the compiler could not know that `out` does not change them.
void drop(const Drop& d) {
  // The stream's key is mixed once, so that neighbouring keys give unrelated masks.
  const std::uint32_t key = hashed(d.key);
  const std::uint32_t threshold = d.threshold, first = d.first;
  const float scale = d.scale;
  const std::int64_t count = d.count;
  const float* in = d.in;
  float* out = d.out;
#if defined(__clang__)  // which warns of gcc's word for the same
#pragma clang loop vectorize(assume_safety)
#else
#pragma GCC ivdep
#endif
  for (std::int64_t i = 0; i < count; ++i) {
    // By place and not by a running state: any part of the rows may be computed by any thread or process.
    const std::uint32_t place = first + static_cast<std::uint32_t>(i);
    const float x = in[i] * scale;
    out[i] = hashed(place ^ key) < threshold ? 0 : x;
  }
}

}  // namespace
}  // namespace rwave::gradient
