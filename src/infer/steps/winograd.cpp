// A convolution by Winograd's algorithm as a step.
#include <algorithm>

#include "infer/steps/product.h"

namespace rwave::infer {
namespace {

std::int64_t inputs_of(const ProductShape& shape) {
  return shape.depth / shape.taps;
}

const simd::WinogradConvolution& loops_of(const ProductShape& shape, const Kernels& kernels) {
  return shape.taps == 3 ? kernels.winograd_three : kernels.winograd_five;
}

std::int64_t tiles_of(const ProductShape& shape) {
  return (shape.patches + simd::winograd_results - 1) / simd::winograd_results;
}

// As many as fit the cache at a time, so that a long series takes no more memory than a short one.
std::int64_t tiles_at_once(const ProductShape& shape) {
  return std::min(tiles_of(shape), simd::winograd_tiles_at_once(shape.taps, inputs_of(shape)));
}

std::vector<int> reads_of(const ProductShape& shape, int scratch) {
  std::vector<int> reads{shape.in, scratch};
  if (shape.add >= 0) reads.push_back(shape.add);
  return reads;
}

// Beats go one by one, as in the other convolutions.
class Winograd final : public Step {
 public:
  Winograd(const ProductShape& shape, const simd::WinogradConvolution& loops, AlignedBuffer panels,
           AlignedBuffer bias, int scratch)
      : Step(reads_of(shape, scratch), shape.out),
        shape_(shape),
        loops_(loops),
        panels_(std::move(panels)),
        bias_(std::move(bias)),
        scratch_(scratch) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    const std::int64_t tiles = tiles_of(shape_), at_once = tiles_at_once(shape_);
    simd::WinogradForward forward;
    forward.in = {nullptr, 0, inputs_of(shape_), tiles, shape_.patches};
    forward.out = {nullptr, 0, shape_.cols, tiles, shape_.patches};
    forward.panels = panels_.as<const float>();
    forward.bias = bias_.as<const float>();
    forward.relu = shape_.relu;
    for (std::int64_t row = first; row < first + rows; ++row) {
      // With padding the first tile begins before the value itself, at the zeros that are kept around it.
      forward.in.data = frame.at<const float>(shape_.in, row) + shape_.first;
      forward.to = frame.at<float>(shape_.out, row);
      if (shape_.add >= 0) forward.addend = frame.at<const float>(shape_.add, row);
      for (std::int64_t tile = 0; tile < tiles; tile += at_once)
        loops_.forward(forward, tile, std::min(tile + at_once, tiles), frame.at<float>(scratch_, row));
    }
  }

 private:
  const ProductShape shape_;
  const simd::WinogradConvolution loops_;
  const AlignedBuffer panels_, bias_;
  const int scratch_;
};

}  // namespace

std::int64_t winograd_scratch(const ProductShape& shape) {
  return simd::winograd_memory(shape.taps, inputs_of(shape), tiles_at_once(shape));
}

AlignedBuffer pack_winograd(const ProductShape& shape, const Kernels& kernels,
                            std::span<const float> weights) {
  const std::int64_t inputs = inputs_of(shape), panels = (shape.cols + kernels.panel - 1) / kernels.panel;
  const std::int64_t values = simd::winograd_points_of(shape.taps) * inputs * kernels.panel;
  AlignedBuffer packed(static_cast<std::size_t>(panels * values) * sizeof(float));
  for (std::int64_t i = 0; i < panels; ++i)
    loops_of(shape, kernels)
        .weights({shape.taps, inputs * shape.taps, 1, inputs, shape.cols}, weights.data(), i * kernels.panel,
                 packed.as<float>() + i * values);
  return packed;
}

std::unique_ptr<Step> make_winograd(const ProductShape& shape, const Kernels& kernels, AlignedBuffer panels,
                                    AlignedBuffer bias, int scratch) {
  return std::make_unique<Winograd>(shape, loops_of(shape, kernels), std::move(panels), std::move(bias),
                                    scratch);
}

}  // namespace rwave::infer
