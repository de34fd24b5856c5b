#include "rhythm/asystole_watch.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rwave {

AsystoleWatch::AsystoleWatch(double rate, std::size_t leads, double least)
    : rule_(rate, leads, least), block_(rule_.blocks().size()), leads_(leads) {
  for (Lead& lead : leads_) {
    lead.recent.assign(static_cast<std::size_t>(rule_.blocks().samples(quiet_signal::rise_time)),
                       std::nanf(""));
    lead.steepest.assign(static_cast<std::size_t>(rule_.blocks().kept()), 0.F);
  }
}

// Steepness and not height, over the time of a QRS flank, as quiet_between() has it. Places are counted on,
// as the divisions that would give them cost more than the rest.
void AsystoleWatch::push(std::span<const float> frames) {
  for (std::size_t at = 0; at + leads_.size() <= frames.size(); at += leads_.size(), ++frames_) {
    for (std::size_t i = 0; i < leads_.size(); ++i) {
      Lead& lead = leads_[i];
      float& before = lead.recent[recent_at_];
      const float change = std::abs(frames[at + i] - before);
      before = frames[at + i];
      float& block = lead.steepest[block_at_];
      if (in_block_ == 0) block = 0;
      block = std::isfinite(change) ? std::max(block, change) : std::numeric_limits<float>::infinity();
    }
    if (++recent_at_ == leads_.front().recent.size()) recent_at_ = 0;
    if (++in_block_ < block_) continue;
    in_block_ = 0;
    if (++block_at_ == leads_.front().steepest.size()) block_at_ = 0;
  }
}

float AsystoleWatch::steepness(std::size_t lead, std::int64_t first, std::int64_t end) const {
  const auto kept = static_cast<std::int64_t>(leads_[lead].steepest.size());
  if (!rule_.blocks().known(first, end, frames_)) return std::numeric_limits<float>::infinity();
  const std::int64_t from = std::max<std::int64_t>(0, first) / block_, to = (end - 1) / block_;
  float most = 0;
  for (std::int64_t block = from; block <= to; ++block)
    most = std::max(most, leads_[lead].steepest[static_cast<std::size_t>(block % kept)]);
  return most;
}

}  // namespace rwave
