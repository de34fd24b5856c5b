#pragma once
// Labels for an ECG that comes in through standard input.

#include <cstdio>
#include <istream>

#include "rwave/classifier.h"
#include "rwave/recording.h"

namespace rwave::cli {

// What `rwave classify -` is asked for.
struct StreamOptions {
  // How the table is read: its rate where it states none, and whether its times are passed over.
  OpenOptions open = {};
  // An object per line instead of CSV.
  bool json = false;
  // As the classifier takes them.
  ClassifierOptions labels = {};
};

// Writes a line for each beat of the stream's samples as soon as it has its label,
// sample,seconds,label,probability, and one for each rhythm episode as it begins and as it ends: in CSV after
// "# begin " or "# end " with the columns of episodes_csv from the second on, in JSON an object with the key
// "episode". At the end a stream of some length without a beat is a warning that says what it looked like.
void classify_stream(std::istream& in, std::FILE* out, const Model& model, const StreamOptions& options);

}  // namespace rwave::cli
