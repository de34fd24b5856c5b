#include "beat/recipes/rr_history.h"

#include <algorithm>

namespace rwave {

std::array<float, RrHistory::features> RrHistory::features_of(double rr, double next) const {
  const auto recent = static_cast<std::ptrdiff_t>(std::min(looked_at, intervals_.size()));
  Room history, room;
  std::copy(intervals_.end() - recent, intervals_.end(), history.begin());
  Ever ever;
  if (!ranked_.empty())
    ever = {ranked_[ranked_.size() / 2], ranked_[rank_at(0.9, ranked_.size())],
            ranked_[rank_at(0.75, ranked_.size())]};
  return features_of(std::span<const double>(history).first(static_cast<std::size_t>(recent)), ever, rr, next,
                     room);
}

bool RrHistory::on_time(double rr) const {
  Room history;
  const std::size_t count = std::min(looked_at, intervals_.size());
  std::copy(intervals_.end() - static_cast<std::ptrdiff_t>(count), intervals_.end(), history.begin());
  return on_time(std::span<const double>(history).first(count), rr);
}

// The ranks are kept, as sorting 1000 intervals at every beat would take as long as all the rest.
void RrHistory::add(double rr) {
  if (rr <= 0) return;
  const double interval = std::clamp(rr, shortest_interval, longest_interval);
  intervals_.push_back(interval);
  ranked_.insert(std::ranges::upper_bound(ranked_, interval), interval);
  if (intervals_.size() <= longest) return;
  ranked_.erase(std::ranges::lower_bound(ranked_, intervals_.front()));
  intervals_.pop_front();
}

}  // namespace rwave
