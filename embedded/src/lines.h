#pragma once
// The last values of a signal in the arena: side by side (Line), as converter counts (CountRing), as bits, as
// a queue.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "arena.h"
#include "rwave_embedded.h"

namespace rwave::embedded {

// As signal/detect/history.h, with a little slack instead of three times what is kept: a device has more time
// than memory.
class Line {
 public:
  Line() = default;
  Line(Arena& arena, std::int64_t keep, std::int64_t first)
      : keep_(static_cast<std::int32_t>(keep)), size_(keep_ + slack), base_(first) {
    data_ = arena.take<float>(static_cast<std::size_t>(size_));
  }

  void push(float value) {
    if (used_ == size_) {
      std::copy(data_ + (size_ - keep_), data_ + size_, data_);
      base_ += size_ - keep_;
      used_ = keep_;
    }
    data_[used_++] = value;
  }
  // Nothing is kept; the next value is that of `index`.
  void restart(std::int64_t index) {
    base_ = index;
    used_ = 0;
  }
  void overwrite(std::int64_t index, float value) { data_[index - base_] = value; }

  std::int64_t begin() const { return base_; }
  std::int64_t end() const { return base_ + used_; }
  const float* at(std::int64_t index) const { return data_ + static_cast<std::int32_t>(index - base_); }
  float operator[](std::int64_t index) const { return *at(index); }

 private:
  // Moving what is kept every eighth value costs 1 % of a sample's instructions; 32 would cost 400 bytes.
  static constexpr std::int32_t slack = 8;

  float* data_ = nullptr;
  std::int32_t keep_ = 0, size_ = 0, used_ = 0;
  std::int64_t base_ = 0;
};

// The lead's last seconds as they came, two bytes per sample; mV where they are asked for.
class CountRing {
 public:
  CountRing() = default;
  CountRing(Arena& arena, std::int64_t keep, const rwave_embedded_config& config)
      : size_(static_cast<std::int32_t>(keep)), per_mv_(config.counts_per_mv), baseline_(config.baseline) {
    data_ = arena.take<std::int16_t>(static_cast<std::size_t>(keep));
  }

  void push(std::int16_t count) {
    data_[next_] = count;
    if (++next_ == size_) next_ = 0;
    ++end_;
  }

  std::int64_t end() const { return end_; }
  std::int64_t begin() const { return std::max<std::int64_t>(0, end_ - size_); }

  // mV; NaN = not recorded. Beyond the end the last sample goes on, as the detector's finish has it.
  float operator[](std::int64_t index) const {
    const auto back = static_cast<std::int32_t>(end_ - std::min(index, end_ - 1));
    const std::int16_t count = data_[back <= next_ ? next_ - back : next_ - back + size_];
    if (count == RWAVE_EMBEDDED_MISSING) return std::numeric_limits<float>::quiet_NaN();
    return static_cast<float>(count - baseline_) / per_mv_;
  }

 private:
  std::int16_t* data_ = nullptr;
  std::int32_t size_ = 0, next_ = 0;
  float per_mv_ = 1;
  std::int32_t baseline_ = 0;
  std::int64_t end_ = 0;
};

// A sample or working sample of the last days by its lower half: `near` is less than half a turn away, whole.
inline std::int64_t whole(std::uint32_t low, std::int64_t near) {
  return near - static_cast<std::int32_t>(static_cast<std::uint32_t>(near) - low);
}

// The same of a working sample of the last minutes, by its lower quarter.
inline std::int64_t whole(std::uint16_t low, std::int64_t near) {
  return near - static_cast<std::int16_t>(static_cast<std::uint16_t>(near) - low);
}

// A beat that waits: its label's place among network_labels in three bits, its sample's lower 29 in the rest.
// `near` is within 2^28 samples, 37 hours at 2000 Hz.
class PackedBeat {
 public:
  PackedBeat() = default;
  PackedBeat(std::int64_t sample, std::uint32_t label)
      : bits_(static_cast<std::uint32_t>(sample) << 3 | label) {}

  std::int64_t sample(std::int64_t near) const {
    const std::uint32_t ahead = (static_cast<std::uint32_t>(near) << 3) - (bits_ & ~std::uint32_t{7});
    return near - static_cast<std::int32_t>(ahead) / 8;
  }
  std::uint32_t label() const { return bits_ & 7; }

 private:
  std::uint32_t bits_ = 0;
};

// Of each of the last samples one bit; 0 before the first.
class BitRing {
 public:
  BitRing() = default;
  BitRing(Arena& arena, std::int64_t keep)
      : mask_(static_cast<std::uint32_t>(std::bit_ceil(static_cast<std::uint32_t>(keep))) - 1) {
    words_ = arena.take<std::uint32_t>((mask_ + 32) / 32);
  }

  void set(std::int64_t index, bool value) {
    const std::uint32_t at = static_cast<std::uint32_t>(index) & mask_, bit = std::uint32_t{1} << (at % 32);
    words_[at / 32] = value ? words_[at / 32] | bit : words_[at / 32] & ~bit;
  }
  bool operator[](std::int64_t index) const {
    const std::uint32_t at = static_cast<std::uint32_t>(index) & mask_;
    return (words_[at / 32] >> (at % 32) & 1) != 0;
  }

 private:
  std::uint32_t* words_ = nullptr;
  std::uint32_t mask_ = 0;
};

// First in, first out; of a full one the oldest is lost.
template <class Value, std::size_t most>
class Queue {
 public:
  void push_back(const Value& value) {
    if (size_ == most) pop_front();
    values_[(first_ + size_++) % most] = value;
  }
  void pop_front() {
    first_ = static_cast<std::uint8_t>((first_ + 1) % most);
    --size_;
  }
  Value& operator[](std::size_t i) { return values_[(first_ + i) % most]; }
  const Value& operator[](std::size_t i) const { return values_[(first_ + i) % most]; }
  Value& front() { return (*this)[0]; }
  std::size_t size() const { return size_; }
  std::size_t room() const { return most - size_; }
  bool empty() const { return size_ == 0; }
  void clear() { first_ = size_ = 0; }

 private:
  static_assert(2 * most <= 256);
  std::array<Value, most> values_{};
  std::uint8_t first_ = 0, size_ = 0;
};

}  // namespace rwave::embedded
