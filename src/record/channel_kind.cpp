#include "record/channel_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "record/channel_words.h"
#include "record/voltage_unit.h"

namespace rwave {
namespace {

using enum ChannelKind;

// The words of a label in upper case, without what stands between them. Digits stay with their letters:
// "ECG1". Chinese, Japanese and Korean signs are words of their own, as no blank parts them: "II导联".
std::vector<std::string> label_words(std::string_view label) {
  constexpr unsigned char first_byte_of_two = 0xc0, first_byte_of_three = 0xe0;
  std::vector<std::string> words(1);
  bool signs = false;
  for (const char c : label) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || byte >= 0x80) {
      const bool begins = byte < 0x80 || byte >= first_byte_of_two;
      if (begins && signs != (byte >= first_byte_of_three)) {
        signs = !signs;
        if (!words.back().empty()) words.emplace_back();
      }
      words.back() += static_cast<char>(byte < 0x80 ? std::toupper(byte) : byte);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool contains(const auto& list, std::string_view word) {
  return std::ranges::find(list, word) != std::ranges::end(list);
}

// An electrode of the 10-20 or 10-10 system: letters of a region, then 'Z' or a number to 10; M1, M2, A1, A2
// are references at the ears.
bool is_electrode(std::string_view word) {
  constexpr std::array<std::string_view, 18> regions = {"FP", "AF", "F", "FT", "FC", "T",  "C",  "TP", "CP",
                                                        "P",  "PO", "O", "A",  "M",  "FZ", "CB", "I",  "N"};
  std::size_t letters = 0;
  while (letters < word.size() && word[letters] >= 'A' && word[letters] <= 'Z') ++letters;
  const std::string_view digits = word.substr(letters);
  if (digits.empty()) {
    return word.size() >= 2 && word.size() <= 3 && word.back() == 'Z' &&
           contains(regions, word.substr(0, word.size() - 1));
  }
  if (!contains(regions, word.substr(0, letters)) || digits.size() > 2) return false;
  return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) &&
         (digits.size() == 1 || digits == "10");
}

// "F3M2", "C4A1": two electrodes written together.
bool is_electrode_pair(std::string_view word) {
  for (std::size_t cut = 2; cut + 2 <= word.size(); ++cut)
    if (is_electrode(word.substr(0, cut)) && is_electrode(word.substr(cut))) return true;
  return false;
}

// ECG in other scripts: Russian (with the bytes of Windows-1251 read as Latin-1), Greek, Chinese, Japanese,
// Korean.
constexpr std::array<std::string_view, 9> foreign_ecg = {"ЭКГ",    "экг",  "ÝÊÃ",    "ΗΚΓ",   "心电",
                                                         "心电图", "心電", "心電図", "심전도"};

bool begins_with_ecg(std::string_view word) {
  return word.starts_with("ECG") || word.starts_with("EKG") || word.starts_with("ELEKTROKARDIO") ||
         word.starts_with("ELECTROCARDIO") || word == "POTL" || word.starts_with("CARDIO") ||
         word.starts_with("KARDIO") || contains(foreign_ecg, word);
}

// "Ableitung", "DERIVACIÓN": a lead, in some language. "ABLEITUNGII" names it, too.
bool is_lead_word(std::string_view word) {
  if (word == "LEAD" || word == "ABL") return true;
  if (word.ends_with("II") || std::isdigit(static_cast<unsigned char>(word.back())) != 0) return false;
  return std::ranges::any_of(lead_word_stems, [&](std::string_view stem) { return word.starts_with(stem); });
}

// Words that stand with a lead's name and say nothing of their own.
bool is_filler(std::string_view word) {
  constexpr std::array<std::string_view, 19> fillers = {
      "CHANNEL", "CH",  "KANAL",    "SIGNAL", "MOD", "MV",  "UV",      "RAW",       "FILTERED", "REF",
      "MDC",     "NEG", "MODIFIED", "CAL",    "POL", "MLD", "BIPOLAR", "AUGMENTED", "BRUSTWAND"};
  return is_lead_word(word) || contains(fillers, word);
}

// The first word that the table knows decides, as labels name the channel first and then its
// details.
ChannelKind kind_by_words(const std::vector<std::string>& words, std::span<const KindWord> table) {
  for (const std::string& word : words) {
    for (const KindWord& entry : table) {
      if (word == entry.word || (entry.prefix && word.starts_with(entry.word))) return entry.kind;
      // "RESP2", "HR1": a number behind the word.
      if (!entry.prefix && word.starts_with(entry.word) &&
          word.find_first_not_of("0123456789", entry.word.size()) == std::string::npos)
        return entry.kind;
    }
  }
  return unknown;
}

// Accelerometers and gyroscopes name their axes: "a_x", "gX", "AccX" (which the words tell already).
bool is_axis(const std::vector<std::string>& words) {
  const auto axis = [](std::string_view text) { return text == "X" || text == "Y" || text == "Z"; };
  constexpr std::string_view sensors = "AGM";
  if (words.size() == 2 && words[0].size() == 1 && sensors.find(words[0][0]) != std::string_view::npos)
    return axis(words[1]);
  return words.size() == 1 && words[0].size() == 2 && sensors.find(words[0][0]) != std::string_view::npos &&
         axis(std::string_view(words[0]).substr(1));
}

// A lead's name and fillers, and nothing else: "V" alone is a lead, "V velocity" is not.
bool is_lead(const std::vector<std::string>& words) {
  bool lead = false;
  for (const std::string& word : words) {
    if (is_filler(word)) continue;
    if (!contains(lead_names, word)) return false;
    lead = true;
  }
  return lead;
}

ChannelKind kind_of_unit(std::string_view text) {
  std::string unit;
  for (const char c : text)
    if (c != ' ') unit += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  constexpr std::array<std::string_view, 8> pressures = {"mmhg", "cmh2o", "kpa", "mbar",
                                                         "hpa",  "pa",    "bar", "torr"};
  constexpr std::array<std::string_view, 7> motions = {"g", "mg", "m/s2", "m/s^2", "m/(s^2)", "deg/s", "dps"};
  constexpr std::array<std::string_view, 6> temperatures = {"degc",
                                                            "\xc2\xb0"
                                                            "c",
                                                            "c",
                                                            "\xc2\xb0",
                                                            "k",
                                                            "celsius"};
  if (contains(pressures, unit)) return pressure;
  if (contains(motions, unit)) return motion;
  if (contains(temperatures, unit)) return temperature;
  if (unit == "%" || unit == "percent") return oxygen;
  if (unit == "us" || unit == "\xc2\xb5s" || unit == "usiemens" || unit == "\xc2\xb5siemens" ||
      unit == "kohms")
    return skin;
  return unit == "l/min" || unit == "lpm" || unit == "l/s" || unit == "ml" ? respiration : derived;
}

}  // namespace

std::string_view name_of(ChannelKind kind) {
  switch (kind) {
    case ecg:
      return "ECG";
    case eeg:
      return "EEG";
    case eog:
      return "EOG";
    case emg:
      return "EMG";
    case respiration:
      return "respiration";
    case oxygen:
      return "oxygen saturation";
    case pulse:
      return "plethysmogram";
    case pressure:
      return "pressure";
    case motion:
      return "motion";
    case temperature:
      return "temperature";
    case skin:
      return "skin conductance";
    case status:
      return "status or trigger";
    case clock:
      return "clock or counter";
    case derived:
      return "no waveform of an ECG";
    default:
      return "unknown";
  }
}

ChannelKind kind_of_label(std::string_view label) {
  const std::vector<std::string> words = label_words(label);
  if (words.empty()) return unknown;
  // The order of these tests is the rule. A standard lead's name is the strongest hint; qualifiers
  // such as "heart rate" come before the word ECG, as "ECG HR" is a number and no waveform.
  if (is_lead(words)) return ecg;
  if (const ChannelKind kind = kind_by_words(words, qualifiers); kind != unknown) return kind;
  // Before EEG: electroencephalographs write "EEG EKG1-REF" for their ECG.
  if (std::ranges::any_of(words, begins_with_ecg)) return ecg;
  if (is_axis(words)) return motion;
  if (words.size() == 1 && (words[0] == "E1" || words[0] == "E2")) return eog;
  // Inputs and outputs of boards ("I1", "A1") are named like electrodes and leads: alone they say nothing.
  if (words.size() == 1 && words[0].size() == 2 && (words[0][0] == 'A' || words[0][0] == 'M')) return unknown;
  if (words.size() == 1 && words[0].size() == 2 && words[0][0] == 'I') return status;
  if (words.size() >= 2 && (words[0] == "E1" || words[0] == "E2") && is_electrode(words[1])) return eog;
  if (const ChannelKind kind = kind_by_words(words, kind_words); kind != unknown) return kind;
  if (is_electrode(words[0]) || is_electrode_pair(words[0])) return eeg;
  // "V1-V2", "CM2-CM5": a difference of two leads.
  if (std::ranges::all_of(
          words, [](const std::string& word) { return contains(lead_names, word) || is_filler(word); }) &&
      std::ranges::any_of(words, [](const std::string& word) { return contains(lead_names, word); }))
    return ecg;
  return unknown;
}

std::string without_lead_words(std::string_view label) {
  std::string left;
  for (const std::string& word : label_words(label))
    if (!is_lead_word(word)) left += (left.empty() ? "" : " ") + word;
  return left;
}

ChannelKind kind_of(const SignalInfo& signal) {
  if (const ChannelKind kind = kind_of_label(signal.name); kind != unknown) return kind;
  const VoltageUnit unit = unit_of(signal.units);
  // X, Y and Z are Frank leads in a Holter file and axes of an accelerometer in a table. A stated
  // voltage tells them apart.
  const std::vector<std::string> words = label_words(signal.name);
  if (words.size() == 1 && (words[0] == "X" || words[0] == "Y" || words[0] == "Z"))
    return unit.kind == UnitKind::voltage && signal.calibrated ? ecg : motion;
  if (!signal.transducer.empty()) {
    if (const ChannelKind kind = kind_of_label(signal.transducer); kind != unknown) return kind;
  }
  // A unit that is no voltage comes last: labels are written by people, units often by a default.
  return unit.kind == UnitKind::other ? kind_of_unit(signal.units) : unknown;
}

}  // namespace rwave
