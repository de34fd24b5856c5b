#include "gradient/block.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "gradient/kernels/kernels.h"
#include "rwave/error.h"

namespace rwave::gradient {
namespace {

float* grown(infer::AlignedBuffer& buffer, std::int64_t values) {
  const std::size_t bytes = static_cast<std::size_t>(values) * sizeof(float);
  if (buffer.size() < bytes) buffer = infer::AlignedBuffer(bytes);
  return buffer.as<float>();
}

}  // namespace

float* Scratch::at_least(std::int64_t values) {
  return grown(buffer_, values);
}

Convolution Block::convolution_of(const SeriesLayout& in) const {
  Convolution c;
  c.batch = in.samples;
  c.pitch = in.pitch;
  c.length = (in.length + 2 * shape_.padding - shape_.taps) / shape_.stride + 1;
  c.inputs = shape_.inputs;
  c.outputs = shape_.outputs;
  c.taps = shape_.taps;
  c.stride = shape_.stride;
  return c;
}

SeriesLayout Block::layout_of(const SeriesLayout& in) const {
  const std::int64_t behind = in.pitch - in.ahead - in.length;
  const bool fits = in.channels == shape_.inputs && in.ahead >= shape_.padding && behind >= shape_.padding &&
                    in.pitch % shape_.stride == 0 && in.length + 2 * shape_.padding >= shape_.taps;
  const std::int64_t length = fits ? convolution_of(in).length : 0;
  if (length < shape_.window) {
    throw Error(fmt::format("{} channels of {} samples (of {} in memory, {} ahead) do not fit a convolution",
                            in.channels, in.length, in.pitch, in.ahead));
  }
  SeriesLayout out;
  out.samples = in.samples;
  out.channels = shape_.outputs;
  out.length = (length - shape_.window) / shape_.pool_stride + 1;
  out.ahead = shape_.out_ahead;
  const std::int64_t pitch = out.length + 2 * shape_.out_ahead;
  out.pitch = (pitch + shape_.out_multiple - 1) / shape_.out_multiple * shape_.out_multiple;
  return out;
}

RowsForward Block::rows_of(std::int64_t sample, const float* shortcut) const {
  RowsForward rows;
  rows.z = z_.as<float>() + sample * convolution_.z_pitch() * shape_.outputs;
  if (shape_.norm) {
    rows.scale = normalisation_.scale.data();
    rows.shift = normalisation_.shift.data();
  }
  if (shortcut) rows.add = shortcut + (sample * add_.pitch + add_.ahead) * add_.channels;
  rows.channels = shape_.outputs;
  rows.out_rows = out_.length;
  rows.window = shape_.window;
  rows.stride = shape_.pool_stride;
  rows.pooling = shape_.pooling;
  rows.relu = shape_.relu;
  return rows;
}

void Block::forward(const SeriesLayout& in, const float* x, const SeriesLayout* add, const float* shortcut,
                    const BlockWeights& weights, bool training, const AddUp& add_up, float* out,
                    int threads) {
  out_ = layout_of(in);
  in_ = in;
  convolution_ = convolution_of(in);
  if (shortcut) {
    add_ = *add;
    if (add_.channels != shape_.outputs || add_.length != convolution_.length)
      throw Error(fmt::format("a shortcut of {} channels of {} samples beside {} of {}", add_.channels,
                              add_.length, shape_.outputs, convolution_.length));
  }
  const Convolution& c = convolution_;
  float* z = grown(z_, c.batch * c.z_pitch() * c.outputs);
  convolve(c, x + (in.ahead - shape_.padding) * in.channels, weights.weight, weights.bias, z,
           scratch_->at_least(c.weights()), threads);
  if (shape_.norm && training)
    normalise_by_batch(z, {c.batch, c.z_pitch(), c.length, c.outputs}, weights.norm, add_up, normalisation_,
                       threads);
  else if (shape_.norm)
    normalise_by_running(weights.norm, c.outputs, normalisation_);
  const std::int64_t ahead = out_.ahead * out_.channels, filled = out_.length * out_.channels;
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::int64_t b = 0; b < c.batch; ++b) {
    float* sample = out + b * out_.pitch * out_.channels;
    RowsForward rows = rows_of(b, shortcut);
    rows.out = sample + ahead;
    kernels().forward_rows(rows);
    std::fill(sample, sample + ahead, 0.0F);
    std::fill(sample + ahead + filled, sample + out_.pitch * out_.channels, 0.0F);
  }
}

// g takes d loss / d v of every row of z, zeros between the samples.
void Block::route(const float* shortcut, const float* dout, float* g, float* dshortcut, float* lines,
                  int threads) const {
  const Convolution& c = convolution_;
  const std::int64_t filled = c.length * c.outputs, pitch = c.z_pitch() * c.outputs;
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::int64_t b = 0; b < c.batch; ++b) {
    RowsBackward rows;
    rows.forward = rows_of(b, shortcut);
    rows.rows = c.length;
    rows.dout = dout + (b * out_.pitch + out_.ahead) * out_.channels;
    rows.g = g + b * pitch;
    rows.line = lines + b * 2 * c.outputs;
    kernels().backward_rows(rows);
    std::fill(rows.g + filled, rows.g + pitch, 0.0F);
    if (dshortcut)
      std::copy(rows.g, rows.g + filled, dshortcut + (b * add_.pitch + add_.ahead) * add_.channels);
  }
}

void Block::backward(const float* x, const float* shortcut, const BlockWeights& weights, const AddUp& add_up,
                     const float* dout, float* dx, float* dshortcut, const BlockGradients& gradients,
                     int threads) {
  const Convolution& c = convolution_;
  const std::int64_t ahead = c.zeros_ahead() * c.outputs, values = c.batch * c.z_pitch() * c.outputs;
  float* memory = scratch_->at_least(ahead + values + c.weights() + c.batch * 2 * c.outputs);
  float* g = memory + ahead;
  float* matrix = g + values;
  std::fill(memory, g, 0.0F);
  route(shortcut, dout, g, dshortcut, matrix + c.weights(), threads);
  const Batch batch{c.batch, c.z_pitch(), c.length, c.outputs};
  const Normalisation* n = shape_.norm ? &normalisation_ : nullptr;
  normalise_back(g, z_.as<float>(), batch, n, add_up, n ? gradients.gamma : nullptr,
                 n ? gradients.beta : gradients.bias, threads);
  if (n && gradients.bias) {
    // A bias before a normalisation by the batch's own mean moves nothing.
    std::fill(gradients.bias, gradients.bias + c.outputs, 0.0F);
    if (n->rows == 0) normalise_back(g, nullptr, batch, nullptr, {}, nullptr, gradients.bias, threads);
  }
  const std::int64_t offset = (in_.ahead - shape_.padding) * in_.channels;
  if (gradients.weight) convolve_back_to_weight(c, x + offset, g, gradients.weight, matrix, threads);
  if (dx)
    convolve_back_to_input(c, g, weights.weight, dx + offset,
                           in_.samples * in_.pitch - (in_.ahead - shape_.padding), matrix, threads);
}

}  // namespace rwave::gradient
