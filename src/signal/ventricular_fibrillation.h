#pragma once
// Ventricular fibrillation and flutter in an ECG as it comes in: samples in, spans out.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "rwave/detector.h"

namespace rwave {

struct FibrillationWeights;

// Finds where the ventricles fibrillate or flutter: the ECG swings at 2.5 to 9 Hz, and no QRS complexes stand
// over a baseline. It looks at the signal alone, never at detected beats, which mean nothing there.
//
// Once a second each lead's last 4 s are described (signal/fibrillation/window_features.h); a small network
// turns that into log-odds, leads are averaged, and a two-state Viterbi search with a cost for each change
// gives spans of 4 s or more. A regular rhythm slower than 255 a minute is ventricular tachycardia, whose
// complexes are beats, and so are waves of more than about 3.5 mV: neither is marked.
// docs/detector.md says what it was fitted on and what it reaches.
//
// Memory is constant, and the result does not depend on how the samples are cut into calls.
class FibrillationFinder {
 public:
  // s: for files, which need no early answer.
  static constexpr double recording_lag = 30;

  // `rate` of each lead in Hz (100 to 2000, else Error), `leads`: one or two. A second is decided `lag`
  // seconds (0 or more) after the window about it is known: less lag, less certainty at the ends of a span.
  FibrillationFinder(double rate, int leads, double lag = recording_lag);
  // The same with other weights than the shipped ones, which must outlive it: for fitting them.
  FibrillationFinder(double rate, int leads, const FibrillationWeights& weights, double lag = recording_lag);
  FibrillationFinder(FibrillationFinder&&) noexcept;
  FibrillationFinder& operator=(FibrillationFinder&&) noexcept;
  ~FibrillationFinder();

  // The next samples in mV, frame after frame (the first lead's, the second's); NaN = not recorded.
  void push(std::span<const float> frames);

  // The recording ends here.
  void finish();

  // The spans closed since the last call, in samples of the recording, in order, apart from each other.
  std::vector<SampleSpan> take_spans();

  // First sample of the span that the newest decided second lies in; -1 where it lies in none: for streams.
  std::int64_t open_since() const;

 private:
  // Tracks of the leads and the search's tables, which stay out of this header.
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rwave
