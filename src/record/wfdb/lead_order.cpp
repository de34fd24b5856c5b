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

// Means of `length` samples that follow each other.
std::vector<double> moving_means(const std::vector<double>& samples, std::size_t length) {
  std::vector<double> means;
  double sum = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    sum += samples[i];
    if (i >= length) sum -= samples[i - length];
    if (i + 1 >= length) means.push_back(sum / static_cast<double>(length));
  }
  return means;
}

// Without mains hum of 50 and 60 Hz, which two leads have at different phases: its step from one lead to the
// other may be less than from one sample to the next. The last value stands for missing ones.
std::vector<double> without_hum(const std::vector<std::int32_t>& samples, double rate) {
  std::vector<double> held;
  for (const std::int32_t sample : samples)
    held.push_back(sample != missing_sample ? sample : held.empty() ? 0 : held.back());
  for (const double hum : {50.0, 60.0})
    held = moving_means(held, static_cast<std::size_t>(std::max<std::int64_t>(1, std::llround(rate / hum))));
  return held;
}

// Of samples by signal; 0 where nothing moves.
double step_between_signals(const std::vector<std::vector<std::int32_t>>& recorded, double rate) {
  std::vector<std::vector<double>> samples;
  for (const std::vector<std::int32_t>& signal : recorded) samples.push_back(without_hum(signal, rate));
  const std::size_t signals = samples.size();
  std::vector<double> between(signals, 0);
  double within = 0;
  for (std::size_t i = 0; i + 1 < samples[0].size(); ++i) {
    for (std::size_t s = 0; s < signals; ++s) {
      const double next = s + 1 < signals ? samples[s + 1][i] : samples[0][i + 1];
      between[s] += std::abs(next - samples[s][i]);
      within += std::abs(samples[s][i + 1] - samples[s][i]);
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
    const double step = step_between_signals(read_part(recording, signals, part), info.rate);
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
      "each lead holds a part of every lead, and hearts beat {} times too fast; labels mean nothing, store "
      "the "
      "leads interleaved or each in a file of its own",
      names, signals.size()));
}

}  // namespace rwave
