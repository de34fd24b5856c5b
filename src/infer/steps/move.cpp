#include "infer/steps/move.h"

#include <algorithm>
#include <utility>

namespace rwave::infer {
namespace {

// ONNX and PyTorch keep a series as (channels, length), all of one channel's samples side by side.
// The steps here work on (length, channels): a convolution's window then reads one run of memory,
// and vector code goes over channels whatever the kernel's width. The two ends of a network turn
// the values round.
void transpose(const float* in, std::int64_t outer, std::int64_t inner, float* out) {
  for (std::int64_t i = 0; i < outer; ++i)
    for (std::int64_t j = 0; j < inner; ++j) out[j * outer + i] = in[i * inner + j];
}

class ReadInput final : public Step {
 public:
  ReadInput(int out, std::int64_t channels, std::int64_t length)
      : Step({}, out), channels_(channels), length_(length) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    for (std::int64_t row = first; row < first + rows; ++row)
      transpose(frame.input + row * channels_ * length_, channels_, length_, frame.at<float>(writes(), row));
  }

 private:
  std::int64_t channels_, length_;
};

class WriteOutput final : public Step {
 public:
  WriteOutput(int in, std::int64_t channels, std::int64_t length)
      : Step({in}, -1), channels_(channels), length_(length) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    for (std::int64_t row = first; row < first + rows; ++row)
      transpose(frame.at<const float>(read(0), row), length_, channels_,
                frame.output + row * channels_ * length_);
  }

 private:
  std::int64_t channels_, length_;
};

class Transpose final : public Step {
 public:
  Transpose(int in, int out, std::int64_t outer, std::int64_t inner)
      : Step({in}, out), outer_(outer), inner_(inner) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    for (std::int64_t row = first; row < first + rows; ++row)
      transpose(frame.at<const float>(read(0), row), outer_, inner_, frame.at<float>(writes(), row));
  }

 private:
  std::int64_t outer_, inner_;
};

class PickChannel final : public Step {
 public:
  PickChannel(int in, int out, std::int64_t channels, std::int64_t channel, std::int64_t length)
      : Step({in}, out), channels_(channels), channel_(channel), length_(length) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    for (std::int64_t row = first; row < first + rows; ++row) {
      const float* from = frame.at<const float>(read(0), row) + channel_;
      float* to = frame.at<float>(writes(), row);
      for (std::int64_t i = 0; i < length_; ++i) to[i] = from[i * channels_];
    }
  }

 private:
  std::int64_t channels_, channel_, length_;
};

std::vector<int> reads_of(const std::vector<ConcatPart>& parts) {
  std::vector<int> reads;
  for (const ConcatPart& part : parts) reads.push_back(part.in);
  return reads;
}

// The parts are copied piece by piece: by channels every position takes a run of each part, in time
// each part is one run. Layers that wrote straight into the common buffer would need a stride in
// every kernel.
class Concat final : public Step {
 public:
  Concat(std::vector<ConcatPart> parts, int out) : Step(reads_of(parts), out), parts_(std::move(parts)) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    for (std::int64_t row = first; row < first + rows; ++row)
      for (const ConcatPart& part : parts_) put(frame, row, part);
  }

 private:
  void put(const Frame& frame, std::int64_t row, const ConcatPart& part) const {
    const float* from = frame.at<const float>(part.in, row);
    float* to = frame.at<float>(writes(), row) + part.place.at;
    for (std::int64_t i = 0; i < part.place.blocks; ++i, from += part.place.block, to += part.place.stride)
      std::copy_n(from, part.place.block, to);
  }

  std::vector<ConcatPart> parts_;
};

}  // namespace

std::unique_ptr<Step> make_read_input(int out, std::int64_t channels, std::int64_t length) {
  return std::make_unique<ReadInput>(out, channels, length);
}

std::unique_ptr<Step> make_write_output(int in, std::int64_t channels, std::int64_t length) {
  return std::make_unique<WriteOutput>(in, channels, length);
}

std::unique_ptr<Step> make_transpose(int in, int out, std::int64_t outer, std::int64_t inner) {
  return std::make_unique<Transpose>(in, out, outer, inner);
}

std::unique_ptr<Step> make_pick_channel(int in, int out, std::int64_t channels, std::int64_t channel,
                                        std::int64_t length) {
  return std::make_unique<PickChannel>(in, out, channels, channel, length);
}

std::unique_ptr<Step> make_concat(std::vector<ConcatPart> parts, int out) {
  return std::make_unique<Concat>(std::move(parts), out);
}

}  // namespace rwave::infer
