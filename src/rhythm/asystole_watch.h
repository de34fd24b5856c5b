#pragma once
// Asystole in a stream: stated while it lasts, seconds after the last beat, not when a beat ends it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rhythm/asystole_rule.h"

namespace rwave {

// Sees the signal and the beats of one stream; AsystoleRule says what of it is asystole. A line without any
// deflection is asystole too: an electrode that came off looks the same, and of the two a person must be
// told. Only what was recorded counts: missing samples hide beats.
class AsystoleWatch {
 public:
  // `rate` in Hz; `leads`, 1 or 2, side by side in what is pushed; `least`: s without a beat
  // (EpisodeOptions::asystole).
  AsystoleWatch(double rate, std::size_t leads, double least);

  // Whole frames in mV; NaN = not recorded.
  void push(std::span<const float> frames);
  // As AsystoleRule's. A beat comes at most SteepnessBlocks::seconds_kept after its sample was pushed.
  void add_beat(std::int64_t sample, EpisodeEvents& events) { rule_.add_beat(sample, *this, events); }
  void advance(std::int64_t sample, EpisodeEvents& events) { rule_.advance(sample, *this, events); }
  void end(std::int64_t sample, EpisodeEvents& events) { rule_.end(sample, events); }

  // The greatest steepness of a lead, as the rule asks for it.
  float steepness(std::size_t lead, std::int64_t first, std::int64_t end) const;

 private:
  // One lead: what is needed of its past.
  struct Lead {
    // The last samples, mV, as many as a QRS flank is long; sample i at place i modulo their number.
    std::vector<float> recent;
    // The greatest steepness of each block, block b at place b modulo their number. Infinite where one of its
    // samples was not recorded.
    std::vector<float> steepest;
  };

  AsystoleRule<2> rule_;
  // Frames of a block.
  std::int64_t block_;
  std::vector<Lead> leads_;
  std::int64_t frames_ = 0;
  // Of the next frame: its place in `recent`, its block's in `steepest`, and its own within the block.
  std::size_t recent_at_ = 0, block_at_ = 0;
  std::int64_t in_block_ = 0;
};

}  // namespace rwave
