#include "rhythm/statement.h"

#include <algorithm>
#include <numeric>

namespace rwave {

void Statement::advance(std::int64_t /*sample*/, EpisodeEvents& /*events*/) {}

void OngoingEpisode::begin(RhythmKind kind, std::int64_t sample) {
  episode_ = Episode{kind, sample, sample, 1, 0, 0};
  open_ = true;
  seconds_ = 0;
}

void OngoingEpisode::add(double rr) {
  const auto intervals = static_cast<std::size_t>(episode_.beats - 1);
  last_[intervals % last_.size()] = rr;
  ++episode_.beats;
  seconds_ += rr;
  // The fastest single interval would be a detector's doubled beat more often than a rate.
  if (intervals + 1 < last_.size()) return;
  const double sum = std::accumulate(last_.begin(), last_.end(), 0.0);
  if (sum > 0) episode_.max_rate = std::max(episode_.max_rate, 60 * static_cast<double>(last_.size()) / sum);
}

double OngoingEpisode::mean_rate() const {
  return seconds_ > 0 ? 60 * static_cast<double>(episode_.beats - 1) / seconds_ : 0;
}

double OngoingEpisode::recent_rate() const {
  const auto intervals = static_cast<std::size_t>(episode_.beats - 1);
  if (intervals < last_.size()) return mean_rate();
  return 60 * static_cast<double>(last_.size()) / std::accumulate(last_.begin(), last_.end(), 0.0);
}

Episode OngoingEpisode::at(std::int64_t end) const {
  Episode done = episode_;
  done.end = std::max(end, done.first);
  done.mean_rate = mean_rate();
  done.max_rate = std::max(done.max_rate, done.mean_rate);
  return done;
}

}  // namespace rwave
