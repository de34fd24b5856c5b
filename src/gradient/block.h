#pragma once
// The unit that convolutional networks are made of: convolution, BatchNorm, addition of a shortcut, ReLU,
// pooling, each but the first left out where a network has none; forward and back. Between the parts only z,
// the convolution's result, is kept.

#include <cstdint>

#include "gradient/convolution.h"
#include "gradient/memory.h"
#include "gradient/normalise.h"
#include "gradient/rows.h"

namespace rwave::gradient {

// How a batch of series lies in memory: sample b's row t at ((b * pitch + ahead + t) * channels). The rows
// between samples are zeros in what a block reads and writes forward: they are the next convolution's
// padding. In gradients they hold anything.
struct SeriesLayout {
  std::int64_t samples = 0;
  std::int64_t channels = 0;
  std::int64_t length = 0;
  std::int64_t ahead = 0;
  std::int64_t pitch = 0;

  std::int64_t values() const { return samples * pitch * channels; }
  bool operator==(const SeriesLayout&) const = default;
};

// A series as rows (samples, channels * length), channel by channel, and back; the rows between samples are
// left out, and left alone.
void to_channels_first(const SeriesLayout& layout, const float* series, float* rows);
void to_channels_last(const SeriesLayout& layout, const float* rows, float* series);

struct BlockShape {
  std::int64_t inputs = 0, outputs = 0;
  int taps = 1, stride = 1, padding = 0;
  bool norm = false, relu = false;
  Pooling pooling = Pooling::none;
  int window = 1, pool_stride = 1;  // 1, 1 without pooling
  std::int64_t out_ahead = 0;       // rows of zeros around each sample of the output
  std::int64_t out_multiple = 1;    // its pitch is a multiple of this, the next convolution's stride
};

struct BlockWeights {
  const float* weight = nullptr;  // (outputs, inputs, taps)
  const float* bias = nullptr;    // null: none
  NormWeights norm;               // with shape.norm
};

// Where gradients go, overwritten; null: not wanted.
struct BlockGradients {
  float* weight = nullptr;
  float* bias = nullptr;
  float* gamma = nullptr;
  float* beta = nullptr;
};

// The slopes of a way back: of the output, and where those of the inputs go.
struct BlockSlopes {
  const float* dout = nullptr;
  float* dx = nullptr;            // null: not wanted
  float* dshortcut = nullptr;     // the same
  const float* beside = nullptr;  // laid out as dx, which it may be: added to it
};

// What a forward pass leaves for the way back.
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
                const BlockSlopes& slopes, const BlockGradients& gradients, int threads);

 private:
  Convolution convolution_of(const SeriesLayout& in) const;
  RowsForward rows_of(std::int64_t sample, const float* shortcut) const;
  bool writes_out_itself() const;
  void finish(const float* shortcut, float* out, int threads) const;
  void route(const float* shortcut, const BlockSlopes& slopes, float* g, float* parts, int threads) const;
  void write_sums(const std::vector<double>& sums, const BlockGradients& gradients) const;

  BlockShape shape_;
  Memory* scratch_;
  Convolution convolution_;
  SeriesLayout in_, add_, out_;
  Memory z_memory_;
  float* z_ = nullptr;  // what the convolution gave, or where it went to at once: the output
  Normalisation normalisation_;
};

}  // namespace rwave::gradient
