#pragma once
// Asystole in a stream: stated while it lasts, seconds after the last beat, not when a beat ends it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rhythm/statement.h"

namespace rwave {

// Sees the signal and the beats of one stream. The rule is that of whole recordings (4 s or more without a
// beat, in a signal as quiet as rhythm/quiet.h measures it), but nothing need follow. A line without any
// deflection is asystole too: an electrode that came off looks the same, and of the two a person must be
// told. Only what was recorded counts: missing samples hide beats. A lead that is missing or has shown no
// beats is not asked.
class AsystoleWatch {
 public:
  // `rate` in Hz; `leads` side by side in what is pushed; `least`: s without a beat
  // (EpisodeOptions::asystole).
  AsystoleWatch(double rate, std::size_t leads, double least);

  // Whole frames in mV; NaN = not recorded.
  void push(std::span<const float> frames);
  // A beat, in order of time, at most `seconds_kept` after its sample was pushed. It ends what goes on.
  void add_beat(std::int64_t sample, EpisodeEvents& events);
  // No beat before this sample is to come: begins an asystole where the last beat is so long ago.
  void advance(std::int64_t sample, EpisodeEvents& events);
  // The asystole that goes on, if one does, ends here: another rhythm begins, or the stream ends.
  void end(std::int64_t sample, EpisodeEvents& events);

  static constexpr double seconds_kept = 16;

 private:
  // s: how finely the signal's steepness is remembered, by its greatest value in each block.
  static constexpr double block_seconds = 0.05;
  // Beats by whose steepness a lead is measured: the median, so that one artefact called a beat does not
  // count.
  static constexpr std::size_t measured_beats = 3;

  // One lead: what is needed of its past.
  struct Lead {
    // The last samples, mV, as many as a QRS flank is long; sample i at place i modulo their number.
    std::vector<float> recent;
    // The greatest steepness of each block, block b at place b modulo their number. Infinite where one of its
    // samples was not recorded.
    std::vector<float> steepest;
    // Steepness of the last beats, mV over quiet_signal::rise_time.
    std::array<float, measured_beats> beats{};
  };

  // The greatest steepness of a lead from `first` to `end`; infinite where that is not known any more.
  float steepness(const Lead& lead, std::int64_t first, std::int64_t end) const;
  // Whether no lead that can be asked shows anything like a beat from `first` to `end`, and one can be asked.
  bool quiet(std::int64_t first, std::int64_t end) const;
  std::int64_t samples(double seconds) const;

  double rate_, least_;
  // Frames of a block.
  std::int64_t block_;
  std::vector<Lead> leads_;
  std::int64_t frames_ = 0;
  // Sample of the newest beat; -1 before the first. And how many there were.
  std::int64_t last_ = -1;
  std::size_t beats_ = 0;
  bool open_ = false;
};

}  // namespace rwave
