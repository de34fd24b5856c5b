#include "infer/steps/pool.h"

#include <algorithm>

namespace rwave::infer {
namespace {

// Windows are cut to the samples that there are, so that no padding has to be written for a pool
// and its input can be anybody's buffer.
class Pool : public Step {
 public:
  explicit Pool(const PoolShape& shape) : Step({shape.in}, shape.out), shape_(shape) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    for (std::int64_t row = first; row < first + rows; ++row) {
      for (std::int64_t t = 0; t < shape_.out_length; ++t) {
        const std::int64_t begin = t * shape_.stride - shape_.pad_begin;
        const std::int64_t end = begin + shape_.kernel;
        // ceil_mode's last window may pass the padding, too; what is counted ends with the padding.
        const std::int64_t padded_end = std::min(end, shape_.length + shape_.pad_end);
        const Window window{t, std::max<std::int64_t>(begin, 0), std::min(end, shape_.length),
                            padded_end - begin};
        pool(frame, row, window);
      }
    }
  }

 protected:
  struct Window {
    std::int64_t t, begin, end;
    std::int64_t padded;  // samples, padding included
  };
  virtual void pool(const Frame& frame, std::int64_t row, const Window& window) const = 0;

  const PoolShape shape_;
};

class MaxPool final : public Pool {
 public:
  using Pool::Pool;

 private:
  void pool(const Frame& frame, std::int64_t row, const Window& window) const override {
    // A window is whole rows of channels that follow each other in memory. The maximum over it is
    // taken channel by channel without a transposition.
    const std::int64_t from = window.begin * shape_.channels, to = window.t * shape_.channels;
    const std::int64_t count = window.end - window.begin;
    if (frame.buffers[shape_.out].is_uint8) {
      frame.kernels->max_rows_uint8(frame.at<const std::uint8_t>(shape_.in, row) + from, count,
                                    shape_.channels, frame.at<std::uint8_t>(shape_.out, row) + to);
    } else {
      frame.kernels->max_rows(frame.at<const float>(shape_.in, row) + from, count, shape_.channels,
                              frame.at<float>(shape_.out, row) + to);
    }
  }
};

class AveragePool final : public Pool {
 public:
  using Pool::Pool;

 private:
  void pool(const Frame& frame, std::int64_t row, const Window& window) const override {
    const std::int64_t count = window.end - window.begin;
    // PyTorch counts the padding by default, ONNX does not.
    const std::int64_t divisor = shape_.count_include_pad ? window.padded : count;
    frame.kernels->sum_rows(frame.at<const float>(shape_.in, row) + window.begin * shape_.channels, count,
                            shape_.channels, 1.0F / static_cast<float>(divisor),
                            frame.at<float>(shape_.out, row) + window.t * shape_.channels);
  }
};

}  // namespace

std::unique_ptr<Step> make_max_pool(const PoolShape& shape) {
  return std::make_unique<MaxPool>(shape);
}

std::unique_ptr<Step> make_average_pool(const PoolShape& shape) {
  return std::make_unique<AveragePool>(shape);
}

}  // namespace rwave::infer
