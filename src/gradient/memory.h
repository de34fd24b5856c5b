#pragma once
// Memory for whole batches and whole networks, aligned, in large pages, kept from step to step.

#include <cstddef>
#include <cstdint>
#include <memory>

namespace rwave::gradient {

// Floats that begin on a cache line, in large pages where the machine has them and they are worth it: a
// product walks down a matrix a row at a time, which small pages make a miss of the translation cache each.
// It grows and never shrinks, so that a step allocates nothing once the largest batch was seen.
class Memory {
 public:
  // The first `values` floats: zeros at first, later what was left there; after growth zeros again, and at
  // another address: pointers from before are void. Throws std::bad_alloc. Not for two threads at once.
  float* at_least(std::int64_t values);

  // What at_least() gave last; null before.
  float* data() const { return data_.get(); }

 private:
  // aligned_alloc's memory goes back by free.
  struct Release {
    void operator()(float* data) const;
  };
  std::unique_ptr<float, Release> data_;
  std::int64_t values_ = 0;
};

}  // namespace rwave::gradient
