#pragma once
// What a cardiologist asks of a long recording first.

#include <array>
#include <cstdint>

#include "beat/aami.h"
#include "classify/classify_recording.h"

namespace rwave {

// Intervals are between successive beats with nothing unreadable between them. NaN where there is none.
struct Summary {
  double seconds = 0;
  std::int64_t beats = 0;
  std::array<std::int64_t, beat_classes> by_class{};  // N S V F Q

  double mean_rate = 0, least_rate = 0, greatest_rate = 0;  // beats a minute; the latter two over 8 intervals
  double mean_rr = 0;                                       // s, of all intervals
  double sdnn = 0, rmssd = 0;  // ms, of intervals between two N beats (Task Force 1996)

  std::int64_t v_couplets = 0;         // two V beats in a row, no more
  std::int64_t v_runs = 0;             // three or more
  std::int64_t longest_run = 0;        // beats
  std::int64_t longest_run_at = -1;    // sample of its first beat
  std::int64_t s_runs = 0;             // three or more S beats in a row
  double bigeminy = 0, trigeminy = 0;  // s: V after every one, every two other beats, three times or more
  std::int64_t pauses = 0;             // intervals of 2 s or more
  double longest_pause = 0;            // s

  double readable = 0;     // share of the recording, 0..1
  double longest_gap = 0;  // s unreadable
};

// `rate` in frames a second, `frames` the recording's length.
Summary summarise(const Classification& classification, double rate, std::int64_t frames);

}  // namespace rwave
