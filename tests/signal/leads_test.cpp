// The choice of leads, on recordings made in memory.
#include "signal/leads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "math/random.h"
#include "rwave/error.h"
#include "signal/detected.h"
#include "signal/memory_recording.h"

namespace rwave::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SignalInfo in_units(const std::string& units) {
  SignalInfo signal;
  signal.units = units;
  return signal;
}

SignalInfo named(const std::string& name) {
  SignalInfo signal;
  signal.name = name;
  return signal;
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& fault) {
    return fault.what();
  }
  return "no error";
}

TEST(Leads, UnitsOfVoltage) {
  EXPECT_EQ(millivolts_per_unit(in_units("mV")), 1);
  EXPECT_EQ(millivolts_per_unit(in_units("")), 1);
  EXPECT_EQ(millivolts_per_unit(in_units("uV")), 1e-3);
  EXPECT_EQ(millivolts_per_unit(in_units("V")), 1e3);
  EXPECT_EQ(millivolts_per_unit(in_units("mmHg")), 0);
  EXPECT_EQ(millivolts_per_unit(in_units("mv")), 1);
  EXPECT_EQ(millivolts_per_unit(in_units("UV")), 1e-3);
}

TEST(Leads, ByName) {
  RecordingInfo info;
  info.source = "x.hea";
  info.signals = {named("MLII"), named("V5"), named("v5")};
  EXPECT_EQ(find_lead(info, "MLII"), 0);
  EXPECT_EQ(find_lead(info, "V5"), 1);
  EXPECT_EQ(find_lead(info, "v5"), 2);
  EXPECT_EQ(message_of([&] { find_lead(info, "V1"); }),
            "x.hea: has no lead named V1; its signals are 1 MLII (ECG, mV), 2 V5 (ECG, mV), 3 v5 (ECG, mV)");
}

// In the languages of the devices: "Abl. II" was no standard lead.
TEST(Leads, StandardOnesByTheWordsOfOtherLanguages) {
  for (const char* name : {"Abl. II",          "Ableitung II",   "Dérivation II", "DÉRIVATION II",
                           "Derivación II",    "Derivazione II", "Afleiding II",  "MDC_ECG_LEAD_II",
                           "Svod II",          "II. svod",       "Derivação II",  "Odpr. II",
                           "Odprowadzenie II", "Отв. II",        "Отведение II",  "II отведение",
                           "II导联",           "导联II",         "第II誘導",      "Avledning II",
                           "LeadII",           "AbleitungII",    "ECG II"})
    EXPECT_EQ(standard_lead_rank(name), standard_lead_rank("II")) << name;
  EXPECT_EQ(standard_lead_rank("Dérivation V1"), standard_lead_rank("V1"));
}

TEST(Leads, ByNumberAndWithOtherPunctuation) {
  RecordingInfo info;
  info.source = "x.hea";
  info.signals = {named("RESP,"), named("II,")};
  EXPECT_EQ(find_lead(info, "2"), 1);
  EXPECT_EQ(find_lead(info, "ii"), 1);
  EXPECT_THAT(message_of([&] { find_lead(info, "3"); }), HasSubstr("has no lead 3; its signals are 1 RESP,"));
}

// What the polysomnogram of issue reports holds: EEG, EOG and EMG are voltages too, and beat every ECG's
// clearness.
TEST(Leads, OtherVoltagesAreNoLeads) {
  MemoryRecording recording = MemoryRecording::simulated(40, 3);
  recording.signal(0).name = "EEG Fpz-Cz";
  recording.signal(1).name = "ECG";
  recording.signal(2).name = "EMG chin";
  const LeadChoice choice = explain_leads(recording);
  EXPECT_THAT(choice.leads, ElementsAre(1));
  EXPECT_EQ(choice.passed_over, "EEG Fpz-Cz (EEG), EMG chin (EMG)");
  EXPECT_THAT(choice.warnings, ElementsAre());
  recording.signal(1).name = "Status";
  EXPECT_THAT(message_of([&] { choose_leads(recording); }),
              HasSubstr("1 EEG Fpz-Cz (EEG, mV), 2 Status (status or trigger, mV), 3 EMG chin (EMG, mV)"));
}

