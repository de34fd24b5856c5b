#pragma once
// The loops of Winograd's convolutions over tiles, of inference (infer/steps/winograd.cpp) and of training
// (gradient/winograd.h) alike; see product_tile.h for the unnamed namespace.

#include <cstdint>

#include "simd/product_tile.h"
#include "simd/winograd_sums.h"
#include "simd/winograd_tiles.h"

namespace rwave::simd {
namespace {

// Where a tile's first row lies, in values from the beginning.
inline std::int64_t place_of(const WinogradSeries& s, std::int64_t tile) {
  return (tile / s.tiles * s.pitch + tile % s.tiles * winograd_results) * s.channels;
}

// Up to `rows` vectors of a series' rows, zeros for what is not there.
// `there` is how many of the rows exist; `step` the floats between two of them; `count` the channels that
// do.
template <class Simd, int rows>
inline void load_rows(const float* from, std::int64_t step, std::int64_t there, int count,
                      typename Simd::Floats* to) {
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i) {
    to[i] = i >= there             ? Simd::broadcast(0.0F)
            : count == Simd::width ? Simd::load(from + i * step)
                                   : Simd::load_first(from + i * step, count);
  }
}

// Of `left` channels those in the next vector.
template <class Simd>
constexpr int width_of(std::int64_t left) {
  return static_cast<int>(least(left, Simd::width));
}

// Tiles first .. last - 1 of x at every point: v[p][tile][channel].
// The first axis of v has `point` values per point, a cache line more than the tiles need: at a power of
// two all points of one tile would fall on the same lines of the cache.
template <class Simd, int taps>
void tiles_at_points(const WinogradSeries& x, std::int64_t first, std::int64_t last, float* v,
                     std::int64_t point) {
  constexpr int n = WinogradPoints<taps>::count;
  for (std::int64_t j = first; j < last; ++j, v += x.channels) {
    // A sample's last tile may reach beyond it: what is not there counts as zero.
    const std::int64_t there = least(x.rows + taps - 1 - j % x.tiles * winograd_results, n);
    const float* from = x.data + place_of(x, j);
    for (std::int64_t c = 0; c < x.channels; c += Simd::width) {
      const int count = width_of<Simd>(x.channels - c);
      typename Simd::Floats d[n], at[n];
      // Nearly always: with constants, the loop has no tests.
      if (there == n && count == Simd::width)
        load_rows<Simd, n>(from + c, x.channels, n, Simd::width, d);
      else
        load_rows<Simd, n>(from + c, x.channels, there, count, d);
      at_points<Simd, taps>(d, at);
#pragma GCC unroll 8
      for (int p = 0; p < n; ++p) {
        if (count == Simd::width)
          Simd::store(v + p * point + c, at[p]);
        else
          Simd::store_first(v + p * point + c, at[p], count);
      }
    }
  }
}

// The results of `rows` tiles by one panel from their products m[p][row][column].
// first: the number of the first of these tiles in the batch; n: the panel's first output channel. A tile's
// products are still in the first-level cache when this reads them.
template <class Simd, int taps>
void write_results(const WinogradForward& f, const float* m, std::int64_t first, int rows, std::int64_t n) {
  constexpr int points = WinogradPoints<taps>::count, panel = Simd::width * Simd::tile_vectors;
  constexpr std::int64_t point = Simd::tile_rows * panel;
  const WinogradSeries& z = f.out;
  for (int r = 0; r < rows; ++r) {
    // Results of the tile that its sample has: fewer than four in the last tile.
    const std::int64_t there = z.rows - (first + r) % z.tiles * winograd_results;
    const std::int64_t at = place_of(z, first + r) + n;
    // Channels behind the last one were computed as zeros, and are not written.
    for (int v = 0; v < panel && n + v < z.channels; v += Simd::width) {
      const int count = width_of<Simd>(z.channels - n - v);
      typename Simd::Floats product[points], y[winograd_results];
#pragma GCC unroll 8
      for (int p = 0; p < points; ++p) product[p] = Simd::load(m + p * point + r * panel + v);
      to_results<Simd, taps>(product, y);
#pragma GCC unroll 4
      for (int t = 0; t < winograd_results; ++t) {
        // Rows behind the sample's last one belong to another.
        if (t >= there) break;
        const std::int64_t to = at + t * z.channels + v;
        if (f.bias) y[t] = Simd::add(y[t], Simd::load_first(f.bias + n + v, count));
        if (f.addend) y[t] = Simd::add(y[t], Simd::load_first(f.addend + to, count));
        if (f.relu) y[t] = Simd::max(y[t], Simd::broadcast(0.0F));
        Simd::store_first(f.to + to, y[t], count);
      }
    }
  }
}

// Brings in where the results of `rows` tiles by one panel will go, while their products are computed.
template <class Simd>
void ask_for_results(const WinogradForward& f, std::int64_t first, int rows, std::int64_t n) {
  for (int r = 0; r < rows; ++r) {
    const float* to = f.to + place_of(f.out, first + r) + n;
    for (int t = 0; t < winograd_results; ++t) {
      for (int v = 0; v < Simd::tile_vectors; ++v)
        __builtin_prefetch(to + t * f.out.channels + v * Simd::width, 1, 2);
    }
  }
}

// Tiles first .. last - 1 of a convolution. `scratch`: a tile of products, then the values at the points.
// For each panel of outputs and each group of tiles: one small product per point, then the results from all
// points' products, while they are in the cache. The products of a whole batch would be larger than its
// output (6 or 8 points for 4 results) and go through memory twice.
template <class Simd, int taps>
void winograd_forward(const WinogradForward& f, std::int64_t first, std::int64_t last, float* scratch) {
  constexpr int points = WinogradPoints<taps>::count, panel = Simd::width * Simd::tile_vectors;
  const std::int64_t tiles = last - first, depth = f.in.channels;
  const std::int64_t line = winograd_line, point = tiles * depth + line;
  // The tiles after these, which come next on this thread: asked for by the first panel's products.
  const float* next = f.in.data + place_of(f.in, last);
  const std::int64_t next_lines = tiles * winograd_results * depth / line;
  float* m = scratch;
  float* v = m + points * Simd::tile_rows * panel;
  tiles_at_points<Simd, taps>(f.in, first, last, v, point);
  // Tiles are the rows of the products; they are shared out evenly.
  const std::int64_t groups = (tiles + Simd::tile_rows - 1) / Simd::tile_rows;
  const float* weights = f.panels;
  for (std::int64_t n = 0; n < f.out.channels; n += panel, weights += points * depth * panel) {
    const TileFunction* functions = tile_functions<Simd>(f.out.channels - n <= Simd::width, false);
    for (std::int64_t g = 0; g < groups; ++g) {
      const std::int64_t row = tiles * g / groups;
      const auto rows = static_cast<int>(tiles * (g + 1) / groups - row);
      ask_for_results<Simd>(f, first + row, rows, n);
      // One product per point: tiles x inputs by inputs x a panel of outputs.
      for (int p = 0; p < points; ++p) {
        Tile tile{};
        // Shared out over the products of the first panel, a line per step.
        const std::int64_t asked = n == 0 ? (g * points + p) * depth : next_lines;
        tile.ahead = reinterpret_cast<const char*>(asked < next_lines ? next + asked * line : weights);
        tile.ahead_step = asked < next_lines ? 64 : 0;
        tile.ahead_steps = asked < next_lines ? next_lines - asked : 0;
        tile.a = v + p * point + row * depth;
        tile.stride = depth;
        tile.panel = weights + p * depth * panel;
        tile.out = m + p * Simd::tile_rows * panel;
        tile.out_row = panel;
        tile.depth = depth;
        tile.cols = f.out.channels - n <= Simd::width ? Simd::width : panel;
        functions[rows - 1](tile);
      }
      write_results<Simd, taps>(f, m, first + row, rows, n);
    }
  }
}

// One panel of columns: to[point][row][column].
// first: the panel's first column. Once per step and layer, so the gather is worth no cleverer order.
template <class Simd, int taps>
void weights_at_points(const WinogradWeights& w, const float* weight, std::int64_t first, float* to) {
  constexpr const auto& points = winograd_points<taps>;
  constexpr int width = Simd::width, panel = width * Simd::tile_vectors;
  const std::int64_t point = w.rows * panel;
  for (std::int64_t row = 0; row < w.rows; ++row) {
    // A vector of columns: its taps first, then each point's sum of them.
    for (int v = 0; v < panel; v += width) {
      const int count = columns_of<Simd>(static_cast<int>(least(w.columns - first, panel)), v / width);
      // Gathered one by one, as libtorch's order has the taps of one weight side by side; zeros behind the
      // last column.
      float values[taps][width] = {};
      for (int i = 0; i < count; ++i) {
        const float* from = weight + (first + v + i) * w.column + row * w.row;
        for (int tap = 0; tap < taps; ++tap) values[tap][i] = from[tap * w.tap];
      }
#pragma GCC unroll 8
      for (int p = 0; p < points.count; ++p) {
        typename Simd::Floats sum = Simd::broadcast(0.0F);
#pragma GCC unroll 5
        for (int tap = 0; tap < taps; ++tap)
          sum = Simd::multiply_add(Simd::broadcast(points.of_weight[p][tap]), Simd::load(values[tap]), sum);
        Simd::store(to + p * point + row * panel + v, sum);
      }
    }
  }
}

template <class Simd, int taps>
constexpr WinogradConvolution winograd_convolution{winograd_forward<Simd, taps>,
                                                   weights_at_points<Simd, taps>};

}  // namespace
}  // namespace rwave::simd
