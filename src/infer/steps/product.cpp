#include "infer/steps/product.h"

namespace rwave::infer {
namespace {

std::vector<int> reads_of(const ProductShape& shape) {
  if (shape.add < 0) return {shape.in};
  return {shape.in, shape.add};
}

// A product of either kind: calls multiply with the operands of each part of the rows.
class Product : public Step {
 public:
  explicit Product(const ProductShape& shape) : Step(reads_of(shape), shape.out), shape_(shape) {}

  // Weights of a Linear layer are megabytes: read once for the whole batch. Those of a convolution
  // stay in the cache, so beats go one by one and their values stay there as well.
  bool whole_batch() const override { return shape_.linear; }

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    if (shape_.linear) {
      multiply(frame, first, rows);
    } else {
      for (std::int64_t row = first; row < first + rows; ++row) multiply(frame, row, shape_.patches);
    }
  }

 protected:
  virtual void multiply(const Frame& frame, std::int64_t row, std::int64_t rows) const = 0;

  // What Gemm and Int8Gemm have in common.
  template <typename In, typename AnyGemm>
  void place(const Frame& frame, std::int64_t row, std::int64_t rows, AnyGemm& gemm) const {
    // With padding the first patch begins before the value itself, at the zeros that are kept
    // around it.
    gemm.a = frame.at<const In>(shape_.in, row) + shape_.first;
    gemm.lda = shape_.linear ? frame.row_stride(shape_.in) : shape_.step;
    gemm.rows = rows;
    gemm.cols = shape_.cols;
    gemm.out_stride = shape_.linear ? frame.row_stride(shape_.out) : shape_.cols;
    gemm.relu = shape_.relu;
    if (shape_.add >= 0) {
      gemm.add = frame.at<const float>(shape_.add, row);
      gemm.add_stride = shape_.linear ? frame.row_stride(shape_.add) : shape_.cols;
    }
  }

  const ProductShape shape_;
};

class FloatProduct final : public Product {
 public:
  FloatProduct(const ProductShape& shape, AlignedBuffer panels, AlignedBuffer bias)
      : Product(shape), panels_(std::move(panels)), bias_(std::move(bias)) {}

 private:
  void multiply(const Frame& frame, std::int64_t row, std::int64_t rows) const override {
    Gemm gemm;
    place<float>(frame, row, rows, gemm);
    gemm.depth = shape_.depth;
    gemm.panels = panels_.as<const float>();
    gemm.bias = bias_.as<const float>();
    gemm.out = frame.at<float>(shape_.out, row);
    frame.kernels->gemm(gemm);
  }

  AlignedBuffer panels_, bias_;
};

class Int8Product final : public Product {
 public:
  Int8Product(const ProductShape& shape, Int8Weights weights)
      : Product(shape), weights_(std::move(weights)) {}

 private:
  void multiply(const Frame& frame, std::int64_t row, std::int64_t rows) const override {
    Int8Gemm gemm;
    place<std::uint8_t>(frame, row, rows, gemm);
    // Weights are packed in groups of four along the depth, as the 8-bit dot product takes four
    // bytes at once; the last group is filled up with zeros, which add nothing.
    gemm.depth = (shape_.depth + 3) / 4 * 4;
    gemm.panels = weights_.panels.as<const std::int8_t>();
    gemm.start = weights_.start.as<const std::int32_t>();
    gemm.factor = weights_.factor.as<const float>();
    gemm.bias = weights_.bias.as<const float>();
    gemm.zero_point = weights_.zero_point;
    if (frame.buffers[shape_.out].is_uint8) {
      gemm.out_uint8 = frame.at<std::uint8_t>(shape_.out, row);
    } else {
      gemm.out = frame.at<float>(shape_.out, row);
    }
    frame.kernels->gemm_int8(gemm);
  }

  Int8Weights weights_;
};

}  // namespace

std::unique_ptr<Step> make_float_product(const ProductShape& shape, AlignedBuffer panels,
                                         AlignedBuffer bias) {
  return std::make_unique<FloatProduct>(shape, std::move(panels), std::move(bias));
}

std::unique_ptr<Step> make_int8_product(const ProductShape& shape, Int8Weights weights) {
  return std::make_unique<Int8Product>(shape, std::move(weights));
}

}  // namespace rwave::infer
