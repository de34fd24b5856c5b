#pragma once
// Asystole while it lasts: AsystoleRule (src/rhythm/asystole_rule.h) over the counts of one lead.

#include <cstddef>
#include <cstdint>

#include "lines.h"
#include "rhythm/asystole_rule.h"

namespace rwave::embedded {

// The desktop keeps the steepness of the last 16 s in blocks; here it is made from the counts when it is
// asked for, and what has left them is a running maximum.
class LiveAsystole {
 public:
  LiveAsystole() = default;
  LiveAsystole(double rate, const CountRing& counts)
      : rule_(rate, 1, EpisodeOptions{}.asystole), counts_(&counts) {}

  // As AsystoleWatch's. advance() once a step, as it keeps the running maximum too.
  template <class Events>
  void add_beat(std::int64_t sample, Events& events) {
    rule_.add_beat(sample, *this, events);
    const std::int64_t block = rule_.blocks().size();
    watched_ = looked_ = rule_.quiet_from(sample) / block * block;
    steepest_ = 0;
  }
  template <class Events>
  void advance(std::int64_t sample, Events& events) {
    rule_.advance(sample, *this, events);
    look();
  }
  template <class Events>
  void end(std::int64_t sample, Events& events) {
    rule_.end(sample, events);
    look();
  }

  float steepness(std::size_t lead, std::int64_t first, std::int64_t end) const;

 private:
  // s behind the newest sample to which the running maximum reaches: no question ends before it, as a beat is
  // labelled at most 5.2 s late and is asked about up to 0.3 s before it.
  static constexpr double looked_after = 6;

  void look();
  float change_at(std::int64_t sample, std::int64_t rise) const;

  AsystoleRule<1> rule_;
  const CountRing* counts_ = nullptr;
  float steepest_ = 0;  // of the samples from watched_ to looked_
  std::int64_t watched_ = 0, looked_ = 0;
};

}  // namespace rwave::embedded
