#pragma once
// The caller's memory, handed out once at the start.

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rwave::embedded {

// Takes pieces of a block of memory, zeroed, in the order asked for; nothing is given back. Without a block
// it only counts, so that the size is that of the same calls: one list of pieces, not two that must agree.
class Arena {
 public:
  Arena() = default;
  explicit Arena(void* memory) : memory_(static_cast<std::byte*>(memory)) {}

  template <class Value>
  Value* take(std::size_t count) {
    static_assert(alignof(Value) <= alignment);
    const std::size_t at = (used_ + alignof(Value) - 1) / alignof(Value) * alignof(Value);
    used_ = at + count * sizeof(Value);
    if (memory_ == nullptr) return nullptr;
    std::memset(memory_ + at, 0, count * sizeof(Value));
    return reinterpret_cast<Value*>(memory_ + at);
  }

  std::size_t used() const { return used_; }

  static constexpr std::size_t alignment = 8;

 private:
  std::byte* memory_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace rwave::embedded
