#include <algorithm>
#include <limits>

#include "beats.h"

namespace rwave::embedded {

Intervals::Intervals(Arena& arena, double rate) : rate_(rate) {
  samples_ = arena.take<std::uint16_t>(RrHistory::longest);
}

double Intervals::seconds(std::uint16_t samples) const {
  return std::clamp(static_cast<double>(samples) / rate_, RrHistory::shortest_interval,
                    RrHistory::longest_interval);
}

std::span<const double> Intervals::recent(RrHistory::Room& room) const {
  const std::size_t count = std::min(count_, room.size());
  for (std::size_t i = 0; i < count; ++i)
    room[i] = seconds(samples_[(next_ + RrHistory::longest - count + i) % RrHistory::longest]);
  return std::span<const double>(room).first(count);
}

// The interval at that place of all by length: found by halving, as a second, sorted list would take 2 KB.
double Intervals::ranked(std::size_t place) const {
  // Longer ones than 3 s count as 3 s.
  std::uint32_t low = 0, high = static_cast<std::uint32_t>(RrHistory::longest_interval * rate_) + 1;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    std::size_t up_to = 0;
    for (std::size_t i = 0; i < count_; ++i) up_to += samples_[i] <= middle ? 1U : 0U;
    if (up_to > place) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return seconds(static_cast<std::uint16_t>(low));
}

std::array<float, RrHistory::features> Intervals::features_of(std::int64_t rr, double next_seconds,
                                                              Room& room) const {
  RrHistory::Ever ever;
  if (count_ > 0)
    ever = {ranked(count_ / 2), ranked(RrHistory::rank_at(0.9, count_)),
            ranked(RrHistory::rank_at(0.75, count_))};
  room.known = RrHistory::recent_of(recent(room.recent), room.ordered);
  return RrHistory::features_of(room.known, ever, static_cast<double>(rr) / rate_, next_seconds);
}

bool Intervals::on_time(std::int64_t rr, const Room& room) const {
  return RrHistory::on_time(room.known, static_cast<double>(rr) / rate_);
}

void Intervals::add(std::int64_t rr) {
  if (rr <= 0) return;
  // 3 s, the longest that counts, are 6000 samples at the highest rate.
  samples_[next_] =
      static_cast<std::uint16_t>(std::min<std::int64_t>(rr, std::numeric_limits<std::uint16_t>::max()));
  next_ = (next_ + 1) % RrHistory::longest;
  count_ = std::min(count_ + 1, RrHistory::longest);
}

}  // namespace rwave::embedded
