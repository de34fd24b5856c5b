#pragma once
// When a stream is said to be in asystole: the rule alone, in a few numbers, so that a device without a heap
// states it by the same code (embedded/).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "rhythm/quiet_signal.h"
#include "rhythm/statement.h"

namespace rwave {

// How finely the steepness of a stream is told: by its greatest value in each block, as keeping every
// sample's would take ten times the memory. A question about a span is one about the blocks that it touches.
struct SteepnessBlocks {
  // s: of a block, and how far back the question may reach.
  static constexpr double block_seconds = 0.05, seconds_kept = 16;

  // Frames in a time in seconds, 1 at least.
  std::int64_t samples(double seconds) const {
    return std::max<std::int64_t>(1, std::llround(seconds * rate));
  }
  std::int64_t size() const { return samples(block_seconds); }
  std::int64_t kept() const { return samples(seconds_kept) / size(); }
  // Whether the blocks from frame `first` to `end` can be asked for, of a stream that has come to `frames`.
  bool known(std::int64_t first, std::int64_t end, std::int64_t frames) const {
    return end <= frames && std::max<std::int64_t>(0, first) / size() > (frames - 1) / size() - kept();
  }

  double rate = 1;  // Hz
};

// The rule is that of whole recordings (4 s or more without a beat, in a signal as quiet as rhythm/quiet.h
// measures it), but nothing need follow. A lead that is missing or has shown no beats is not asked; of a
// stream of more than `most_leads` leads the others are not.
// `signal` of the calls: signal.steepness(lead, first, end) is the greatest change over
// quiet_signal::rise_time in the blocks that the span touches, mV; infinite where a sample of them was not
// recorded or the blocks are not known.
template <std::size_t most_leads>
class AsystoleRule {
 public:
  AsystoleRule() = default;
  // `rate` in Hz; `least`: s without a beat (EpisodeOptions::asystole).
  AsystoleRule(double rate, std::size_t leads, double least)
      : blocks_{rate}, least_(least), leads_(std::min(leads, most_leads)) {}

  // A beat, in order of time. It ends what goes on.
  template <class Signal, class Events>
  void add_beat(std::int64_t sample, const Signal& signal, Events& events) {
    const double rr = static_cast<double>(sample - last_) / blocks_.rate;
    if (open_) {
      end(sample, events);
    } else if (last_ >= 0 && rr >= least_ &&
               quiet(signal, quiet_from(last_), sample - blocks_.samples(quiet_signal::before_second))) {
      // Shorter than this program's own delay: begun and ended at once.
      events.push_back({{RhythmKind::Asystole, last_, sample, 0, 0, 0}, true});
    }
    const std::int64_t reach = blocks_.samples(quiet_signal::qrs_reach);
    for (std::size_t i = 0; i < leads_; ++i)
      beats_[i][beat_count_ % measured_beats] = signal.steepness(i, sample - reach, sample + reach);
    last_ = sample;
    // Counted modulo the beats measured once there are enough of them, so that it never turns over.
    if (++beat_count_ == 2 * measured_beats) beat_count_ = measured_beats;
  }

  // No beat before this sample is to come: begins an asystole where the last beat is so long ago.
  template <class Signal, class Events>
  void advance(std::int64_t sample, const Signal& signal, Events& events) {
    if (open_ || beat_count_ < measured_beats) return;
    if (static_cast<double>(sample - last_) / blocks_.rate < least_) return;
    // The last seconds alone: an artefact early on must not hide what follows it.
    if (!quiet(signal, quiet_from(std::max(last_, sample - blocks_.samples(least_))), sample)) return;
    open_ = true;
    events.push_back({{RhythmKind::Asystole, last_, sample, 0, 0, 0}, false});
  }

  // The asystole that goes on, if one does, ends here: another rhythm begins, or the stream ends.
  template <class Events>
  void end(std::int64_t sample, Events& events) {
    if (!open_) return;
    open_ = false;
    events.push_back({{RhythmKind::Asystole, last_, std::max(sample, last_ + 1), 0, 0, 0}, true});
  }

  // The frame from which nothing like a beat may show after the one at `sample`: behind its T wave.
  std::int64_t quiet_from(std::int64_t sample) const {
    return sample + blocks_.samples(quiet_signal::after_first);
  }
  const SteepnessBlocks& blocks() const { return blocks_; }

 private:
  // Beats by whose steepness a lead is measured: the median, so that one artefact called a beat does not
  // count.
  static constexpr std::size_t measured_beats = 3;

  // Whether no lead that can be asked shows anything like a beat from `first` to `end`, and one can be asked.
  template <class Signal>
  bool quiet(const Signal& signal, std::int64_t first, std::int64_t end) const {
    bool any = false;
    for (std::size_t i = 0; i < leads_; ++i) {
      std::array<float, measured_beats> sorted = beats_[i];
      std::ranges::sort(sorted);
      const float own = sorted[measured_beats / 2];
      const float here = signal.steepness(i, first, end);
      // A lead that is off, now or at the beats before, can neither show a beat nor its absence.
      if (!std::isfinite(own) || own <= 0 || !std::isfinite(here)) continue;
      if (here >= static_cast<float>(quiet_signal::beat_like) * own) return false;
      any = true;
    }
    return any;
  }

  SteepnessBlocks blocks_;
  double least_ = 0;
  // Of the newest beat; -1 before the first.
  std::int64_t last_ = -1;
  // Steepness of the last beats in each lead, mV over quiet_signal::rise_time.
  std::array<std::array<float, measured_beats>, most_leads> beats_{};
  std::uint16_t leads_ = most_leads;
  std::uint8_t beat_count_ = 0;
  bool open_ = false;
};

}  // namespace rwave
