#pragma once
// Pictures of a whole recording's rhythm, each one <svg> element with a text for screen readers.

#include <string>

#include "holter/holter.h"

namespace rwave {

// Heart rate over the whole time: per column the lowest, mean and highest of single intervals, 660 columns,
// or fewer of a second each; atrial fibrillation shaded. Drawn as text without a library: a report is one
// file that needs nothing else.
std::string tachogram_svg(const Holter& holter);

// How often each heart rate was, in steps of 5 per minute, by intervals.
std::string rate_histogram_svg(const Holter& holter);

// Each interval against the one before it, in cells of 20 ms, darker where there are more.
std::string poincare_svg(const Holter& holter);

// V and S beats of each hour, those in unanalyzable spans left out.
std::string hourly_trend_svg(const Holter& holter);

}  // namespace rwave
