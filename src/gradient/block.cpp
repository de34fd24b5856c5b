#include "gradient/block.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "gradient/kernels/gradient_kernels.h"
#include "rwave/error.h"

namespace rwave::gradient {
Convolution Block::convolution_of(const SeriesLayout& in) const {
  Convolution c;
  c.batch = in.samples;
  c.pitch = in.pitch;
  c.length = (in.length + 2 * shape_.padding - shape_.taps) / shape_.stride + 1;
  c.inputs = shape_.inputs;
  c.outputs = shape_.outputs;
  c.taps = shape_.taps;
  c.stride = shape_.stride;
  c.padding = shape_.padding;
  return c;
}

SeriesLayout Block::layout_of(const SeriesLayout& in) const {
  // The padding is rows of zeros that the stage before has left: there must be enough of them.
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
  rows.z = z_ + sample * convolution_.z_pitch() * shape_.outputs;
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
  add_ = shortcut ? *add : SeriesLayout{};
  if (shortcut) {
    if (add_.channels != shape_.outputs || add_.length != convolution_.length)
      throw Error(fmt::format("a shortcut of {} channels of {} samples next to {} of {}", add_.channels,
                              add_.length, shape_.outputs, convolution_.length));
  }
  const Convolution& c = convolution_;
  // Where nothing lies between, the convolution writes the output itself: one pass over memory less.
  z_ = writes_out_itself() ? out + out_.ahead * out_.channels
                           : z_memory_.at_least(c.batch * c.z_pitch() * c.outputs);
  conv_forward(c, x + (in.ahead - shape_.padding) * in.channels, weights.weight, weights.bias,
               shape_.relu && writes_out_itself(), z_, scratch_->at_least(convolution_scratch(c)), threads);
  if (shape_.norm && training)
    normalise_by_batch(z_, {c.batch, c.z_pitch(), c.length, c.outputs}, weights.norm, add_up, normalisation_,
                       threads);
  else if (shape_.norm)
    normalise_by_running(weights.norm, c.outputs, normalisation_);
  finish(shortcut, out, threads);
}

// Nothing but ReLU is between the convolution and the output, which lies as z does.
bool Block::writes_out_itself() const {
  return !shape_.norm && shape_.pooling == Pooling::none && add_.samples == 0 &&
         convolution_.z_pitch() == out_.pitch;
}

// From z to the output, and zeros between its samples.
void Block::finish(const float* shortcut, float* out, int threads) const {
  const std::int64_t ahead = out_.ahead * out_.channels, filled = out_.length * out_.channels;
  const std::int64_t pitch = out_.pitch * out_.channels;
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::int64_t b = 0; b < out_.samples; ++b) {
    float* sample = out + b * pitch;
    if (!writes_out_itself()) {
      RowsForward rows = rows_of(b, shortcut);
      rows.out = sample + ahead;
      kernels().forward_rows(rows);
    }
    // The next convolution's padding.
    std::fill(sample, sample + ahead, 0.0F);
    std::fill(sample + ahead + filled, sample + pitch, 0.0F);
  }
}

// g takes d loss / d v of every row of z, zeros between the samples; `parts` takes the samples' parts of the
// sums (normalise.h).
void Block::route(const float* shortcut, const ActivationGradients& activations, float* g, float* parts,
                  int threads) const {
  const Convolution& c = convolution_;
  const std::int64_t filled = c.length * c.outputs, pitch = c.z_pitch() * c.outputs;
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::int64_t b = 0; b < c.batch; ++b) {
    RowsBackward rows;
    rows.forward = rows_of(b, shortcut);
    rows.rows = c.length;
    rows.dout = activations.dout + (b * out_.pitch + out_.ahead) * out_.channels;
    rows.g = g + b * pitch;
    kernels().backward_rows(rows);
    std::fill(rows.g + filled, rows.g + pitch, 0.0F);
    gradient_sums(rows.g, rows.forward.z, c.length, c.outputs, shape_.norm ? &normalisation_ : nullptr,
                  parts + b * 2 * c.outputs);
    if (activations.dshortcut)
      std::copy(rows.g, rows.g + filled,
                activations.dshortcut + (b * add_.pitch + add_.ahead) * add_.channels);
  }
}

// The gradients that are sums over g, of this process.
void Block::write_sums(const std::vector<double>& sums, const ParameterGradients& parameters) const {
  const auto channels = static_cast<std::size_t>(shape_.outputs);
  for (std::size_t c = 0; c < channels; ++c) {
    if (parameters.gamma)
      parameters.gamma[c] = static_cast<float>(sums[channels + c] * normalisation_.inverse[c]);
    if (parameters.beta) parameters.beta[c] = static_cast<float>(sums[c]);
    if (!parameters.bias) continue;
    // A bias before a normalisation by the batch's own mean moves nothing.
    const bool moves = !shape_.norm || normalisation_.rows == 0;
    const double gain = shape_.norm ? normalisation_.scale[c] : 1;
    parameters.bias[c] = moves ? static_cast<float>(sums[c] * gain) : 0;
  }
}

void Block::backward(const float* x, const float* shortcut, const BlockWeights& weights, const AddUp& add_up,
                     const ActivationGradients& activations, const ParameterGradients& parameters,
                     int threads) {
  const Convolution& c = convolution_;
  const std::int64_t ahead = c.zeros_ahead() * c.outputs, values = c.batch * c.z_pitch() * c.outputs;
  // One piece of memory for all that this call needs; nothing of it is read after it.
  float* memory = scratch_->at_least(ahead + values + convolution_scratch(c) + c.batch * 2 * c.outputs);
  float* g = memory + ahead;
  float* parts = g + values;
  float* scratch = parts + c.batch * 2 * c.outputs;
  std::fill(memory, g, 0.0F);
  route(shortcut, activations, g, parts, threads);
  // In the order of the samples, so that sums do not depend on the number of threads.
  std::vector<double> sums = added_up(parts, c.batch, c.outputs);
  write_sums(sums, parameters);
  if (shape_.norm) {
    // The gradients of gamma and beta stay this process's; only the norm's own need everybody's.
    if (add_up && normalisation_.rows > 0) add_up(sums.data(), static_cast<std::int64_t>(sums.size()));
    normalise_backward(g, z_, {c.batch, c.z_pitch(), c.length, c.outputs}, normalisation_, sums, threads);
  }
  // More zeros may lie in front of a sample than this convolution reads.
  const std::int64_t skipped = in_.ahead - shape_.padding, offset = skipped * in_.channels;
  if (parameters.weight) conv_backward_weight(c, x + offset, g, parameters.weight, scratch, threads);
  if (activations.dx)
    conv_backward_input(c, g, weights.weight, activations.addend ? activations.addend + offset : nullptr,
                        activations.dx + offset, in_.samples * in_.pitch - skipped, scratch, threads);
}

}  // namespace rwave::gradient
