#pragma once
// Labels for an ECG that comes in through standard input.

#include <cstdio>
#include <functional>
#include <istream>
#include <span>

#include "rwave/classifier.h"

namespace rwave::cli {

struct StreamOptions {
  double rate = 0;    // Hz
  bool json = false;  // an object a line in place of CSV
};

// Reads lines of one or two numbers (mV; separated by comma, semicolon, blank or tab; "nan" or nothing
// between separators = not recorded; one line of names may come first, and a column named time, t, sample,
// ... is passed over) and gives each line's samples to `take`. Throws Error naming the line that does not
// read, and where less than a second was recorded. `rate` in Hz.
void read_stream(std::istream& in, double rate, const std::function<void(std::span<const float>)>& take);

// Writes a line for each beat of read_stream's samples as soon as it has its label,
// sample,seconds,label,probability, and one for each rhythm episode as it begins and as it ends: in CSV after
// "# begin " or "# end " with the columns of episodes_csv from the second on, in JSON an object with the key
// "episode".
void classify_stream(std::istream& in, std::FILE* out, const Model& model, const StreamOptions& options);

}  // namespace rwave::cli
