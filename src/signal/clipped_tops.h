#pragma once
// Waves cut off at an amplifier's or a converter's rail, given back their tops.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rwave {

// A clipped QRS complex is low against its T wave, and a broad one shows its two edges and nothing between
// them: beats are then found in T waves, or 0.15 s beside the R peak. A flat top is a run of equal samples of
// 10 to 120 ms that is the furthest of the last 0.1 s and that the signal comes to and leaves steeply, on the
// same side. It becomes the cubic that goes on as the flanks on both sides do (Hermite), and rises by no more
// than the wave was high. The tops of waves that nothing has cut are rounded, and stay as they are.
//
// Frames go through as they are; from the first sample of what may be a top they wait until it is known,
// longest_wait at most. The result does not depend on how the frames are cut into calls.
class ClippedTops {
 public:
  // s: the longest top, and what must be seen behind it.
  static constexpr double longest_top = 0.12, flank = 0.008, longest_wait = longest_top + flank + 0.002;

  // `rate` in Hz; `leads` side by side in what is pushed, mV, NaN = not recorded.
  ClippedTops(double rate, std::size_t leads);

  // The next frames, a whole number of them; returns those that can go on, valid until the next call.
  std::span<const float> push(std::span<const float> frames);
  // The signal ends: what waits, as it is.
  std::span<const float> finish();
  // Frames that wait.
  std::size_t waiting() const { return frames_ - gone_; }

 private:
  // Mends the tops of one lead from next_[lead] on, which becomes the first sample that is not decided yet.
  void scan(std::size_t lead);
  // Whether the run [first, end) of equal samples is a flat top, and what it then becomes.
  bool comes_steeply(std::size_t lead, std::size_t first) const;
  bool leaves_steeply(std::size_t lead, std::size_t first, std::size_t end) const;
  void round_off(std::size_t lead, std::size_t first, std::size_t end);

  float& at(std::size_t frame, std::size_t lead) { return line_[frame * leads_ + lead]; }
  float at(std::size_t frame, std::size_t lead) const { return line_[frame * leads_ + lead]; }

  // Samples: the shortest and the longest top, of a flank, looked at before a top.
  std::size_t leads_, least_, most_, flank_, before_;
  // Frames kept: those looked at before a top, of which `gone_` have gone on, and those that wait.
  std::vector<float> line_;
  std::size_t frames_ = 0, gone_ = 0;
  // By lead: the first frame of line_ that has not been decided.
  std::vector<std::size_t> next_;
};

}  // namespace rwave
