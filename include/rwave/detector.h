#pragma once
// R peaks of an ECG as it comes in: samples in, peaks out.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "rwave/api.h"

namespace rwave {

// Samples first .. end - 1 of a recording.
struct SampleSpan {
  std::int64_t first = 0;
  std::int64_t end = 0;

  bool operator==(const SampleSpan&) const = default;
};

// Finds the R peaks of one ECG, given one lead or two at once. Two leads find more than the better of them:
// what one misses or takes noise for, the other often shows.
//
// Indifferent to polarity, gain and offset; samples that were not recorded are NaN. Memory does not grow, and
// the result does not depend on how the samples are cut into calls. A peak is given out at most
// `longest_delay` seconds after it; in the first seconds of a recording, or of a lead that has just been
// connected, up to `longest_first_delay`, since what a beat looks like has to be seen first.
// docs/detector.md describes the method, and the records where it fails.
class RWAVE_API Detector {
 public:
  // Sampling rates that are taken, Hz: below, QRS complexes lose their slopes; above, resample first.
  static constexpr double lowest_rate = 100, highest_rate = 2000;
  // Leads that are looked at together: what a candidate's evidence was fitted with.
  static constexpr int most_leads = 2;
  // Seconds after which a peak is known at the latest: later on, and while a lead is new.
  static constexpr double longest_delay = 1.1;
  static constexpr double longest_first_delay = 5.1;

  // What the peaks are wanted for. A stream's are given out soon, as above. A recording's come up to
  // `longest_recording_delay` later: each wave is compared with those on both sides of it, which finds more.
  enum class Use { stream, recording };
  // Seconds, with Use::recording.
  static constexpr double longest_recording_delay = 18;

  // Throws Error where the rate (Hz, a lead's own) or the number of leads is out of range.
  Detector(double rate, int leads, Use use = Use::stream);
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;
  ~Detector();

  // The next samples in mV, frame after frame (the first lead's, the second's). A whole number of frames,
  // else Error. Not to be called after finish().
  void push(std::span<const float> frames);

  // The recording ends here; what was waiting for samples to come is decided.
  void finish();

  // The R peaks found since the last call, as samples of the recording, strictly increasing over all calls.
  std::vector<std::int64_t> take_peaks();

  // Spans closed since the last call in which nothing can be said: no lead connected, or noise alone. In
  // order, apart from each other, in steps of about 1.5 s. Peaks may still be found there, and are less sure.
  std::vector<SampleSpan> take_unanalyzable();

  // First sample of the span in which nothing can be said now, which take_unanalyzable() gives when it ends;
  // -1 where there is none. Known about 4 s after that sample. For streams: an electrode that came off may
  // stay off for hours.
  std::int64_t unanalyzable_since() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rwave
