#pragma once
// The recipe template-rr: a beat against its patient's template beat and RR intervals. What a beat is called
// depends less on its shape than on how far shape and timing depart from the patient's other beats, so a row
// holds both departures. template_rr_row.h says what the values are; this is the stream that makes them.
//
// Why a stream: training rows are cut by the cutter that labels live, so that a network meets the rows it was
// trained on, detector delays and limited intervals included.

#include <memory>

#include "beat/cutter.h"
#include "beat/recipes/template_rr_row.h"

namespace rwave {

// The longest that a row waits for a beat after its own, s. A live label may come one second after the row's
// 1.4 s and the detector takes 1.1 s: a beat between here and 1.4 s is usually known all the same, else it
// counts as at 1.4 s.
inline constexpr double template_rr_longest_wait = 1.2;

// Rows of TemplateRrRows from a lead low-pass filtered at 40 Hz. Intervals to the next beat are limited to
// 1.4 s, so a row needs nothing later than that after its beat. What was not recorded is 0; a beat of which
// more than half was not recorded has no row. Polarity is kept. `rate` above 80 Hz, else Error.
std::unique_ptr<BeatCutter> make_template_rr_cutter(double rate);

// The same, whose rows are the beats' segments: what simulated rhythms are made of
// (dataset/simulated_rows.h).
std::unique_ptr<BeatCutter> make_template_rr_segment_cutter(double rate);

}  // namespace rwave
