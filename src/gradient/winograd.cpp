#include "gradient/winograd.h"

#include <algorithm>

#include "gradient/convolution.h"
#include "gradient/memory.h"
#include "simd/winograd_points.h"

namespace rwave::gradient {
namespace {

using simd::winograd_line;
using simd::winograd_results;

// Values and gradients at the points that are summed up at a time: 1 MB. A half and twice of it do as well.
constexpr std::int64_t summed_values = 256 << 10;

int points_of(const Convolution& c) {
  return simd::winograd_points_of(c.taps);
}

const WinogradKernels& inner(const Convolution& c, const Kernels& kernels) {
  return c.taps == 3 ? kernels.winograd_three : kernels.winograd_five;
}

std::int64_t panels(std::int64_t channels, const Kernels& kernels) {
  return (channels + kernels.panel - 1) / kernels.panel;
}

WinogradSeries series(const float* data, std::int64_t pitch, std::int64_t channels, std::int64_t rows) {
  return {data, pitch, channels, (rows + winograd_results - 1) / winograd_results, rows};
}

// Segments of tiles of one size but for rounding, at most `most` each and a multiple of `threads` in number.
struct Segments {
  std::int64_t tiles, count;

  Segments(std::int64_t all, std::int64_t most, int threads) : tiles(all) {
    const std::int64_t needed = (all + most - 1) / most;
    count = std::min((needed + threads - 1) / threads * threads, all);
  }
  std::int64_t begin(std::int64_t i) const { return tiles * i / count; }
};

// All panels of the weights at every point.
void weights_at_points(const WinogradWeights& w, const Convolution& c, const Kernels& kernels,
                       const float* weight, float* to, int threads) {
  const std::int64_t count = panels(w.columns, kernels), values = points_of(c) * w.rows * kernels.panel;
#pragma omp parallel for num_threads(static_cast <int>(std::min <std::int64_t>(threads, count))) \
    schedule(static)
  for (std::int64_t i = 0; i < count; ++i)
    inner(c, kernels).convolution.weights(w, weight, i * kernels.panel, to + i * values);
}

void convolve_tiles(const WinogradForward& f, const Convolution& c, const Kernels& kernels, int threads) {
  const std::int64_t most = simd::winograd_tiles_at_once(c.taps, f.in.channels);
  const std::int64_t memory = simd::winograd_memory(c.taps, f.in.channels, most);
  const Segments segments(c.batch * f.out.tiles, most, threads);
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::int64_t i = 0; i < segments.count; ++i) {
    static thread_local Memory scratch;
    inner(c, kernels)
        .convolution.forward(f, segments.begin(i), segments.begin(i + 1), scratch.at_least(memory));
  }
}

// How the sums over tiles lie in scratch memory: du[point][panel][input][column], then the values
// v[point][tile][input] and the gradients y[point][panel][tile][column] of `most` tiles.
struct Sums {
  std::int64_t most, du_point, v_point, y_panel, y_point, panel_count;
  // Where they begin, and where the last ends.
  std::int64_t v, y, end;

  Sums(const Convolution& c, const Kernels& kernels) : panel_count(panels(c.outputs, kernels)) {
    const int points = points_of(c);
    const std::int64_t channels = c.inputs + panel_count * kernels.panel;
    // An odd number, so that points do not fall on one another in the cache.
    most = std::max<std::int64_t>(summed_values / (points * channels), winograd_line) | 1;
    du_point = panel_count * c.inputs * kernels.panel;
    v_point = (most * c.inputs + winograd_line - 1) / winograd_line * winograd_line;
    y_panel = most * kernels.panel;
    y_point = panel_count * y_panel;
    v = points * du_point;
    y = v + points * v_point;
    end = y + points * y_point;
  }
};

}  // namespace

bool by_winograd(const Convolution& c) {
  return c.stride == 1 && simd::pays_by_winograd(c.taps, c.inputs, c.outputs);
}

std::int64_t winograd_scratch(const Convolution& c, const Kernels& kernels) {
  const std::int64_t back = points_of(c) * c.outputs * panels(c.inputs, kernels) * kernels.panel;
  return std::max(Sums(c, kernels).end, back);
}

