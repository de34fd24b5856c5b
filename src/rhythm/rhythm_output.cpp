#include "rhythm/rhythm_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/csv_table.h"

namespace rwave {
namespace {

constexpr std::uint8_t rhythm_change = 28, note = 22, fibrillation_begins = 32, fibrillation_ends = 33;

bool is_fibrillation(RhythmKind kind) {
  return kind == RhythmKind::VentricularFibrillation || kind == RhythmKind::VentricularFlutter;
}

double rounded(double value, double steps) {
  return std::round(value * steps) / steps;
}

}  // namespace

// WFDB's rhythm annotations say from where on which rhythm holds, so that there can be one at a
// time. Episodes may overlap, hence the sweep over begins and ends, with the most important kind
// that is open.
std::vector<RhythmSegment> rhythm_segments(std::span<const Episode> episodes, std::int64_t frames) {
  // Begins and ends in order of time; between two of them the set of open episodes does not change.
  std::vector<std::pair<std::int64_t, std::size_t>> begins, ends;
  for (std::size_t i = 0; i < episodes.size(); ++i) {
    if (name_of(episodes[i].kind).code.empty() || episodes[i].end <= episodes[i].first) continue;
    begins.emplace_back(episodes[i].first, i);
    ends.emplace_back(episodes[i].end, i);
  }
  std::ranges::sort(begins);
  std::ranges::sort(ends);
  std::multiset<RhythmKind> open;
  std::vector<RhythmSegment> segments;
  if (frames > 0) segments.push_back({0, "(N"});
  auto begin = begins.begin();
  for (auto end = ends.begin(); begin != begins.end() || end != ends.end();) {
    const std::int64_t at = begin == begins.end()
                                ? end->first
                                : (end == ends.end() ? begin->first : std::min(begin->first, end->first));
    // Ends before begins at the same sample, or an episode that follows another directly would be
    // cut short.
    for (; end != ends.end() && end->first == at; ++end) open.erase(open.find(episodes[end->second].kind));
    for (; begin != begins.end() && begin->first == at; ++begin) open.insert(episodes[begin->second].kind);
    if (at >= frames) break;
    const std::string_view code = open.empty() ? "(N" : name_of(*open.begin()).code;
    if (!segments.empty() && segments.back().code == code) continue;
    if (!segments.empty() && segments.back().first == at) segments.pop_back();
    if (segments.empty() || segments.back().code != code)
      segments.push_back({std::max<std::int64_t>(at, 0), code});
  }
  return segments;
}

std::vector<Annotation> rhythm_annotations(std::span<const Episode> episodes, double rate,
                                           std::int64_t frames) {
  std::vector<Annotation> annotations;
  const auto add = [&](std::int64_t sample, std::uint8_t code, std::string text) {
    Annotation annotation;
    annotation.sample = std::clamp<std::int64_t>(sample, 0, std::max<std::int64_t>(frames - 1, 0));
    annotation.code = code;
    annotation.text = std::move(text);
    annotations.push_back(std::move(annotation));
  };
  for (const RhythmSegment& segment : rhythm_segments(episodes, frames))
    add(segment.first, rhythm_change, std::string(segment.code));
  for (const Episode& e : episodes) {
    if (is_fibrillation(e.kind)) {
      add(e.first, fibrillation_begins, "");
      add(e.end, fibrillation_ends, "");
    }
    if (e.kind == RhythmKind::Pause)
      add(e.first, note, fmt::format("PAUSE {:.2f} s", static_cast<double>(e.end - e.first) / rate));
  }
  std::ranges::stable_sort(annotations, {}, &Annotation::sample);
  return annotations;
}

std::string episodes_csv(std::string_view record, std::span<const Episode> episodes, double rate) {
  std::string text;
  for (const Episode& e : episodes)
    text +=
        fmt::format("{},{},{},{},{},{:.4f},{:.4f},{},{:.1f},{:.1f}\n", csv_cell(record), name_of(e.kind).key,
                    name_of(e.kind).code, e.first, e.end, static_cast<double>(e.first) / rate,
                    static_cast<double>(e.end - e.first) / rate, e.beats, e.mean_rate, e.max_rate);
  return text;
}

nlohmann::ordered_json episode_json(const Episode& e, double rate) {
  return {{"rhythm", name_of(e.kind).key},
          {"code", name_of(e.kind).code},
          {"first_sample", e.first},
          {"end_sample", e.end},
          {"start_s", rounded(static_cast<double>(e.first) / rate, 1e4)},
          {"duration_s", rounded(static_cast<double>(e.end - e.first) / rate, 1e4)},
          {"beats", e.beats},
          {"mean_rate", rounded(e.mean_rate, 10)},
          {"max_rate", rounded(e.max_rate, 10)}};
}

nlohmann::ordered_json episodes_json(std::span<const Episode> episodes, double rate) {
  auto list = nlohmann::ordered_json::array();
  for (const Episode& episode : episodes) list.push_back(episode_json(episode, rate));
  return list;
}

}  // namespace rwave
