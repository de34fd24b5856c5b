#pragma once
// Whether the signal between two beats is quiet: a pause, or a beat that the detector missed.

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "rhythm/quiet_signal.h"
#include "rwave/recording.h"
#include "rwave/rhythm.h"

namespace rwave {

// Of the samples (one lead, any unit) from quiet_signal::margin before the first beat to as much past the
// second: whether no deflection as steep as a small QRS complex lies between the two. Steepness is the
// greatest change over 30 ms; the smaller of the two beats' own steepness is the measure, and the T wave
// after the first and the P wave before the second are left out of the search. Segments with samples that
// were not recorded are not quiet: nothing is known of them.
bool quiet_between(std::span<const float> samples, std::size_t first_beat, std::size_t second_beat,
                   double rate);

// quiet_between on a recording's leads, read where it is asked: quiet means in every lead given. Throws Error
// where the leads cannot be read. The recording must live as long as the function.
std::function<bool(SampleSpan)> quiet_in(Recording& recording, std::vector<int> leads);

// Parts of unanalyzable spans, 5 s and more, in which a heart would show and none does: second after second
// no lead has a deflection as steep as 0.35 of the median QRS complex of the 16 beats before and after the
// spans. Spans up to 6 s apart are one, as between them noise passes for sure beats. Empty where fewer than 8
// beats are around. Throws Error where the leads cannot be read.
std::vector<SampleSpan> silent_parts(Recording& recording, std::span<const int> leads,
                                     std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans);

// The last seconds of a stream of one lead or two, kept for such questions.
class RecentSignal {
 public:
  static constexpr double seconds_kept = quiet_signal::seconds_kept;

  RecentSignal(double rate, int leads);

  // Frames as Classifier::push takes them.
  void push(std::span<const float> frames);

  // Whether the span is quiet; false where it is older than what is kept or goes beyond what was pushed.
  bool quiet(SampleSpan span) const;

 private:
  double rate_;
  std::size_t leads_;
  // The frames kept, mV, in a ring: frame f lies at place f modulo their number.
  std::vector<float> ring_;
  std::int64_t frames_ = 0;
};

}  // namespace rwave
