#include "record/wfdb/lead_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "record/recording_parts.h"

namespace rwave {
namespace {

// A lead that lies in one piece, read as if N leads were interleaved, gives N signals that each have every
// Nth sample of it: from one signal to the next, and from the last one to the first of the next frame, is a
// step of one sample, within a signal one of N. Signals that were recorded together differ by more, and
// copies of one lead have no step between them and a whole one to the next frame.
// The greatest step between signals, in those within a signal: of 667 records 0.5 to 0.75 where leads are
// stored one after the other, 1.18 and more where they are interleaved.
constexpr double most_step = 0.85;
constexpr double longest_order_part = 4096, most_order_samples = 1 << 18;

// Of samples by signal; 0 where nothing moves.
double step_between_signals(const std::vector<std::vector<std::int32_t>>& samples) {
  const std::size_t signals = samples.size();
  std::vector<double> between(signals, 0);
  double within = 0;
  for (std::size_t i = 0; i + 1 < samples[0].size(); ++i) {
    const auto missing = [i](const std::vector<std::int32_t>& of) {
      return of[i] == missing_sample || of[i + 1] == missing_sample;
    };
    if (std::ranges::any_of(samples, missing)) continue;
    for (std::size_t s = 0; s < signals; ++s) {
      const double next = s + 1 < signals ? samples[s + 1][i] : samples[0][i + 1];
      between[s] += std::abs(next - samples[s][i]);
      within += std::abs(static_cast<double>(samples[s][i + 1]) - samples[s][i]);
    }
  }
  return within > 0 ? std::ranges::max(between) * static_cast<double>(signals) / within : 0;
}

}  // namespace

void doubt_lead_order(Recording& recording, RecordingInfo& info, const std::vector<int>& signals) {
  if (signals.size() < 2) return;
  int moving = 0, in_pieces = 0;
  for (const RecordingPart& part :
       parts_of(info.frames,
                std::min(longest_order_part, most_order_samples / static_cast<double>(signals.size())))) {
    const double step = step_between_signals(read_part(recording, signals, part));
    moving += step > 0 ? 1 : 0;
    in_pieces += step > 0 && step < most_step ? 1 : 0;
  }
  // A part may be one of noise, or hold the end of a lead.
  if (in_pieces == 0 || 3 * in_pieces < 2 * moving) return;
  std::string names;
  for (const int signal : signals)
    names += (names.empty() ? "" : ", ") + info.signals[static_cast<std::size_t>(signal)].name;
  info.warnings.push_back(fmt::format(
      "{}: one lead after the other is stored, it seems, where the header has their samples interleaved: "
      "each "
      "lead holds a part of every lead, and hearts beat {} times too fast; labels mean nothing, store the "
      "leads interleaved or each in a file of its own",
      names, signals.size()));
}

}  // namespace rwave
