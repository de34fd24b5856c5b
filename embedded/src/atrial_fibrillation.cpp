// Atrial fibrillation by the irregularity of intervals, as src/rhythm/statements/fibrillation.cpp states it.
#include <algorithm>
#include <array>
#include <new>

#include "rhythm.h"

namespace rwave::embedded {
namespace {

// As that file has them.
constexpr std::size_t step = 4;
constexpr double begin_odds = 0.6, end_odds = 0.2;
constexpr double shortest_rr = 0.2, longest_rr = 3;  // s
constexpr double forget_after = 60;                  // s

}  // namespace

AtrialFibrillation::AtrialFibrillation(Arena& arena, double rate, double min_seconds, double* scratch)
    : rate_(rate), min_seconds_(min_seconds), scratch_(scratch) {
  intervals_ = arena.take<Interval>(most);
  ventricular_ = BitRing(arena, most_labels);
}

void AtrialFibrillation::add(const RhythmBeat& beat, Events& events) {
  const bool ventricular = beat.label == 'V';
  if (beats_ > 0 && static_cast<double>(beat.sample - last_) > forget_after * rate_) restart(events);
  ventricular_.set(beats_, ventricular);
  if (beats_ + 1 - ventricular_first_ > most_labels) ++ventricular_first_;
  if (beat.rr > shortest_rr && beat.rr < longest_rr && !ventricular && !last_ventricular_)
    add_interval({static_cast<std::uint32_t>(beat.sample), static_cast<std::uint16_t>(beat.sample - last_),
                  static_cast<std::uint16_t>(beats_)},
                 events);
  ++beats_;
  last_ = beat.sample;
  last_ventricular_ = ventricular;
}

void AtrialFibrillation::add_interval(const Interval& one, Events& events) {
  if (count_ == most) {
    first_ = (first_ + 1) % most;
    --count_;
    ++dropped_;
  }
  intervals_[(first_ + count_++) % most] = one;
  while (count_ == most && next_ + look_ahead <= dropped_ + most) look(next_, events);
}

void AtrialFibrillation::restart(Events& events) {
  if (count_ >= fewest_fibrillation_intervals)
    while (next_ < dropped_ + count_) look(next_, events);
  end_episode(events);
  first_ = count_ = dropped_ = next_ = 0;
}

void AtrialFibrillation::look(std::size_t centre, Events& events) {
  next_ = centre + step;
  double* const rr = scratch_;
  for (std::size_t i = 0; i < count_; ++i) rr[i] = static_cast<double>(interval(i).length) / rate_;
  const std::size_t at = centre - dropped_;
  auto* const room = new (scratch_ + most) IrregularityRoom;
  const double odds = fibrillation_log_odds(std::span<const double>(rr, count_), at,
                                            ventricular_share(whole_number(interval(at).beat)), *room);
  if (odds < (episode_.open() ? end_odds : begin_odds)) return end_episode(events);
  for (std::size_t i = at; i < std::min(at + step, count_); ++i) extend(interval(i), events);
}

void AtrialFibrillation::extend(const Interval& one, Events& events) {
  // Intervals lie less than half a turn of their counter before the newest beat.
  const std::int64_t end = last_ - static_cast<std::int32_t>(static_cast<std::uint32_t>(last_) - one.end);
  if (!episode_.open()) {
    episode_.begin(RhythmKind::AtrialFibrillation, end - one.length);
    first_sample_ = end - one.length;
    announced_ = false;
  }
  episode_.add(static_cast<double>(one.length) / rate_);
  end_ = end;
  if (!announced_ && static_cast<double>(end_ - first_sample_) >= min_seconds_ * rate_) {
    announced_ = true;
    events.push_back({episode_.at(end_), false});
  }
}

void AtrialFibrillation::end_episode(Events& events) {
  if (episode_.open() && announced_) events.push_back({episode_.at(end_), true});
  episode_.close();
}

double AtrialFibrillation::ventricular_share(std::uint32_t beat) const {
  const std::uint32_t reach = share_reach, known = beats_ + 1;
  const std::uint32_t kept_end = std::max(known, ventricular_first_);
  beat = std::max(beat, ventricular_first_ + reach);
  const std::uint32_t first = std::max(beat > reach ? beat - reach : 0, ventricular_first_);
  const std::uint32_t end = std::min(beat + reach, kept_end);
  std::uint32_t count = 0;
  for (std::uint32_t i = first; i < end; ++i) count += ventricular_[i] ? 1U : 0U;
  return end > first ? static_cast<double>(count) / static_cast<double>(end - first) : 0;
}

}  // namespace rwave::embedded
