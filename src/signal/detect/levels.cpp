#include "signal/detect/levels.h"

#include <cmath>

#include "math/rank_of_many.h"

namespace rwave {

BlockLevels::BlockLevels(double rate) : block_(static_cast<std::size_t>(std::lround(block_seconds * rate))) {
  values_.reserve(block_);
}

bool BlockLevels::push(std::span<const float> envelope, std::size_t missing) {
  values_.insert(values_.end(), envelope.begin(), envelope.end());
  missing_ += missing;
  if (values_.size() < block_) return false;
  memory_.end_block(values_, missing_,
                    [](std::span<float> values) { return rank_of_many(values, values.size() / 2); });
  values_.clear();
  missing_ = 0;
  return true;
}

}  // namespace rwave
