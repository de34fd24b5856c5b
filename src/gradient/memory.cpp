#include "gradient/memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace rwave::gradient {

void Memory::Release::operator()(float* data) const {
  std::free(data);
}

float* Memory::at_least(std::int64_t values) {
  if (values <= values_) return data_.get();
  constexpr std::size_t line = 64, page = std::size_t{1} << 21;
  const std::size_t wanted = static_cast<std::size_t>(values) * sizeof(float);
  // A large page for less than half of it would waste more than it saves.
  const std::size_t unit = wanted >= page / 2 ? page : line;
  const std::size_t bytes = (wanted + unit - 1) / unit * unit;
  data_.reset();  // first, so that both are never there together
  values_ = 0;
  data_.reset(static_cast<float*>(std::aligned_alloc(unit, bytes)));
  if (!data_) throw std::bad_alloc();
  if (unit == page) ::madvise(data_.get(), bytes, MADV_HUGEPAGE);  // advice: no matter where it is not taken
  // The contract says zeros, and aligned_alloc gives what was there.
  std::fill(data_.get(), data_.get() + bytes / sizeof(float), 0.0F);
  values_ = static_cast<std::int64_t>(bytes / sizeof(float));
  return data_.get();
}

}  // namespace rwave::gradient