// A1 and A2 of a sleep recording are electrodes at the ears; where there is no EEG they may be a board's
// inputs.
TEST(Leads, ElectrodesAtTheEarsAreNoLeads) {
  MemoryRecording recording = MemoryRecording::simulated(40, 2);
  recording.signal(0).name = "EEG C3";
  recording.signal(1).name = "A1";
  EXPECT_THAT(message_of([&] { choose_leads(recording); }), HasSubstr("no signal is an ECG in V, mV or uV"));
  recording.signal(0).name = "M2";
  EXPECT_THAT(choose_leads(recording), ElementsAre(0, 1));
}

TEST(Leads, WithoutLabelsTheWavesDecideWhichIsSaid) {
  MemoryRecording recording = MemoryRecording::simulated(40, 2);
  recording.signal(0).name = "channel a";
  recording.signal(1).name = "channel b";
  Random random(1);
  for (std::int32_t& sample : recording.samples(0)) sample = static_cast<std::int32_t>(200 * random.normal());
  const LeadChoice choice = explain_leads(recording);
  EXPECT_THAT(choice.leads, ElementsAre(1));
  ASSERT_EQ(choice.warnings.size(), 1U);
  EXPECT_THAT(choice.warnings[0],
              HasSubstr("no signal is labelled as an ECG: channel b taken for one by its waves"));
}

TEST(Leads, OneOrTwoVoltagesAreAllTaken) {
  MemoryRecording recording = MemoryRecording::simulated(30, 2);
  EXPECT_THAT(choose_leads(recording), ElementsAre(0, 1));
  recording.signal(0).units = "mmHg";
  EXPECT_THAT(choose_leads(recording), ElementsAre(1));
}

TEST(Leads, OfMoreTheTwoClearestAreTaken) {
  MemoryRecording recording = MemoryRecording::simulated(60, 3);
  Random random(1);
  for (std::int32_t& sample : recording.samples(1)) sample = static_cast<std::int32_t>(200 * random.normal());
  EXPECT_THAT(choose_leads(recording), ElementsAre(0, 2));
}

TEST(Leads, AFlatLeadIsTheLastChoice) {
  MemoryRecording recording = MemoryRecording::simulated(60, 3);
  for (std::int32_t& sample : recording.samples(0)) sample = 0;
  EXPECT_THAT(choose_leads(recording), ElementsAre(1, 2));
}

TEST(Leads, LeadTwoIsLabelledWhereverItStands) {
  auto recording = MemoryRecording::simulated(40, 2);
  recording.signal(0).name = "V5";
  recording.signal(1).name = "MLII";
  EXPECT_EQ(label_lead(recording), 1);
  recording.signal(1).name = "ii";
  EXPECT_EQ(label_lead(recording), 1);
  EXPECT_EQ(find_lead(recording.info(), "II"), 1);
}

TEST(Leads, WithoutLeadTwoOrInAFlatOneTheClearestIsLabelled) {
  auto recording = MemoryRecording::simulated(40, 2);
  recording.signal(0).name = "II";
  std::ranges::fill(recording.samples(0), 5);
  EXPECT_EQ(label_lead(recording), 1);
  recording.signal(0).name = "A";
  EXPECT_EQ(label_lead(recording), 1);
}

// Labels that EDF cut to the same 16 characters: the first one was labelled, whichever was meant.
TEST(Leads, ANameOfSeveralIsRefusedAndTheyAreToldApart) {
  auto recording = MemoryRecording::simulated(40, 3);
  recording.signal(0).name = recording.signal(2).name = "ECG electrode le";
  EXPECT_EQ(lead_name(recording.info(), 0), "ECG electrode le (1)");
  EXPECT_EQ(lead_name(recording.info(), 1), "V1");
  for (const char* name : {"ECG electrode le", "ecg electrode LE", "ECG-electrode-le"})
    EXPECT_THAT(message_of([&] { find_lead(recording.info(), name); }),
                ::testing::AllOf(HasSubstr("several leads named"), HasSubstr("say which by its number"),
                                 HasSubstr("3 ECG electrode le (ECG, mV)")));
  EXPECT_EQ(find_lead(recording.info(), "3"), 2);
  EXPECT_EQ(find_lead(recording.info(), "ECG electrode le (3)"), 2);
  EXPECT_EQ(find_lead(recording.info(), "v1"), 1);
}

TEST(Leads, WithoutAVoltageThereIsNone) {
  MemoryRecording recording = MemoryRecording::simulated(30, 1);
  recording.signal(0).units = "mmHg";
  EXPECT_THAT(message_of([&] { choose_leads(recording); }), HasSubstr("no signal is an ECG in V, mV or uV"));
}

}  // namespace
}  // namespace rwave::testing
