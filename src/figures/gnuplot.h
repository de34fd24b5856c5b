#pragma once
// The process that draws: gnuplot (Debian: gnuplot-nox). An own plotter was refused: axes, ticks and legends
// are gnuplot's craft, and its output has been read in print for decades.

#include <string>
#include <string_view>

namespace rwave {

// Whether gnuplot is on PATH. Where it is not, a caller may do without pictures and say so.
bool have_gnuplot();

// Runs gnuplot on a script and returns what it wrote to standard output, where a terminal without `set
// output` puts the picture. No shell is involved, and the user's ~/.gnuplot is not read. Throws Error where
// gnuplot is not on PATH (with how to install it), or fails (with its first complaint).
std::string run_gnuplot(std::string_view script);

// A text as a gnuplot string: in single quotes, in which nothing is substituted; double quotes would run
// `commands`. Control characters, which cannot stand there, become spaces.
std::string gnuplot_string(std::string_view text);

}  // namespace rwave
