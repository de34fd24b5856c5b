#pragma once
// The last values of a signal, contiguous, by their absolute index.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rwave {

// Keeps at least the last `keep` values pushed. They lie side by side in memory, so that a filter reads them
// with one pointer; a ring would need a modulus at each tap. The price is a move of `keep` values every
// 3 * `keep` pushes.
class History {
 public:
  static constexpr std::size_t beyond = 8;

  // The first value pushed has index `first`; a negative one makes room for what comes before the recording.
  History(std::size_t keep, std::int64_t first)
      : keep_(keep), most_(4 * keep), data_(most_ + beyond), base_(first) {}

  // Appends a value; the oldest may leave.
  void push(float value) {
    if (size_ == most_) make_room();
    data_[size_++] = value;
  }

  // The same for values that are no part of this history, in their order.
  void append(std::span<const float> values) {
    while (!values.empty()) {
      if (size_ == most_) make_room();
      const std::size_t count = std::min(values.size(), most_ - size_);
      std::copy_n(values.data(), count, data_.data() + size_);
      size_ += count;
      values = values.subspan(count);
    }
  }

  // Replaces a value that is still kept.
  void overwrite(std::int64_t index, float value) { data_[static_cast<std::size_t>(index - base_)] = value; }

  // Index one past the newest value, and of the oldest that is still kept.
  std::int64_t end() const { return base_ + static_cast<std::int64_t>(size_); }
  std::int64_t begin() const { return base_; }

  // The value at `index`, which must be in begin() .. end() - 1; its neighbours follow and precede it. Up to
  // `beyond` floats behind the newest value may be read and mean nothing: filters give eight results at a
  // time.
  const float* at(std::int64_t index) const { return data_.data() + (index - base_); }
  float operator[](std::int64_t index) const { return *at(index); }

 private:
  // Full: the last `keep_` values move to the front.
  void make_room() {
    const float* kept = data_.data() + (most_ - keep_);
    std::copy(kept, kept + keep_, data_.begin());
    base_ += static_cast<std::int64_t>(size_ - keep_);
    size_ = keep_;
  }

  // Values that are always kept, and those that there is memory for.
  std::size_t keep_, most_;
  std::vector<float> data_;
  std::size_t size_ = 0;
  // Absolute index of data_[0].
  std::int64_t base_;
};

}  // namespace rwave
