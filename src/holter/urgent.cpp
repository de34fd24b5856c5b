// What of a recording must be looked at first, in sentences.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/text.h"
#include "holter/holter.h"
#include "rhythm/beat_intervals.h"

namespace rwave {

// Noise has beats that are none, one after another; a flat line has nothing, or now and then an artefact that
// passes for a beat. The detector cannot tell a lead that came off from a heart that stands still. Of each
// span its first part without a beat.
std::vector<SampleSpan> silent_spans(const HolterInput& input) {
  constexpr double least_seconds = 5;
  const double least = least_seconds * input.info.rate;
  std::vector<SampleSpan> found;
  if (!input.has_signal) return found;
  const auto& beats = input.beats;
  for (const SampleSpan& span : noise_spans(input.spans)) {
    std::int64_t from = span.first;
    auto next = std::ranges::lower_bound(beats, span.first, {}, &LabelledBeat::sample);
    for (; next != beats.end() && next->sample < span.end; ++next) {
      if (static_cast<double>(next->sample - from) >= least) break;
      from = next->sample;
    }
    const std::int64_t to = next == beats.end() ? span.end : std::min(next->sample, span.end);
    if (static_cast<double>(to - from) >= least) found.push_back({from, to});
  }
  // Low noise passes for one beat after another, in a lead that showed far higher ones.
  found.insert(found.end(), input.silent.begin(), input.silent.end());
  std::ranges::sort(found, {}, &SampleSpan::first);
  // The subrange that std::ranges::unique returns does not compile with clang 14 and gcc 12's library.
  found.erase(std::unique(found.begin(), found.end(),
                          [](const SampleSpan& a, const SampleSpan& b) { return b.first < a.end; }),
              found.end());
  return found;
}

bool is_urgent(const Episode& episode, double rate) {
  const double seconds = static_cast<double>(episode.end - episode.first) / rate;
  switch (episode.kind) {
    case RhythmKind::VentricularFibrillation:
    case RhythmKind::VentricularFlutter:
    case RhythmKind::Asystole:
      return true;
    case RhythmKind::VentricularTachycardia:
      return episode.beats >= urgent_vt_beats;
    case RhythmKind::Pause:
      return seconds >= 3;
    case RhythmKind::SupraventricularRun:
      return seconds >= 30;
    case RhythmKind::AtrialFibrillation:
      return episode.mean_rate > 110;
    default:
      return false;
  }
}

std::vector<std::string> urgent_findings(const Holter& holter) {
  std::vector<std::string> found;
  if (holter.input.has_signal && holter.total.analyzable < least_analyzable * holter.total.seconds)
    found.push_back(
        fmt::format("Analyzable for {:.1f} % of the time: what is stated here is not the heart's rhythm",
                    per_cent(holter.total.analyzable, holter.total.seconds)));
  const auto any = [&](std::initializer_list<RhythmKind> kinds, std::string_view what) {
    const auto test = [&](const Episode& e) {
      return std::ranges::find(kinds, e.kind) != kinds.end() && is_urgent(e, holter.input.info.rate);
    };
    const auto count = std::ranges::count_if(holter.episodes, test);
    const auto first = std::ranges::find_if(holter.episodes, test);
    if (count > 0)
      found.push_back(
          fmt::format("{}: {}, the first at {}", what, grouped(count), time_text(holter, first->first)));
  };
  // Low-passed noise swings as fibrillation does; only a heart seen elsewhere in the recording speaks against
  // it.
  any({RhythmKind::VentricularFibrillation, RhythmKind::VentricularFlutter},
      holter.total.beats > 0 ? "Ventricular fibrillation or flutter"
                             : "Ventricular fibrillation or flutter (no heartbeat in the whole recording: "
                               "noise of 2 to 10 Hz without a "
                               "heart looks the same)");
  const std::string tachycardia = fmt::format(
      "Ventricular tachycardia of {} beats and more{}", urgent_vt_beats,
      holter.total.sustained_vt > 0 ? fmt::format(" ({} sustained, {:.0f} s and more)",
                                                  grouped(holter.total.sustained_vt), sustained_vt_seconds)
                                    : "");
  any({RhythmKind::VentricularTachycardia}, tachycardia);
  any({RhythmKind::Asystole}, "Asystole of 4 s and more");
  if (const auto silent = silent_spans(holter.input); !silent.empty())
    found.push_back(fmt::format(
        "No signal of a heart for 5 s and more: {}, the first at {} (a lead that came off, "
        "or asystole)",
        grouped(static_cast<std::int64_t>(silent.size())), time_text(holter, silent.front().first)));
  any({RhythmKind::Pause}, "Pauses of 3 s and more");
  any({RhythmKind::SupraventricularRun}, "Supraventricular runs of 30 s and more");
  any({RhythmKind::AtrialFibrillation}, "Atrial fibrillation above 110 per minute");
  if (const double share = burden(holter.total, BeatClass::V); share > 10)
    found.push_back(fmt::format("Ventricular ectopic beats: {:.1f} % of analyzable beats", share));
  return found;
}

}  // namespace rwave
