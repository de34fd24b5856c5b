#pragma once
// What a plan is made of: buffers, and steps that fill one from others.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "infer/kernels/kernels.h"

namespace rwave::infer {

// Where one value of the network lies. Series are channels-last: [length][channels]; around a row's values
// lie those of the padding that convolutions read.
struct Buffer {
  // Bytes, as a rounded value has them; else float32.
  bool is_uint8 = false;
  // Elements of one row's value, padding not counted.
  std::int64_t elements = 0;
  // Elements of padding before a row's values, and behind them.
  std::int64_t pad_begin = 0;
  std::int64_t pad_end = 0;
  // Of uint8 ones their zero point, the byte that stands for 0; float padding is 0 in every byte.
  std::uint8_t pad_value = 0;
  // One place for each row of the batch, else one place that every row uses after the other. This and the
  // rest is laid out by the planner.
  bool whole_batch = false;
  // Bytes in the arena.
  std::size_t offset = 0;
  // From a row to the next; 0 unless whole_batch.
  std::size_t row_bytes = 0;

  std::size_t element_bytes() const { return is_uint8 ? 1 : 4; }
  std::size_t bytes() const {
    return static_cast<std::size_t>(pad_begin + elements + pad_end) * element_bytes();
  }
};

// The memory of one run: the arena, the rows that go in, the scores that come out.
struct Frame {
  // Where all buffers lie, each at its offset.
  std::byte* arena = nullptr;
  const Buffer* buffers = nullptr;
  const Kernels* kernels = nullptr;
  // The caller's rows and scores, read by the first step and written by the last.
  const float* input = nullptr;
  float* output = nullptr;

  // The first of row's values, behind the padding.
  template <typename T>
  T* at(int buffer, std::int64_t row) const {
    const Buffer& b = buffers[buffer];
    return reinterpret_cast<T*>(arena + b.offset + b.row_bytes * static_cast<std::size_t>(row)) + b.pad_begin;
  }

  // Elements from a row to the next, of a buffer for the whole batch.
  std::int64_t row_stride(int buffer) const {
    return static_cast<std::int64_t>(buffers[buffer].row_bytes / buffers[buffer].element_bytes());
  }
};

// One step: pure arithmetic on buffers, without allocation.
class Step {
 public:
  // Buffers by their index in the plan, from which the planner knows how long each must live.
  explicit Step(std::vector<int> reads, int writes) : reads_(std::move(reads)), writes_(writes) {}
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  virtual ~Step() = default;

  const std::vector<int>& reads() const { return reads_; }
  // The buffer that it fills; -1: the caller's scores.
  int writes() const { return writes_; }

  // Steps that take all rows at once; the others are run beat by beat, so that a beat's values stay in the
  // nearest caches from layer to layer.
  virtual bool whole_batch() const { return false; }

  // For rows first .. first + rows - 1.
  virtual void run(const Frame& frame, std::int64_t first, std::int64_t rows) const = 0;

 protected:
  // For steps of several inputs, in the order in which they were given.
  int read(std::size_t i) const { return reads_[i]; }

 private:
  std::vector<int> reads_;
  int writes_;
};

}  // namespace rwave::infer
