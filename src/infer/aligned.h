#pragma once
// Memory for weights and activations: on cache lines, never grown.

#include <cstddef>
#include <memory>

namespace rwave::infer {

// `bytes` of memory, zeroed, at an address divisible by 64.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t bytes);

  std::byte* data() const { return data_.get(); }
  std::size_t size() const { return size_; }

  template <typename T>
  T* as() const {
    return reinterpret_cast<T*>(data_.get());
  }

 private:
  struct Release {
    std::size_t alignment;
    void operator()(std::byte* data) const;
  };
  std::unique_ptr<std::byte, Release> data_{nullptr, Release{0}};
  std::size_t size_ = 0;
};

}  // namespace rwave::infer
