#include "signal/leads.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "record/channel_kind.h"
#include "record/voltage_unit.h"
#include "rwave/detector.h"
#include "rwave/error.h"
#include "signal/detect/lead_track.h"

namespace rwave {
namespace {

constexpr double segment_seconds = 12;
constexpr double clear_enough =
    0.5;  // of the clearest lead's clearness; noise alone has about a third of an ECG's
constexpr std::array segments = {0.1, 0.5, 0.85};  // of the recording, where each begins

struct Lead {
  int signal;
  // Level of QRS complexes over the background's, geometric mean over the segments.
  double clearness;
};

double signal_rate(const RecordingInfo& info, int signal) {
  return info.rate * info.signals[static_cast<std::size_t>(signal)].samples_per_frame;
}

// ln of the QRS level over the background. 0, worst of all, where the lead is flat or not recorded.
double clearness_within(Recording& recording, int signal, std::int64_t first, std::int64_t frames) {
  // The detector's own levels, so that "clear" means clear to the detector that will work on the
  // lead.
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
  const auto frames = std::min(info.frames, static_cast<std::int64_t>(segment_seconds * info.rate));
  double sum = 0;
  // Three places, as electrodes fall off and are put on again. The sum of logarithms makes one bad
  // place count, but not decide.
  for (const double begin : segments) {
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

// Letters and digits alone, in lower case: "II," of the BIDMC records is "ii".
std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// The lead's name without the words that stand with it: "ii" of "II", "ECG Lead II" and "MDC_ECG_LEAD_II".
std::string bare_lead(std::string_view name) {
  std::string letters = letters_of(without_lead_words(name));
  for (const std::string_view word :
       {"mdc", "ecg", "ekg", "lead", "ableitung", "abl", "derivation", "elec", "potl"})
    if (letters.starts_with(word)) letters.erase(0, word.size());
  return letters;
}

// The twelve, with the names that Holters and monitors have for them; lead II and those like it first.
constexpr std::array<std::string_view, 17> lead_order = {"mlii", "ii",   "ml2", "dii", "v5", "v2",
                                                         "i",    "di",   "v1",  "v4",  "v6", "v3",
                                                         "iii",  "diii", "avf", "avl", "avr"};
constexpr int standard_leads = static_cast<int>(lead_order.size());

// Signals with their numbers and what they are taken to be: "1 EEG C3-A2 (EEG), 2 Flow (respiration)".
std::string list_signals(const RecordingInfo& info) {
  std::string list;
  for (std::size_t s = 0; s < info.signals.size(); ++s) {
    const SignalInfo& signal = info.signals[s];
    const ChannelKind kind = kind_of(signal);
    list += fmt::format("{}{} {} ({}{})", list.empty() ? "" : ", ", s + 1, signal.name,
                        kind == ChannelKind::unknown ? "of no known kind" : name_of(kind),
                        signal.units.empty() ? "" : ", " + signal.units);
  }
  return list.empty() ? "none" : list;
}

bool is_ear_reference(std::string_view name) {
  const std::string plain = letters_of(name);
  return plain == "a1" || plain == "a2" || plain == "m1" || plain == "m2";
}

// The signals of the kind that are voltages.
std::vector<Lead> leads_of(const RecordingInfo& info, ChannelKind wanted, bool among_eeg) {
  std::vector<Lead> leads;
  for (int s = 0; s < static_cast<int>(info.signals.size()); ++s) {
    const SignalInfo& signal = info.signals[static_cast<std::size_t>(s)];
    if (kind_of(signal) != wanted || millivolts_per_unit(signal) <= 0) continue;
    // In a sleep recording A1 and A2 are electrodes at the ears, elsewhere they may be a board's
    // inputs.
    if (among_eeg && is_ear_reference(signal.name)) continue;
    leads.push_back({s, 0});
  }
  return leads;
}

std::string names_of(const RecordingInfo& info, const std::vector<Lead>& leads) {
  std::string names;
  for (const Lead& lead : leads) names += (names.empty() ? "" : ", ") + lead_name(info, lead.signal);
  return names;
}

// Signals that no label calls an ECG: those that stand out clearly enough next to the clearest.
void keep_clear(Recording& recording, std::vector<Lead>& leads) {
  for (Lead& lead : leads) lead.clearness = clearness_of(recording, lead.signal);
  const double best = std::ranges::max(leads, {}, &Lead::clearness).clearness;
  if (best > 0)
    std::erase_if(leads, [best](const Lead& lead) { return lead.clearness < clear_enough * best; });
}

std::vector<int> clearest_two(Recording& recording, std::vector<Lead> leads) {
  const RecordingInfo& info = recording.info();
  const auto same_rate = [&](const Lead& a, const Lead& b) {
    return signal_rate(info, a.signal) == signal_rate(info, b.signal);
  };
  // Two leads of one rate need no comparison: both are taken, and no signal is read for it.
  if (leads.size() == 2 && same_rate(leads[0], leads[1])) return {leads[0].signal, leads[1].signal};
  if (leads.size() == 1) return {leads[0].signal};
  for (Lead& lead : leads) lead.clearness = clearness_of(recording, lead.signal);
  // Standard leads first: next to them, other channels that are called ECG are composites, filtered copies or
  // a second recorder's more often than not. One without a QRS complex has no precedence.
  const auto rank = [&](const Lead& lead) {
    const bool standard =
        standard_lead_rank(info.signals[static_cast<std::size_t>(lead.signal)].name) < standard_leads;
    return std::pair(standard && lead.clearness > 0, lead.clearness);
  };
  std::ranges::stable_sort(leads, std::greater(), rank);
  // The detector takes samples of both leads side by side, so they must have one rate.
  const auto second = std::find_if(leads.begin() + 1, leads.end(),
                                   [&](const Lead& lead) { return same_rate(lead, leads[0]); });
  if (second == leads.end()) return {leads[0].signal};
  // In the file's order, so that the choice does not depend on which is the clearer by a hair.
  const auto [one, other] = std::minmax(leads[0].signal, second->signal);
  return {one, other};
}

std::string passed_over(const RecordingInfo& info, const std::vector<int>& chosen) {
  std::string list;
  for (int s = 0; s < static_cast<int>(info.signals.size()); ++s) {
    const SignalInfo& signal = info.signals[static_cast<std::size_t>(s)];
    const ChannelKind kind = kind_of(signal);
    if (kind == ChannelKind::ecg || std::ranges::find(chosen, s) != chosen.end()) continue;
    list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", lead_name(info, s),
                        kind == ChannelKind::unknown ? "not labelled ECG" : name_of(kind));
  }
  return list;
}

}  // namespace

int standard_lead_rank(std::string_view name) {
  return static_cast<int>(std::ranges::find(lead_order, bare_lead(name)) - lead_order.begin());
}

double millivolts_per_unit(const SignalInfo& signal) {
  const VoltageUnit unit = unit_of(signal.units);
  return unit.kind == UnitKind::none ? 1 : unit.millivolts;
}

std::string lead_name(const RecordingInfo& recording, int signal) {
  const std::string& name = recording.signals.at(static_cast<std::size_t>(signal)).name;
  return std::ranges::count(recording.signals, name, &SignalInfo::name) < 2
             ? name
             : fmt::format("{} ({})", name, signal + 1);
}

int find_lead(const RecordingInfo& recording, std::string_view name) {
  // The one that is meant; -1 where none is. The first of several would be a guess that nobody sees.
  const auto find = [&](const auto& is_it) {
    const auto found = std::ranges::find_if(recording.signals, is_it, &SignalInfo::name);
    if (found == recording.signals.end()) return -1;
    if (std::any_of(found + 1, recording.signals.end(),
                    [&](const SignalInfo& signal) { return is_it(signal.name); }))
      throw Error(recording.source, fmt::format("has several leads named {}; say which by its number: {}",
                                                name, list_signals(recording)));
    return static_cast<int>(found - recording.signals.begin());
  };
  for (int s = 0; s < static_cast<int>(recording.signals.size()); ++s)
    if (lead_name(recording, s) == name) return s;
  // From exact to loose: a file may hold both "V" and "v", and only then does case decide. Numbers
  // come before the loosest form, as "1" may also be contained in a name.
  if (const int found = find([&](const std::string& each) { return each == name; }); found >= 0) return found;
  if (const int found = find([&](const std::string& each) { return same_but_for_case(each, name); });
      found >= 0)
    return found;
  int number = 0;
  const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (fault == std::errc() && end == name.data() + name.size()) {
    if (number >= 1 && number <= static_cast<int>(recording.signals.size())) return number - 1;
    throw Error(recording.source,
                fmt::format("has no lead {}; its signals are {}", name, list_signals(recording)));
  }
  const std::string letters = letters_of(name);
  if (const int found = find([&](const std::string& each) { return letters_of(each) == letters; });
      found >= 0 && !letters.empty())
    return found;
  throw Error(recording.source,
              fmt::format("has no lead named {}; its signals are {}", name, list_signals(recording)));
}

LeadChoice explain_leads(Recording& recording) {
  const RecordingInfo& info = recording.info();
  LeadChoice choice;
  std::vector<Lead> leads = leads_of(info, ChannelKind::ecg, false);
  if (leads.empty()) {
    const bool among_eeg = std::ranges::any_of(
        info.signals, [](const SignalInfo& signal) { return kind_of(signal) == ChannelKind::eeg; });
    leads = leads_of(info, ChannelKind::unknown, among_eeg);
    if (leads.empty())
      throw Error(info.source,
                  fmt::format("no signal is an ECG in V, mV or uV; choose one with --lead NAME or NUMBER "
                              "if one is all the same: {}",
                              list_signals(info)));
    if (leads.size() > 1) keep_clear(recording, leads);
    // One signal alone in its file needs no label.
    if (info.signals.size() > 1)
      choice.warnings.push_back(
          fmt::format("no signal is labelled as an ECG: {} taken for one by its waves (--lead "
                      "chooses another of {})",
                      names_of(info, leads), list_signals(info)));
  }
  choice.leads = clearest_two(recording, leads);
  choice.passed_over = passed_over(info, choice.leads);
  return choice;
}

std::vector<int> choose_leads(Recording& recording) {
  return explain_leads(recording).leads;
}

std::vector<std::string> doubt_lead(const RecordingInfo& recording, int lead) {
  const SignalInfo& signal = recording.signals.at(static_cast<std::size_t>(lead));
  const ChannelKind kind = kind_of(signal);
  if (kind == ChannelKind::ecg || kind == ChannelKind::unknown) return {};
  return {fmt::format("{} is analysed as asked, though it is no ECG by its label or unit ({})",
                      lead_name(recording, lead), name_of(kind))};
}

// The model was trained on lead II of mitdb and svdb (MLII), and P waves are largest there.
// Detection prefers the clearest leads, labelling the lead that it knows.
int label_lead(Recording& recording) {
  const auto& signals = recording.info().signals;
  for (const std::string_view name : {"mlii", "ii", "ml2", "dii"}) {
    const auto found = std::ranges::find_if(
        signals, [&](const SignalInfo& signal) { return bare_lead(signal.name) == name; });
    const int lead = static_cast<int>(found - signals.begin());
    if (found != signals.end() && clearness_of(recording, lead) > 0) return lead;
  }
  const std::vector<int> leads = choose_leads(recording);
  std::vector<double> clearness;
  for (const int lead : leads) clearness.push_back(clearness_of(recording, lead));
  const double best = std::ranges::max(clearness);
  // Where nothing is clear, the first will do.
  const double enough = best > 0 ? clear_enough * best : best;
  const auto first = std::ranges::find_if(clearness, [&](double value) { return value >= enough; });
  return leads[static_cast<std::size_t>(first - clearness.begin())];
}

}  // namespace rwave
