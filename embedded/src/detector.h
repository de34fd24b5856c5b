#pragma once
// R peaks and segments without analyzable signal of one lead: Detector of streams (src/signal/detector.cpp).

#include <array>
#include <cstdint>

#include "lead.h"
#include "rwave/detector.h"
#include "signal/detect/beat_path.h"
#include "signal/detect/candidate.h"

namespace rwave::embedded {

// What of the detector lies in the arena, but for its lead.
struct DetectorParts {
  DetectorParts() = default;
  DetectorParts(Arena& arena, const WorkingRate& clock);

 protected:
  WorkingRate clock_{100};
  std::int64_t apart_ = 0;  // working samples between candidates
  Line joint_;
  std::size_t seen_size_ = 1;
  std::uint16_t* seen_ = nullptr;  // a ring of candidates to compare with, lower quarters
};

class LiveDetector : DetectorParts {
 public:
  LiveDetector() = default;
  // `scratch`: scratch_floats(rate) of them, free for others between calls.
  LiveDetector(Arena& arena, double rate, const CountRing& counts, float* scratch);
  static std::size_t scratch_floats(double rate);
  // Takes what a detector takes.
  static void count(Arena& arena, double rate);

  // The next sample, mV; it is the newest of the counts, or beyond them at the recording's end.
  void push(float sample);
  // Closes the segment that is open; `samples` of the recording.
  void finish(std::int64_t samples);

  // What came out, to be emptied by the caller. Peaks of the recording's last seconds may lie beyond its end.
  Queue<std::uint32_t, 32> peaks;  // lower halves of samples
  Queue<SampleSpan, 8> unanalyzable;

  // First sample of the segment without analyzable signal that goes on; -1: there is none.
  std::int64_t unanalyzable_since() const { return open_since_ < 0 ? -1 : open_since_ * clock_.factor; }

  // Samples that finish() wants pushed before it: the last value, again and again.
  std::int64_t samples_after_end() const;

  // No peak before this sample of the recording is still to come.
  std::int64_t settled() const;

 private:
  // A candidate until it is weighed.
  struct Found {
    std::uint32_t index, peak;  // lower halves
  };
  struct Undecided {
    std::uint32_t peak = 0;  // lower half
    float evidence = 0;
  };
  // It begins where the one before it ends.
  struct Block {
    std::uint32_t end = 0;    // lower half
    std::uint8_t signal = 0;  // 0 good, 1 noisy, 2 none
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
  bool find(std::int64_t index, Found& one);
  void forget_seen();
  float likeness_to_others_of(std::int64_t index) const;
  void weigh(const Found& one);
  void take_peak(std::int64_t peak);
  void end_block();
  void settle(std::int64_t index);
  bool has_sure_beats(std::int64_t first, std::int64_t end) const;

  Lead lead_;
  BeatPath path_;
  std::int64_t position_ = 0;
  Found* found_ = nullptr;  // in the scratch: the candidates of one call
  std::size_t most_found_ = 0;
  std::size_t seen_count_ = 0, next_seen_ = 0;
  Queue<Undecided, 12> undecided_;  // as many as BeatPath's
  std::int64_t last_peak_ = -1;
  // As QualityMarks.
  Queue<Block, 8> blocks_;
  Queue<Beat, 40> beats_;
  bool was_flat_ = false, starts_flat_ = false;
  std::int64_t open_since_ = -1, last_end_ = 0, settled_end_ = 0;
};

}  // namespace rwave::embedded
