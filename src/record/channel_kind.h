#pragma once
// What a channel records, told by its label, its transducer text and its unit: an ECG lead, or an EEG, a
// pressure, a trigger ... that must never be analysed as one. The words are in one table (channel_kind.cpp).

#include <string>
#include <string_view>

#include "rwave/recording.h"

namespace rwave {

// Only `ecg` is analysed unasked; `unknown` is where nothing speaks against an ECG. The kinds in between
// differ for messages alone ("2 is an EEG"): finer ones were not needed.
enum class ChannelKind {
  ecg,
  eeg,
  eog,
  emg,
  respiration,
  oxygen,
  // Light through tissue: plethysmogram, PPG. It has peaks at the heart's rate, and is no ECG.
  pulse,
  // Of an artery, a vein or the skull; a blood pressure has beats as well.
  pressure,
  // Accelerometer, gyroscope, position.
  motion,
  temperature,
  // Conductance of the skin: GSR, EDA.
  skin,
  // Trigger, marker, annotations, quality, battery.
  status,
  // Times and counters of samples, which rise for ever.
  clock,
  // Heart rate, RR intervals, impedance and other numbers.
  derived,
  unknown,
};

// "ECG", "EEG", "respiration", ...: as messages name the kind, in English whatever language the label is
// in.
std::string_view name_of(ChannelKind kind);

// The kind that a label says: "ECG I", "EKG1-EKG2", "MLII" and "MDC_ECG_LEAD_V1" are ECG leads, "F3-M2" and
// "C4A1" EEG, "LOC" EOG. Upper and lower case count alike.
ChannelKind kind_of_label(std::string_view label);

// The words of a label in upper case, without those for a lead in any language: "II" of "Lead II", "Svod II",
// "Отведение II" and "II导联".
std::string without_lead_words(std::string_view label);

// The kind of a signal: by its label; where that says nothing, by the transducer, then by a unit that is no
// voltage. Bare "X", "Y", "Z" are Frank leads where they are voltages, else motion.
ChannelKind kind_of(const SignalInfo& signal);

}  // namespace rwave
