#pragma once
// Labels for an ECG that comes in through standard input.

#include <cstdio>
#include <functional>
#include <istream>
#include <optional>
#include <span>

#include "rwave/classifier.h"

namespace rwave::cli {

struct StreamOptions {
  std::optional<double> rate;  // Hz; else what the table says, in its head or by its column of times
  bool json = false;           // an object a line instead of CSV
  ClassifierOptions labels = {};
};

// Reads a table as open_recording reads one from a file (record/csv/csv_recording.h) and gives each row's
// values in mV to `take`, with the rate in Hz. The first lines (three seconds where the rate is given, else
// 1000) are held back until the table is understood; gaps in its times become missing samples (NaN). One or
// two columns may be leads. Throws Error naming the line that does not read, and where less than a second was
// recorded.
void read_table_stream(std::istream& in, const std::optional<double>& rate,
                       const std::function<void(double, std::span<const float>)>& take);

// The same where the rate is known.
void read_stream(std::istream& in, double rate, const std::function<void(std::span<const float>)>& take);

// Writes a line for each beat of the stream's samples as soon as it has its label,
// sample,seconds,label,probability, and one for each rhythm episode as it begins and as it ends: in CSV after
// "# begin " or "# end " with the columns of episodes_csv from the second on, in JSON an object with the key
// "episode".
void classify_stream(std::istream& in, std::FILE* out, const Model& model, const StreamOptions& options);

}  // namespace rwave::cli
