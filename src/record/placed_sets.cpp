#include "record/placed_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "record/held_recording.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Frames between sets cost memory without holding anything, so they are limited to four times what is
// recorded.
constexpr double longest_gap_factor = 4;
constexpr double short_seconds = 3600;  // within which any gap is taken

}  // namespace

std::int64_t PlacedSet::frames() const {
  std::size_t longest = 0;
  for (const PlacedLead& lead : leads) longest = std::max(longest, lead.samples.size());
  return static_cast<std::int64_t>(longest);
}

std::int64_t Layout::first_frame(const PlacedSet& set) const {
  return std::llround((set.begin - begin) * set.rate);
}

std::optional<Layout> lay_out(std::vector<const PlacedSet*> sets) {
  Layout layout;
  layout.sets = std::move(sets);
  double recorded = 0;
  for (const PlacedSet* set : layout.sets) recorded += static_cast<double>(set->frames());
  const PlacedSet& first = *layout.sets.front();
  layout.begin = first.begin;
  for (const PlacedSet* set : layout.sets) {
    // One time axis needs one rate, and clocks of one kind: a time since the start cannot be placed
    // next to a time of day.
    if (set->rate != first.rate || set->absolute != first.absolute) return std::nullopt;
    layout.begin = std::min(layout.begin, set->begin);
  }
  const double most = std::max(longest_gap_factor * recorded, short_seconds * first.rate);
  std::vector<std::tuple<std::string, std::int64_t, std::int64_t>> spans;
  for (const PlacedSet* set : layout.sets) {
    if ((set->begin - layout.begin) * set->rate > most) return std::nullopt;
    const std::int64_t at = layout.first_frame(*set);
    layout.frames = std::max(layout.frames, at + set->frames());
    for (const PlacedLead& lead : set->leads)
      spans.emplace_back(lead.name, at, at + static_cast<std::int64_t>(lead.samples.size()));
  }
  // Sorted by lead and time, so that an overlap is between neighbours. Two samples of one lead at
  // one time are a contradiction that no choice here could settle.
  std::ranges::sort(spans);
  for (std::size_t i = 1; i < spans.size(); ++i) {
    const auto& [name, from, to] = spans[i];
    if (name == std::get<0>(spans[i - 1]) && from < std::get<2>(spans[i - 1])) return std::nullopt;
  }
  return layout;
}

// Copies the sets' leads to their places. A lead whose scale changes between sets takes the first one's, and
// the others' digits are rounded to it.
std::unique_ptr<Recording> build(const Layout& layout, RecordingInfo info) {
  info.rate = layout.sets.front()->rate;
  info.frames = layout.frames;
  std::vector<std::vector<std::int32_t>> samples;
  for (const PlacedSet* set : layout.sets) {
    for (const PlacedLead& lead : set->leads) {
      auto found = std::ranges::find(info.signals, lead.name, &SignalInfo::name);
      if (found == info.signals.end()) {
        SignalInfo signal;
        signal.name = lead.name;
        signal.units = lead.units;
        signal.calibrated = !lead.units.empty();
        signal.gain = lead.gain;
        signal.baseline = lead.baseline;
        info.signals.push_back(std::move(signal));
        samples.emplace_back(static_cast<std::size_t>(info.frames), missing_sample);
        found = info.signals.end() - 1;
      }
      if (found->units != lead.units)
        throw Error(info.source,
                    fmt::format("lead {} is in {} and in {}", lead.name, found->units, lead.units));
      auto* out =
          samples[static_cast<std::size_t>(found - info.signals.begin())].data() + layout.first_frame(*set);
      const bool same = found->gain == lead.gain && found->baseline == lead.baseline;
      if (!same)
        info.warnings.push_back(
            fmt::format("lead {}: the scale changes from {:g} to {:g} steps per {}; later samples "
                        "are rounded to the first",
                        lead.name, found->gain, lead.gain, lead.units));
      for (const std::int32_t sample : lead.samples) {
        const double value =
            same ? sample : (sample - lead.baseline) / lead.gain * found->gain + found->baseline;
        if (sample == missing_sample) {
          *out++ = missing_sample;
        } else if (std::abs(value) < 2147483647.0) {
          *out++ = static_cast<std::int32_t>(std::lround(value));
        } else {
          throw Error(info.source, fmt::format("lead {}: {} is out of range", lead.name, value));
        }
      }
    }
  }
  return hold(std::move(info), std::move(samples), {}, true);
}

}  // namespace rwave
