#pragma once
// Rhythm that a person states of a span, whatever the rules find in it.

#include <optional>
#include <span>
#include <vector>

#include "rwave/rhythm.h"

namespace rwave {

struct StatedRhythm {
  SampleSpan span;
  // Nothing: the person says that no episode lies there.
  std::optional<RhythmKind> kind;
  // With nothing: that no episode of this kind lies there; others stay.
  std::optional<RhythmKind> denied = std::nullopt;
};

// The episodes with what lies in stated spans replaced by the statements. An episode that reaches beyond a
// span keeps the rest, with its beats counted again; unanalyzable segments stay. `stated`: in order, and
// apart but for denied kinds. `rate` in samples per second.
std::vector<Episode> with_stated(std::span<const Episode> episodes, std::span<const StatedRhythm> stated,
                                 std::span<const LabelledBeat> beats, double rate);

}  // namespace rwave
