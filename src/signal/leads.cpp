#include "signal/leads.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "rwave/detector.h"
#include "rwave/error.h"
#include "signal/detect/lead_track.h"

namespace rwave {
namespace {

constexpr double stretch_seconds = 12;
constexpr double clear_enough =
    0.5;  // of the clearest lead's clearness; noise alone has about a third of an ECG's
constexpr std::array stretches = {0.1, 0.5, 0.85};  // of the recording, where each begins

struct Lead {
  int signal;
  double clearness;  // level of QRS complexes over the background's, geometric mean over the stretches
};

double signal_rate(const RecordingInfo& info, int signal) {
  return info.rate * info.signals[static_cast<std::size_t>(signal)].samples_per_frame;
}

// ln of the QRS level over the background. 0, worst of all, where the lead is flat or not recorded.
double clearness_within(Recording& recording, int signal, std::int64_t first, std::int64_t frames) {
  LeadTrack track(signal_rate(recording.info(), signal));
  const double scale = millivolts_per_unit(recording.info().signals[static_cast<std::size_t>(signal)]);
  for (const float sample : recording.read_physical(signal, first, frames)) {
    track.push(static_cast<float>(sample * scale));
  }
  if (!track.levels().ready()) return 0;
  return std::log(track.levels().qrs() / track.levels().background());
}

double clearness_of(Recording& recording, int signal) {
  const RecordingInfo& info = recording.info();
  const double rate = signal_rate(info, signal);
  if (rate < Detector::lowest_rate || rate > Detector::highest_rate) return -1;
  const auto frames = std::min(info.frames, static_cast<std::int64_t>(stretch_seconds * info.rate));
  double sum = 0;
  for (const double begin : stretches) {
    const auto first =
        std::min(static_cast<std::int64_t>(begin * static_cast<double>(info.frames)), info.frames - frames);
    sum += clearness_within(recording, signal, first, frames);
  }
  return sum;
}

bool same_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

double millivolts_per_unit(const SignalInfo& signal) {
  if (signal.units == "mV" || signal.units.empty()) return 1;
  if (signal.units == "uV" || signal.units == "\xC2\xB5V") return 1e-3;
  return signal.units == "V" ? 1e3 : 0;
}

int find_lead(const RecordingInfo& recording, std::string_view name) {
  auto found = std::ranges::find(recording.signals, name, &SignalInfo::name);
  if (found == recording.signals.end()) {
    found = std::ranges::find_if(
        recording.signals, [&](const SignalInfo& signal) { return same_but_for_case(signal.name, name); });
  }
  if (found != recording.signals.end()) return static_cast<int>(found - recording.signals.begin());
  std::string names;
  for (const SignalInfo& signal : recording.signals) names += " " + signal.name;
  throw Error(recording.source, fmt::format("has no lead named {}; its leads are{}", name, names));
}

std::vector<int> choose_leads(Recording& recording) {
  const RecordingInfo& info = recording.info();
  std::vector<Lead> leads;
  for (int signal = 0; signal < static_cast<int>(info.signals.size()); ++signal) {
    if (millivolts_per_unit(info.signals[static_cast<std::size_t>(signal)]) > 0) leads.push_back({signal, 0});
  }
  if (leads.empty()) throw Error(info.source, "no signal is in V, mV or uV; name the ECG lead among them");
  const auto same_rate = [&](const Lead& a, const Lead& b) {
    return signal_rate(info, a.signal) == signal_rate(info, b.signal);
  };
  if (leads.size() == 2 && same_rate(leads[0], leads[1])) return {leads[0].signal, leads[1].signal};
  if (leads.size() == 1) return {leads[0].signal};
  for (Lead& lead : leads) lead.clearness = clearness_of(recording, lead.signal);
  std::ranges::stable_sort(leads, std::greater(), &Lead::clearness);
  const auto second = std::find_if(leads.begin() + 1, leads.end(),
                                   [&](const Lead& lead) { return same_rate(lead, leads[0]); });
  if (second == leads.end()) return {leads[0].signal};
  const auto [one, other] = std::minmax(leads[0].signal, second->signal);
  return {one, other};
}

int label_lead(Recording& recording) {
  const auto& signals = recording.info().signals;
  for (const std::string_view name : {"MLII", "II", "ML2"}) {
    const auto found = std::ranges::find_if(
        signals, [&](const SignalInfo& signal) { return same_but_for_case(signal.name, name); });
    const int lead = static_cast<int>(found - signals.begin());
    if (found != signals.end() && clearness_of(recording, lead) > 0) return lead;
  }
  const std::vector<int> leads = choose_leads(recording);
  std::vector<double> clearness;
  for (const int lead : leads) clearness.push_back(clearness_of(recording, lead));
  const double best = std::ranges::max(clearness);
  const double enough = best > 0 ? clear_enough * best : best;  // where nothing is clear, the first will do
  const auto first = std::ranges::find_if(clearness, [&](double value) { return value >= enough; });
  return leads[static_cast<std::size_t>(first - clearness.begin())];
}

}  // namespace rwave
