#pragma once
// A stream at work: LiveRhythm (src/classify/live_rhythm.cpp) over one lead in the caller's memory.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "asystole.h"
#include "beats.h"
#include "detector.h"
#include "fibrillation.h"
#include "rhythm.h"
#include "rhythm/irregularity.h"
#include "rwave_embedded.h"

namespace rwave::embedded {

// As live_rhythm.cpp and beat_stream.cpp have them.
inline constexpr double settled_after = 7.6, settled_soon = 2.6, step_seconds = 0.1;  // s
// s of counts kept: beats are decided settled_after and a step later, and whether a pause is quiet is looked
// at up to 0.3 s before, over the time of a QRS flank.
inline constexpr double counts_kept = 8.1;
inline constexpr std::uint32_t open_mark = 0x52574542, closed_mark = 0;

// Free places without which no sample is taken: the beats that the end of the first wait brings forth.
inline constexpr std::size_t beats_at_once = 32;

// Floats of the scratch: as many as the part that needs the most, since they use it in turn.
inline std::size_t scratch_floats(double rate) {
  return std::max({LiveDetector::scratch_floats(rate), LiveFibrillation::scratch_floats(rate),
                   BeatLabeller::scratch_floats(rate), 4 * rwave::fibrillation_windows.back()});
}

inline std::int64_t counts_of(const rwave_embedded_config& config) {
  return static_cast<std::int64_t>(std::ceil(counts_kept * config.rate));
}

}  // namespace rwave::embedded

struct rwave_embedded {
  rwave_embedded(rwave::embedded::Arena& arena, const rwave_embedded_config& config)
      : scratch(reinterpret_cast<float*>(
            arena.take<double>((rwave::embedded::scratch_floats(config.rate) + 1) / 2))),
        counts(arena, rwave::embedded::counts_of(config), config),
        detector(arena, config.rate, counts, scratch),
        beats(arena, config, counts, scratch),
        fibrillation(arena, config.rate, scratch, true),
        asystole(config.rate, counts),
        rhythm(arena, config.rate, counts, reinterpret_cast<double*>(scratch)),
        step(static_cast<std::int32_t>(std::lround(rwave::embedded::step_seconds * config.rate))),
        delay(static_cast<std::int32_t>(std::ceil(rwave::Detector::longest_delay * config.rate))),
        settled(static_cast<std::int32_t>(rwave::embedded::settled_after * config.rate)),
        soon(static_cast<std::int32_t>(rwave::embedded::settled_soon * config.rate)) {}

  void push(std::int16_t count);
  bool finish();
  // Goes on with a step whose events had no room.
  void settle_rest();
  bool has_room() const {
    return !settles && beats.room() >= rwave::embedded::beats_at_once &&
           rhythm.events.room() >= rwave::embedded::LiveEpisodes::most_at_once;
  }

  std::uint32_t mark = rwave::embedded::open_mark;
  unsigned char busy = 0;
  bool finished = false;

 private:
  void end_step();
  void settle();
  void give_beats(std::size_t first);
  void tell_begins();
  void take_spans();

 public:
  float* scratch;
  rwave::embedded::CountRing counts;
  rwave::embedded::LiveDetector detector;
  rwave::embedded::BeatLabeller beats;
  rwave::embedded::LiveFibrillation fibrillation;
  rwave::embedded::LiveAsystole asystole;
  rwave::embedded::LiveEpisodes rhythm;
  std::int32_t step, delay, settled, soon;  // samples
  std::int32_t in_step = 0;
  enum class End : std::uint8_t { none, samples, all } end = End::none;
  // A begin was given out whose end was not.
  bool fibrillates = false, unanalyzable = false;
  // The last step's beats are not all decided.
  bool settles = false;
};
