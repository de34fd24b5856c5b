#pragma once
// Which signals of a recording are ECG leads, and which of them R peaks are looked for in.

#include <string>
#include <string_view>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// Millivolts in one unit of the signal, in any spelling (record/voltage_unit.h); 0 where it is no voltage.
// Signals without units count as mV, as WFDB has it.
double millivolts_per_unit(const SignalInfo& signal);

// A signal's name as it is told: with its number behind it where another has the same (labels cut to EDF's 16
// characters): "ECG electrode le (2)".
std::string lead_name(const RecordingInfo& recording, int signal);

// The signal of that name (of lead_name(), too; where none has it, without regard to case, blanks and
// punctuation), or of that number, from 1 as `rwave info` lists them; as an index. Throws Error that lists
// the signals there are, and where several have the name.
int find_lead(const RecordingInfo& recording, std::string_view name);

// Place of a lead's name among the standard ones, lead II first, then by how well beats are labelled by it
// (V5, V2, I, ...); past them all for other names.
int standard_lead_rank(std::string_view name);

// What was chosen, and why.
struct LeadChoice {
  // One or two, in the order of the file.
  std::vector<int> leads;
  // "EEG C3-A2 (EEG), Flow (respiration)": what is no ECG; may be empty.
  std::string passed_over;
  // Where no label told what is an ECG.
  std::vector<std::string> warnings;
};

// ECG leads are told by label, transducer and unit (record/channel_kind.h). Where labels tell none, signals
// of no known kind are looked at: those whose QRS complexes stand out, which is a warning. Standard
// leads (I to III, aVR to aVF, V1 to V6, their Holter forms) come before others. Of the leads: all
// where there are one or two of one rate, else the two of one rate that stand out most clearly from their
// background in three segments of 12 s across the recording. Throws Error that lists the signals where none
// can be an ECG.
LeadChoice explain_leads(Recording& recording);

// The same without the reasons.
std::vector<int> choose_leads(Recording& recording);

// What is to be said where a person chose the lead: a warning where its label says that it is none; else
// nothing.
std::vector<std::string> doubt_lead(const RecordingInfo& recording, int lead);

// The signal whose beats are labelled: lead II under one of its names (MLII, II, ML2, in any case) where
// there is one in which beats can be seen, as networks are trained on it; else the first of choose_leads()
// that is not much less clear than the other (the first lead of a recording is lead II more often than not,
// whatever its name).
int label_lead(Recording& recording);

}  // namespace rwave
