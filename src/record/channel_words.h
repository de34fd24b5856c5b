#pragma once
// The words of channel labels, in upper case: the one table by which record/channel_kind.cpp tells what a
// channel records. A new word of a device goes here, with a line in tests/record/channel_kind_test.cpp.

#include <array>
#include <string_view>

#include "record/channel_kind.h"

namespace rwave {

// Names of single leads: the twelve, the right and posterior chest leads, Frank's, the bipolar ones of Holter
// and monitor, and DI to DIII of Romance languages. Refused: CH5, head to V5, as "ch5" is the fifth channel
// of every recorder that numbers them, and it alone would be analysed of twelve.
inline constexpr std::array<std::string_view, 70> lead_names = {
    "I",   "II",   "III", "AVR",  "AVL",  "AVF",   "MAVR", "V",   "V1",   "V2",   "V3",  "V4",
    "V5",  "V6",   "V7",  "V8",   "V9",   "V1R",   "V2R",  "V3R", "V4R",  "V5R",  "V6R", "V7R",
    "VX",  "VY",   "VZ",  "MLI",  "MLII", "MLIII", "ML1",  "ML2", "ML3",  "ML5",  "ML6", "MV1",
    "MV2", "MV5",  "MCL", "MCL1", "MCL2", "MCL5",  "MCL6", "CM1", "CM2",  "CM3",  "CM4", "CM5",
    "CM6", "CMV5", "CC5", "CS5",  "CB5",  "NASA",  "CR5",  "DI",  "DII",  "DIII", "D1",  "D2",
    "D3",  "AVRN", "LI",  "LII",  "LIII", "VF",    "VL",   "VR",  "EASI", "ES"};

// How words for a lead begin; ASCII in upper case, other letters in both, as they are written. Not "LEAD" and
// "ABL": "LEADOFF I" is a mark, and an ablation catheter is none. English, German, Romance and Turkish;
// Dutch; Danish, Norwegian and Swedish; Czech; Slovak; Polish; Croatian, Serbian and Slovenian; Hungarian;
// Finnish; Russian and Bulgarian, and in Latin letters; Ukrainian; Greek; Chinese and Japanese; Korean.
inline constexpr std::array<std::string_view, 28> lead_word_stems = {
    "DERIV", "DéRIV", "DÉRIV",   "ABLEIT", "AFLEID", "AFLEDN", "AVLEDN", "SVOD", "ZVOD", "ODPR",
    "ODVOD", "ELVEZ", "KYTKENT", "отв",    "Отв",    "ОТВ",    "OTVED",  "відв", "Відв", "ВІДВ",
    "απαγ",  "Απαγ",  "ΑΠΑΓ",    "导联",   "導聯",   "誘導",   "第",     "유도"};

// A word of labels and what it makes of a channel. Every word is matched whole or with digits behind it
// ("RESP2"); short ones must not match a beginning: "LAT" is an EMG of the leg, "LATERAL" may be a chest
// lead.
struct KindWord {
  std::string_view word;
  ChannelKind kind;
  // Also at the beginning of a longer word: "TEMP" of "TEMPERATURE".
  bool prefix;
};

// Words that make a number or a mark of whatever stands with them: "ECG Status", "ECG quality", "ECG time".
// Asked before the beginnings of "ECG" and "EKG" count: "ECG Quality" is a mark and "ECG HR" a number.
inline constexpr std::array<KindWord, 54> qualifiers = {{
    {"TIME", ChannelKind::clock, true},          {"TIMESTAMP", ChannelKind::clock, true},
    {"MILLIS", ChannelKind::clock, true},        {"COUNTER", ChannelKind::clock, true},
    {"COUNT", ChannelKind::clock, false},        {"INDEX", ChannelKind::clock, false},
    {"NSEQ", ChannelKind::clock, false},         {"SEQ", ChannelKind::clock, false},
    {"SEQUENCE", ChannelKind::clock, false},     {"DATETIME", ChannelKind::clock, true},
    {"DATE", ChannelKind::clock, false},         {"CLOCK", ChannelKind::clock, false},
    {"STATUS", ChannelKind::status, true},       {"STAT", ChannelKind::status, false},
    {"OXSTATUS", ChannelKind::status, false},    {"QUALI", ChannelKind::status, true},
    {"TRIGGER", ChannelKind::status, true},      {"TRIG", ChannelKind::status, true},
    {"MARKER", ChannelKind::status, true},       {"MARK", ChannelKind::status, false},
    {"EVENT", ChannelKind::status, true},        {"ANNOT", ChannelKind::status, true},
    {"LABEL", ChannelKind::status, true},        {"BATTERY", ChannelKind::status, true},
    {"BATT", ChannelKind::status, false},        {"LEADOFF", ChannelKind::status, false},
    {"LOFF", ChannelKind::status, false},        {"PACE", ChannelKind::status, false},
    {"PACEMAKER", ChannelKind::status, false},   {"SYNC", ChannelKind::status, false},
    {"STIM", ChannelKind::status, true},         {"STI", ChannelKind::status, true},
    {"HR", ChannelKind::derived, false},         {"DHR", ChannelKind::derived, false},
    {"BPM", ChannelKind::derived, false},        {"RATE", ChannelKind::derived, false},
    {"HEARTRATE", ChannelKind::derived, false},  {"RR", ChannelKind::derived, false},
    {"RRI", ChannelKind::derived, false},        {"IBI", ChannelKind::derived, false},
    {"HRV", ChannelKind::derived, false},        {"IMPEDANCE", ChannelKind::derived, false},
    {"EDR", ChannelKind::respiration, false},    {"PHASE", ChannelKind::derived, false},
    {"COMPLETION", ChannelKind::derived, false}, {"PEAK", ChannelKind::derived, true},
    {"ONSET", ChannelKind::derived, true},       {"OFFSET", ChannelKind::derived, true},
    {"RPEAK", ChannelKind::derived, true},       {"SQI", ChannelKind::status, false},
    {"VALID", ChannelKind::status, false},       {"CONFIDENCE", ChannelKind::status, false},
    {"SEVERITY", ChannelKind::status, false},    {"BEAT", ChannelKind::derived, true},
}};

// Asked after the names of leads and the beginnings of "ECG" and "EKG" (channel_kind.cpp), in this order,
// word by word of the label. German and Italian words are those of polysomnographs whose EDF files are
// public.
inline constexpr std::array<KindWord, 131> kind_words = {{
    // Of the head: the EEG's electrodes are told by the rule of the 10-20 system, not by words.
    {"EEG", ChannelKind::eeg, true},
    {"EOG", ChannelKind::eog, true},
    // Right and left outer canthus: the eye's electrodes are named after its corners.
    {"ROC", ChannelKind::eog, true},
    {"LOC", ChannelKind::eog, true},
    // Muscles, with the names of those that sleep laboratories record: chin, legs (anterior tibial),
    // masseter.
    {"EMG", ChannelKind::emg, true},
    {"CHIN", ChannelKind::emg, true},
    {"LEG", ChannelKind::emg, true},
    {"LEGS", ChannelKind::emg, true},
    {"RLEG", ChannelKind::emg, true},
    {"LLEG", ChannelKind::emg, true},
    // Left and right anterior tibial; not prefixes, as LATERAL and RATE are other words.
    {"LAT", ChannelKind::emg, false},
    {"RAT", ChannelKind::emg, false},
    {"TIB", ChannelKind::emg, true},
    // Periodic limb movements.
    {"PLM", ChannelKind::emg, true},
    {"MASSETER", ChannelKind::emg, true},
    {"SUBMENTAL", ChannelKind::emg, true},
    // German: chin, leg.
    {"KINN", ChannelKind::emg, true},
    {"BEIN", ChannelKind::emg, true},
    // Of the chin (mentum), and of the arm; whole words only.
    {"MENTAL", ChannelKind::emg, false},
    {"ARM", ChannelKind::emg, false},
    // Breathing: belts, flow, snoring, carbon dioxide. "CHEST" and "THOR" alone are belts, as chest leads
    // are named by V and a number.
    {"RESP", ChannelKind::respiration, true},
    // Respiratory inductance plethysmography, a belt.
    {"RIP", ChannelKind::respiration, true},
    {"FLOW", ChannelKind::respiration, true},
    {"AIRFLOW", ChannelKind::respiration, true},
    {"AIR", ChannelKind::respiration, false},
    // At the nose: cannula, positive airway pressure, pressure transducers (PTAF, NPT).
    {"NASAL", ChannelKind::respiration, true},
    {"CANNULA", ChannelKind::respiration, true},
    {"CPAP", ChannelKind::respiration, true},
    {"XPAP", ChannelKind::respiration, true},
    {"PTAF", ChannelKind::respiration, true},
    {"NPT", ChannelKind::respiration, false},
    // Belts, in English and Italian.
    {"THOR", ChannelKind::respiration, true},
    {"TORACE", ChannelKind::respiration, true},
    {"CHEST", ChannelKind::respiration, true},
    {"ABD", ChannelKind::respiration, true},
    {"ADDOME", ChannelKind::respiration, true},
    {"EFFORT", ChannelKind::respiration, true},
    // Sound of breathing; SCHNARCH is German.
    {"SNORE", ChannelKind::respiration, true},
    {"SNOR", ChannelKind::respiration, true},
    {"SCHNARCH", ChannelKind::respiration, true},
    {"MIC", ChannelKind::respiration, false},
    // Carbon dioxide, at the end of a breath (ETCO2), and capnography.
    {"CO2", ChannelKind::respiration, false},
    {"ETCO2", ChannelKind::respiration, true},
    {"CAPNO", ChannelKind::respiration, true},
    // Thermistors in the air's way; FLUSS, ATEM and ATMUNG are flow, breath and breathing.
    {"THERM", ChannelKind::respiration, true},
    {"TERMISTORE", ChannelKind::respiration, true},
    {"FLUSS", ChannelKind::respiration, true},
    {"BREATH", ChannelKind::respiration, true},
    {"ATEM", ChannelKind::respiration, true},
    {"ATMUNG", ChannelKind::respiration, true},
    // Ventilators; not a prefix: VENTRICULAR is another word.
    {"VENT", ChannelKind::respiration, false},
    {"PNEUMO", ChannelKind::respiration, true},
    {"TIDAL", ChannelKind::respiration, true},
    {"LEAK", ChannelKind::respiration, false},
    // Piezoelectric belts, nasal air flow.
    {"PZT", ChannelKind::respiration, false},
    {"NAF", ChannelKind::respiration, false},
    // Oxygen saturation, in per cent.
    {"SPO2", ChannelKind::oxygen, true},
    {"SAO2", ChannelKind::oxygen, true},
    {"SO2", ChannelKind::oxygen, true},
    {"OSAT", ChannelKind::oxygen, true},
    // Short forms: whole words only, as many other words begin with them.
    {"SAT", ChannelKind::oxygen, false},
    {"OX", ChannelKind::oxygen, false},
    {"OXI", ChannelKind::oxygen, true},
    {"OXYMETER", ChannelKind::oxygen, false},
    // Light through a finger or from the skin, by the colour of the lamp as well.
    {"PLETH", ChannelKind::pulse, true},
    {"PPG", ChannelKind::pulse, true},
    {"BVP", ChannelKind::pulse, true},
    {"PULSE", ChannelKind::pulse, true},
    {"PULS", ChannelKind::pulse, true},
    // The sensor's lamps.
    {"IR", ChannelKind::pulse, false},
    {"RED", ChannelKind::pulse, false},
    {"GREEN", ChannelKind::pulse, false},
    {"PLE", ChannelKind::pulse, false},
    // Pulse transit time; what the sensor sees of other light.
    {"PTT", ChannelKind::pulse, false},
    {"AMBIENT", ChannelKind::pulse, false},
    {"PHOTO", ChannelKind::pulse, true},
    // Pressures: arterial, venous, pulmonary, of the skull, of umbilical vessels.
    {"ABP", ChannelKind::pressure, true},
    {"ART", ChannelKind::pressure, true},
    {"ARTERIAL", ChannelKind::pressure, true},
    // Central venous, pulmonary arterial and wedge, intracranial.
    {"CVP", ChannelKind::pressure, true},
    {"PAP", ChannelKind::pressure, true},
    {"PCWP", ChannelKind::pressure, true},
    {"ICP", ChannelKind::pressure, true},
    // Non-invasive and invasive blood pressure.
    {"NBP", ChannelKind::pressure, true},
    {"NIBP", ChannelKind::pressure, true},
    {"IBP", ChannelKind::pressure, true},
    {"BP", ChannelKind::pressure, true},
    // Right and left atrial; umbilical arterial and venous.
    {"RAP", ChannelKind::pressure, false},
    {"LAP", ChannelKind::pressure, false},
    {"UAP", ChannelKind::pressure, true},
    {"UVP", ChannelKind::pressure, true},
    // Mean arterial, left ventricular, aortic.
    {"MAP", ChannelKind::pressure, false},
    {"LVP", ChannelKind::pressure, true},
    {"AOP", ChannelKind::pressure, true},
    {"PRES", ChannelKind::pressure, true},
    {"PRESS", ChannelKind::pressure, true},
    {"DRUCK", ChannelKind::pressure, true},
    // Systolic and diastolic: numbers, a value per beat.
    {"SBP", ChannelKind::pressure, false},
    {"DBP", ChannelKind::pressure, false},
    {"PRESSURE", ChannelKind::pressure, true},
    // Movement and body position.
    {"ACC", ChannelKind::motion, true},
    {"ACCEL", ChannelKind::motion, true},
    {"GYR", ChannelKind::motion, true},
    {"GYRO", ChannelKind::motion, true},
    // Magnetometers, which turn with the body.
    {"MAG", ChannelKind::motion, true},
    {"MAGN", ChannelKind::motion, true},
    {"ACTIVITY", ChannelKind::motion, true},
    {"ACTIGRAPH", ChannelKind::motion, true},
    {"MOTION", ChannelKind::motion, true},
    {"MOVEMENT", ChannelKind::motion, true},
    {"POSITION", ChannelKind::motion, true},
    {"POS", ChannelKind::motion, false},
    {"BODY", ChannelKind::motion, false},
    // German and Italian: position.
    {"LAGE", ChannelKind::motion, false},
    {"POSIZIONE", ChannelKind::motion, false},
    {"LIGHT", ChannelKind::derived, false},
    // The rest: temperature, conductance of the skin, digital lines, sound, hypnograms, volumes.
    {"TEMP", ChannelKind::temperature, true},
    {"TEMPERATURE", ChannelKind::temperature, true},
    // Galvanic skin response, electrodermal activity, response and level of conductance.
    {"GSR", ChannelKind::skin, true},
    {"EDA", ChannelKind::skin, true},
    {"SCR", ChannelKind::skin, false},
    {"SCL", ChannelKind::skin, false},
    {"SKIN", ChannelKind::skin, false},
    {"DIGITAL", ChannelKind::status, true},
    {"SOUND", ChannelKind::derived, true},
    {"AUDIO", ChannelKind::derived, true},
    // Sleep stages, and numbers of other devices: volumes, stroke volume, pulse rate.
    {"STAGE", ChannelKind::derived, true},
    {"HYPNO", ChannelKind::derived, true},
    {"VOLUME", ChannelKind::derived, false},
    {"SV", ChannelKind::derived, false},
    {"PR", ChannelKind::derived, false},
}};

}  // namespace rwave
