// Tables of labelled beats (`rwave adapt --beats`): any bytes are labels or an Error, each place is a number
// that a recording can have, and a unit is settled or refused.
#include <algorithm>
#include <cstdlib>

#include "cli/label_places.h"
#include "cli/label_table.h"
#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr double rate = 360;
  constexpr std::int64_t frames = 36000;
  try {
    rwave::cli::LabelTable table = rwave::cli::read_label_table(rwave::fuzz::put("x.csv", data, size));
    if (table.places.size() != table.labels.size()) std::abort();
    rwave::cli::keep_record(table, "100");
    if (table.places.empty()) return 0;
    std::vector<std::int64_t> found;
    for (std::int64_t sample = 77; sample < frames; sample += 293) found.push_back(sample);
    std::vector<std::string> warnings;
    const auto unit = rwave::cli::settle_unit(table, found, rate, frames, warnings);
    auto beats = rwave::cli::placed(table, unit, rate);
    rwave::cli::join_repeated(beats, rate, table.file);
    if (std::ranges::any_of(beats, [](const rwave::TaughtBeat& beat) { return beat.sample < 0; }))
      std::abort();
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
