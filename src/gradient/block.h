#pragma once
// The unit that convolutional networks are made of: convolution, BatchNorm, addition of a shortcut, ReLU,
// pooling, each but the first left out where a network has none; forward and back. Between the parts only z,
// the convolution's result, is kept.

#include <cstdint>

#include "gradient/convolution.h"
#include "gradient/memory.h"
#include "gradient/normalise.h"
#include "gradient/row_passes.h"

namespace rwave::gradient {

// How a batch of series lies in memory: sample b's row t at ((b * pitch + ahead + t) * channels). The rows
// between samples are zeros in what a block reads and writes forward: they are the next convolution's
// padding. In gradients they hold anything.
struct SeriesLayout {
  std::int64_t samples = 0;
  std::int64_t channels = 0;
  // Rows of one sample that hold values.
  std::int64_t length = 0;
  // Rows of zeros in front of each sample, and rows from one sample's first to the next one's.
  std::int64_t ahead = 0;
  std::int64_t pitch = 0;

  std::int64_t values() const { return samples * pitch * channels; }
  bool operator==(const SeriesLayout&) const = default;
};

// A series as rows (samples, channels * length), channel by channel, and back; the rows between samples are
// left out, and left alone.
void to_channels_first(const SeriesLayout& layout, const float* series, float* rows);
void to_channels_last(const SeriesLayout& layout, const float* rows, float* series);

// What a block consists of. Fixed but for the layout of its output, which the next block decides.
struct BlockShape {
  std::int64_t inputs = 0, outputs = 0;
  // Of the convolution; padding in rows of zeros at either end.
  int taps = 1, stride = 1, padding = 0;
  // Whether there are a BatchNorm and a ReLU.
  bool norm = false, relu = false;
  Pooling pooling = Pooling::none;
  // 1, 1 without pooling.
  int window = 1, pool_stride = 1;
  // Rows of zeros around each sample of the output.
  std::int64_t out_ahead = 0;
  // Its pitch is a multiple of this, the next convolution's stride.
  std::int64_t out_multiple = 1;
};

// Where the parameters lie; they are the network's own, and must stay there from forward() to backward().
struct BlockWeights {
  // (outputs, inputs, taps).
  const float* weight = nullptr;
  // One value per output; null: none, as before a BatchNorm, which would take it away again.
  const float* bias = nullptr;
  // Read where shape.norm is set only.
  NormWeights norm;
};

// Where gradients go, laid out as the parameters, overwritten; null: not wanted, for a frozen layer.
struct ParameterGradients {
  float* weight = nullptr;
  float* bias = nullptr;
  float* gamma = nullptr;
  float* beta = nullptr;
};

// Gradients of the backward pass by value, not by weight: of the output, and where those of the inputs go.
struct ActivationGradients {
  // Of the output, laid out as it; rows between samples are not read.
  const float* dout = nullptr;
  // Null: not wanted.
  float* dx = nullptr;
  // The shortcut's, laid out as the shortcut; null: not wanted.
  float* dshortcut = nullptr;
  // Laid out as dx, which it may be: added to it.
  const float* addend = nullptr;
};

// A block of one network: its shape, and what a forward pass leaves for the backward pass.
class Block {
 public:
  // `scratch` is in use within one call only: all blocks of a network share it.
  Block(const BlockShape& shape, Memory& scratch) : shape_(shape), scratch_(&scratch) {}

  const BlockShape& shape() const { return shape_; }

  // How the output is to lie: rows of zeros around each sample, a pitch that is a multiple of `multiple`.
  void lay_out(std::int64_t ahead, std::int64_t multiple) {
    shape_.out_ahead = ahead;
    shape_.out_multiple = multiple;
  }

  // The output's layout for an input's. Error where the input has not the channels, the rows ahead or the
  // length that the convolution needs.
  SeriesLayout layout_of(const SeriesLayout& in) const;

  // in (layout `in`), add (layout `add`, null: none; as long as z), out (layout_of(in), every row written).
  // `training` normalises by the batch. `add_up` as in normalise.h.
  void forward(const SeriesLayout& in, const float* x, const SeriesLayout* add, const float* shortcut,
               const BlockWeights& weights, bool training, const AddUp& add_up, float* out, int threads);

  // After forward with the same arguments, whose output is still as it was. Slopes are laid out as the values
  // that they belong to.
  void backward(const float* x, const float* shortcut, const BlockWeights& weights, const AddUp& add_up,
                const ActivationGradients& activations, const ParameterGradients& parameters, int threads);

 private:
  // The block's convolution over such an input.
  Convolution convolution_of(const SeriesLayout& in) const;
  RowsForward rows_of(std::int64_t sample, const float* shortcut) const;
  bool writes_out_itself() const;
  void finish(const float* shortcut, float* out, int threads) const;
  // Backward through pooling, ReLU and addition, with the sums that BatchNorm needs.
  void route(const float* shortcut, const ActivationGradients& activations, float* g, float* parts,
             int threads) const;
  void write_sums(const std::vector<double>& sums, const ParameterGradients& parameters) const;

  BlockShape shape_;
  Memory* scratch_;
  Convolution convolution_;
  SeriesLayout in_, add_, out_;
  Memory z_memory_;
  // What the convolution gave, or where it went to at once: the output.
  float* z_ = nullptr;
  Normalisation normalisation_;
};

}  // namespace rwave::gradient
