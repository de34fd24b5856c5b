#include "cli/label_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rwave/error.h"

namespace rwave::cli {
namespace {

constexpr double same_beat = 0.15;         // s, as of Adapter
constexpr double mostly = 0.9, few = 0.5;  // shares of beats that lie where some were found
constexpr std::size_t telling_beats = 5;   // fewer lie there by chance

std::string_view unit_text(PlaceUnit unit) {
  return unit == PlaceUnit::samples ? "samples" : unit == PlaceUnit::seconds ? "seconds" : "milliseconds";
}

bool fit(const LabelTable& table, PlaceUnit unit, double rate, std::int64_t frames) {
  return std::ranges::all_of(
      placed(table, unit, rate), [frames](std::int64_t sample) { return sample < frames; },
      &TaughtBeat::sample);
}

}  // namespace

std::vector<TaughtBeat> placed(const LabelTable& table, PlaceUnit unit, double rate) {
  const double frames = unit == PlaceUnit::samples ? 1 : unit == PlaceUnit::seconds ? rate : rate / 1000;
  std::vector<TaughtBeat> beats;
  for (std::size_t i = 0; i < table.places.size(); ++i)
    beats.push_back(
        {std::llround(std::min(table.places[i] * frames, LabelTable::greatest_place)), table.labels[i]});
  return beats;
}

std::int64_t join_repeated(std::vector<TaughtBeat>& beats, double rate, const std::string& file) {
  std::ranges::stable_sort(beats, {}, &TaughtBeat::sample);
  std::vector<TaughtBeat> apart;
  for (const TaughtBeat& beat : beats) {
    const bool repeated =
        !apart.empty() && static_cast<double>(beat.sample - apart.back().sample) < same_beat * rate;
    if (!repeated) {
      apart.push_back(beat);
    } else if (beat.label != apart.back().label) {
      throw Error(file, fmt::format("samples {} and {} are one beat, labelled {} and {}: leave one of them",
                                    apart.back().sample, beat.sample, apart.back().label, beat.label));
    }
  }
  const auto left_out = static_cast<std::int64_t>(beats.size() - apart.size());
  beats = std::move(apart);
  return left_out;
}

std::int64_t at_found_beats(std::span<const TaughtBeat> beats, std::span<const std::int64_t> found,
                            double rate) {
  const auto reach = static_cast<std::int64_t>(same_beat * rate);
  return std::ranges::count_if(beats, [&](const TaughtBeat& beat) {
    const auto next = std::ranges::lower_bound(found, beat.sample - reach);
    return next != found.end() && *next <= beat.sample + reach;
  });
}

double share_by_chance(std::size_t found, const RecordingInfo& recording) {
  const double seconds = static_cast<double>(recording.frames) / recording.rate;
  return std::min(1.0, 2 * same_beat * static_cast<double>(found) / seconds);
}

// Places read in a wrong unit lie anywhere: by chance a beat was found near one in three of them.
PlaceUnit settle_unit(const LabelTable& table, std::span<const std::int64_t> found, double rate,
                      std::int64_t frames, std::vector<std::string>& warnings) {
  const auto count = static_cast<double>(table.places.size());
  const auto share = [&](PlaceUnit unit) {
    return fit(table, unit, rate, frames)
               ? static_cast<double>(at_found_beats(placed(table, unit, rate), found, rate)) / count
               : 0.0;
  };
  std::vector<PlaceUnit> likely;
  bool second = false;
  for (const PlaceUnit unit : {PlaceUnit::samples, PlaceUnit::seconds, PlaceUnit::milliseconds}) {
    const double at_beats = share(unit);
    if (at_beats >= mostly) likely.push_back(unit);
    second = second || (at_beats >= few && at_beats < mostly);
  }
  const bool tells = likely.size() == 1 && table.places.size() >= telling_beats && !second;
  if (table.unit) {
    if (tells && likely.front() != *table.unit)
      throw Error(table.file,
                  fmt::format("the values of column {} are {}, it seems, not {}: as such they lie "
                              "where beats are found; name the column so",
                              table.column, unit_text(likely.front()), unit_text(*table.unit)));
    return *table.unit;
  }
  if (!tells)
    throw Error(table.file, fmt::format("column {} states no unit, and its values do not tell it: name it "
                                        "sample, seconds or ms",
                                        table.column));
  warnings.push_back(
      fmt::format("column {} states no unit: taken for {}, as its values so lie where beats are "
                  "found",
                  table.column, unit_text(likely.front())));
  return likely.front();
}

}  // namespace rwave::cli
