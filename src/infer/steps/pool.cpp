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
      for (std::int64_t t = 0; t < shape_.out_length;) {
        const Part part = part_from(t);
        pool(frame, row, part);
        t += part.windows.count;
      }
    }
  }

 protected:
  // Windows that follow each other and are of one size, from window t on.
  struct Part {
    std::int64_t t, begin;  // begin: first sample of the first window
    std::int64_t padded;    // samples of a window, padding included
    Windows windows;
  };
  virtual void pool(const Frame& frame, std::int64_t row, const Part& part) const = 0;

  const PoolShape shape_;

 private:
  // A window that is cut stands alone; of the whole ones all are taken at once, as a call for each is a fifth
  // of their time.
  Part part_from(std::int64_t t) const {
    const std::int64_t begin = t * shape_.stride - shape_.pad_begin, end = begin + shape_.kernel;
    Part part{t, std::max<std::int64_t>(begin, 0), shape_.kernel, {}};
    part.windows = {1, shape_.stride * shape_.channels, std::min(end, shape_.length) - part.begin,
                    shape_.channels};
    if (begin >= 0 && end <= shape_.length) {
      part.windows.count = std::min((shape_.length - end) / shape_.stride + 1, shape_.out_length - t);
    } else {
      // ceil_mode's last window may pass the padding, too; what is counted ends with the padding.
      part.padded = std::min(end, shape_.length + shape_.pad_end) - begin;
    }
    return part;
  }
};

class MaxPool final : public Pool {
 public:
  using Pool::Pool;

 private:
  void pool(const Frame& frame, std::int64_t row, const Part& part) const override {
    // A window is whole rows of channels that follow each other in memory. The maximum over it is
    // taken channel by channel without a transposition.
    const std::int64_t from = part.begin * shape_.channels, to = part.t * shape_.channels;
    if (frame.buffers[shape_.out].is_uint8) {
      frame.kernels->max_rows_uint8(frame.at<const std::uint8_t>(shape_.in, row) + from, part.windows,
                                    frame.at<std::uint8_t>(shape_.out, row) + to);
    } else {
      frame.kernels->max_rows(frame.at<const float>(shape_.in, row) + from, part.windows,
                              frame.at<float>(shape_.out, row) + to);
    }
  }
};

class AveragePool final : public Pool {
 public:
  using Pool::Pool;

 private:
  void pool(const Frame& frame, std::int64_t row, const Part& part) const override {
    // PyTorch counts the padding by default, ONNX does not.
    const std::int64_t divisor = shape_.count_include_pad ? part.padded : part.windows.rows;
    frame.kernels->sum_rows(frame.at<const float>(shape_.in, row) + part.begin * shape_.channels,
                            part.windows, 1.0F / static_cast<float>(divisor),
                            frame.at<float>(shape_.out, row) + part.t * shape_.channels);
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
