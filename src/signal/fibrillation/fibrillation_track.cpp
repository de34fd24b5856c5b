#include "signal/fibrillation/fibrillation_track.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rwave {
namespace {

constexpr double least_rate = 50;    // Hz
constexpr double wander_cutoff = 1;  // Hz
constexpr double hop_seconds = 1;

}  // namespace

// Fibrillation lies below 10 Hz, so 50 to 80 Hz are enough, and 18 features per second cost little.
// The mean of neighbours is the low pass.
FibrillationTrack::FibrillationTrack(double recording_rate)
    : factor_(static_cast<int>(recording_rate / least_rate)),
      rate_(recording_rate / factor_),
      describer_(rate_),
      size_(static_cast<std::int64_t>(describer_.size())),
      hop_(std::lround(hop_seconds * rate_)) {
  filter_.setup(rate_, wander_cutoff);
}

bool FibrillationTrack::complete() {
  const bool missing = valid_ == 0;
  if (!missing) last_ = static_cast<float>(sum_ / valid_);
  samples_.push_back(static_cast<float>(
      filter_.filter(missing ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(last_))));
  held_.push_back(missing ? 1 : 0);
  sum_ = 0;
  summed_ = valid_ = 0;
  // A window of 4 s moves on by a second, so that each second has been seen in four windows.
  if (static_cast<std::int64_t>(samples_.size()) < size_) return false;
  if (static_cast<std::int64_t>(samples_.size()) > size_) {
    if (static_cast<std::int64_t>(samples_.size()) < size_ + hop_) return false;
    samples_.erase(samples_.begin(), samples_.begin() + hop_);
    held_.erase(held_.begin(), held_.begin() + hop_);
  }
  missing_ = std::ranges::count(held_, 1);
  return true;
}

std::optional<FibrillationWindow> FibrillationTrack::window() {
  return describer_.describe(std::span<const float>(samples_).first(static_cast<std::size_t>(size_)));
}

}  // namespace rwave
