#pragma once
// R peaks and segments without analyzable signal of one lead: Detector of streams (src/signal/detector.cpp).

#include <array>
#include <cstdint>

#include "lead.h"
#include "rwave/detector.h"
#include "signal/detect/beat_path.h"
#include "signal/detect/candidate.h"

namespace rwave::embedded {

class LiveDetector {
 public:
  LiveDetector() = default;
  // `scratch`: scratch_floats(rate) of them, free for others between calls.
  LiveDetector(Arena& arena, double rate, const CountRing& counts, float* scratch, bool make);
  static std::size_t scratch_floats(double rate);

  // The next sample, mV; it is the newest of the counts, or beyond them at the recording's end.
  void push(float sample);
  // Closes the segment that is open; `samples` of the recording.
  void finish(std::int64_t samples);

  // What came out, to be emptied by the caller. Peaks of the recording's last seconds may lie beyond its end.
  Queue<std::int64_t, 32> peaks;
  Queue<SampleSpan, 8> unanalyzable;

  // Samples that finish() wants pushed before it: the last value, again and again.
  std::int64_t samples_after_end() const;

  // No peak before this sample of the recording is still to come.
  std::int64_t settled() const;

 private:
  // What a candidate is described by until it is weighed.
  struct Described {
    std::uint32_t index, peak;  // lower halves
    std::array<float, feature_count> values;
  };
  struct Seen {
    std::uint32_t index = 0;  // lower half
    float height = 0;
  };
  struct Undecided {
    std::int64_t peak = 0;
    float evidence = 0;
  };
  struct Block {
    std::int64_t first = 0, end = 0;
    int signal = 0;  // 0 good, 1 noisy, 2 none
  };
  struct Beat {
    std::uint32_t index = 0;  // lower half
    float evidence = 0;
  };
  // Where the search for the best sequence puts its beats.
  struct Decided {
    LiveDetector& detector;
    void push_back(std::int64_t peak) { detector.take_peak(peak); }
  };

  void follow();
  void extend_joint_envelope();
  bool describe(std::int64_t index, Described& one);
  void compare(Described& one) const;
  void weigh(const Described& one);
  void take_peak(std::int64_t peak);
  void end_block();
  void settle(std::int64_t index);
  bool has_sure_beats(const Block& block) const;

  Lead lead_;
  WorkingRate clock_{100};
  BeatPath path_;
  Line joint_;
  std::int64_t position_ = 0, apart_ = 0;
  Described* described_ = nullptr;  // in the scratch: the candidates of one call
  std::size_t most_described_ = 0;
  Seen* seen_ = nullptr;  // a ring of candidates to compare with
  std::size_t seen_size_ = 1, seen_count_ = 0, next_seen_ = 0;
  Queue<Undecided, 16> undecided_;
  std::int64_t last_peak_ = -1;
  // As QualityMarks.
  Queue<Block, 8> blocks_;
  Queue<Beat, 40> beats_;
  bool was_flat_ = false;
  std::int64_t open_since_ = -1, last_end_ = 0;
};

}  // namespace rwave::embedded
