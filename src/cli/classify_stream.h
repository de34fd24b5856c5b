#pragma once
// Labels for an ECG that comes in through standard input.

#include <cstdio>
#include <istream>

#include "rwave/classifier.h"

namespace rwave::cli {

struct StreamOptions {
  double rate = 0;    // Hz
  bool json = false;  // an object a line in place of CSV
};

// Reads lines of one or two numbers (mV; separated by comma, semicolon, blank or tab; "nan" or nothing
// between separators = not recorded; one line of names may come first, and a column named time, t, sample,
// ... is passed over) and writes a line for each beat as soon as it has its label:
// sample,seconds,label,probability. Throws Error naming the line that does not read.
void classify_stream(std::istream& in, std::FILE* out, const Model& model, const StreamOptions& options);

}  // namespace rwave::cli
