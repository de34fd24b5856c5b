#include "signal/detect/quality.h"

#include <algorithm>

namespace rwave {
namespace {

constexpr double most_missing = 0.25;
constexpr float noisy = 0.3F;  // background over the greatest wave

}  // namespace

bool QualityMarks::readable(const LeadTrack& lead, std::size_t number) {
  const BlockLevels& levels = lead.levels();
  const bool flat = levels.last_max() < least_qrs_level;
  const bool stays_flat = flat && was_flat_[number];
  was_flat_[number] = flat;
  if (levels.last_missing() > most_missing || stays_flat) return false;
  return flat || levels.last_median() < noisy * levels.last_max();
}

void QualityMarks::end_block(std::span<const LeadTrack> leads, std::int64_t end,
                             std::vector<SampleSpan>& unreadable) {
  bool any = false;
  for (std::size_t i = 0; i < leads.size(); ++i) any = readable(leads[i], i) || any;
  if (!any && open_since_ < 0) open_since_ = last_end_;
  if (any && open_since_ >= 0) {
    unreadable.push_back({open_since_ * clock_.factor, last_end_ * clock_.factor});
    open_since_ = -1;
  }
  last_end_ = end;
}

void QualityMarks::finish(std::vector<SampleSpan>& unreadable) {
  if (open_since_ >= 0) unreadable.push_back({open_since_ * clock_.factor, last_end_ * clock_.factor});
  open_since_ = -1;
}

}  // namespace rwave