void winograd_forward(const Convolution& c, const Kernels& kernels, const float* x, const float* weight,
                      const float* bias, bool relu, float* z, float* scratch, int threads) {
  weights_at_points({c.taps, c.inputs * c.taps, 1, c.inputs, c.outputs}, c, kernels, weight, scratch,
                    threads);
  WinogradForward forward;
  forward.in = series(x, c.pitch, c.inputs, c.length);
  forward.out = series(nullptr, c.pitch, c.outputs, c.length);
  forward.panels = scratch;
  forward.bias = bias;
  forward.to = z;
  forward.relu = relu;
  convolve_tiles(forward, c, kernels, threads);
}

// The same over dz with the taps turned round: dx(q) = sum over taps of dz(q - tap) weight(tap)^T.
void winograd_backward_input(const Convolution& c, const Kernels& kernels, const float* dz,
                             const float* weight, const float* addend, float* dx, float* scratch,
                             int threads) {
  weights_at_points({c.inputs * c.taps, c.taps, -1, c.outputs, c.inputs}, c, kernels, weight + c.taps - 1,
                    scratch, threads);
  const std::int64_t rows = c.length + c.taps - 1 - std::int64_t{2} * c.padding,
                     skipped = c.padding * c.inputs;
  // A convolution again, over the gradients: the same tiles, the same kernels.
  WinogradForward back;
  back.in = series(dz - (c.taps - 1 - c.padding) * c.outputs, c.pitch, c.outputs, rows);
  back.out = series(nullptr, c.pitch, c.inputs, rows);
  back.panels = scratch;
  if (addend) back.addend = addend + skipped;
  back.to = dx + skipped;
  convolve_tiles(back, c, kernels, threads);
}

void winograd_backward_weight(const Convolution& c, const Kernels& kernels, const float* x, const float* dz,
                              float* dweight, float* scratch, int threads) {
  const WinogradKernels& k = inner(c, kernels);
  const WinogradSeries values = series(x, c.pitch, c.inputs, c.length);
  const WinogradSeries gradients = series(dz, c.pitch, c.outputs, c.length);
  const WinogradWeights weights{c.taps, c.inputs * c.taps, 1, c.inputs, c.outputs};
  const Sums sums(c, kernels);
  const std::int64_t width = kernels.panel;
  const Segments segments(c.batch * values.tiles, sums.most, 1);
#pragma omp parallel num_threads(threads)
  {
    // One segment after another by all threads: the sums over tiles grow in the same memory.
    for (std::int64_t s = 0; s < segments.count; ++s) {
      const std::int64_t first = segments.begin(s), tiles = segments.begin(s + 1) - first;
      constexpr std::int64_t at_once = 8;
#pragma omp for schedule(static)
      for (std::int64_t begin = 0; begin < tiles; begin += at_once) {
        const std::int64_t end = std::min(begin + at_once, tiles);
        k.values(values, first + begin, first + end, scratch + sums.v + begin * c.inputs, sums.v_point);
        k.gradients(gradients, first + begin, first + end, scratch + sums.y + begin * width, sums.y_point,
                    sums.y_panel);
      }
#pragma omp for schedule(static)
      for (std::int64_t unit = 0; unit < points_of(c) * sums.panel_count; ++unit) {
        const std::int64_t p = unit / sums.panel_count, panel = unit % sums.panel_count;
        WinogradSum sum;
        sum.v = scratch + sums.v + p * sums.v_point;
        sum.gradients = scratch + sums.y + p * sums.y_point + panel * sums.y_panel;
        sum.tiles = tiles;
        sum.inputs = c.inputs;
        sum.columns = std::min(width, c.outputs - panel * width);
        sum.begun = s > 0;
        sum.du = scratch + p * sums.du_point + panel * c.inputs * width;
        k.sum(sum);
      }
    }
#pragma omp for schedule(static)
    for (std::int64_t i = 0; i < sums.panel_count; ++i)
      k.back(weights, scratch + i * c.inputs * width, sums.du_point, i * width, dweight);
  }
}

}  // namespace rwave::gradient
