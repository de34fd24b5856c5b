// What channels record, by the labels that public files and devices have.
#include "record/channel_kind.h"

#include <gmock/gmock.h>

#include "record/voltage_unit.h"

namespace rwave {
namespace {

void expect_kind(ChannelKind kind, std::initializer_list<const char*> labels) {
  for (const char* label : labels) EXPECT_EQ(name_of(kind_of_label(label)), name_of(kind)) << label;
}

// "ch5" of a recorder that numbers its channels is no head-to-V5 lead next to eleven that are nothing.
TEST(ChannelKinds, NumberedChannelsSayNothing) {
  expect_kind(ChannelKind::unknown, {"ch1", "CH5", "Ch 5", "channel 5"});
  expect_kind(ChannelKind::ecg, {"ЭКГ", "心电", "ЭКГ II", "Brustwand V1"});
}

TEST(ChannelKinds, EcgLeads) {
  expect_kind(ChannelKind::ecg, {"ECG",
                                 "EKG",
                                 "ecg",
                                 "ECG I",
                                 "ECG II",
                                 "ECG1",
                                 "ECG1-ECG2",
                                 "ECGL-ECGR",
                                 "EKG 2",
                                 "MLII",
                                 "II",
                                 "iii",
                                 "aVR",
                                 "AVF",
                                 "v1",
                                 "V9",
                                 "V4R",
                                 "vx",
                                 "MCL1",
                                 "MCL",
                                 "CM5",
                                 "CC5",
                                 "ML5",
                                 "mod.V1",
                                 "V1-V2",
                                 "CM2-CM5",
                                 "D3",
                                 "DII",
                                 "Lead I",
                                 "Lead II",
                                 "Ableitung II",
                                 "Abl. II",
                                 "Dérivation V1",
                                 "DÉRIVATION V1",
                                 "Derivación II",
                                 "Derivação II",
                                 "Svod II",
                                 "Odpr. aVR",
                                 "Отв. II",
                                 "II отведение",
                                 "II导联",
                                 "MDC_ECG_LEAD_V1",
                                 "MDC_ECG_ELEC_POTL_II",
                                 "EEG EKG1-REF",
                                 "POL EKG",
                                 "Shimmer_4B0E_ECG_LL-RA_24BIT_CAL",
                                 "ecg_uV",
                                 "II,",
                                 "V,",
                                 "X1 EKG"});
}

TEST(ChannelKinds, PolysomnographyAndElectroencephalography) {
  expect_kind(ChannelKind::eeg, {"EEG Fpz-Cz", "EEG", "F3-M2", "C4A1", "C3-A2", "O2-M1", "Fp1", "Fz", "Cz",
                                 "T8-P8", "EEG(sec)", "F2-F4", "EEG C3-A2", "PO10", "C4:A1", "Pz"});
  expect_kind(ChannelKind::eog,
              {"EOG horizontal", "EOG(L)", "ROC-LOC", "LOC", "ROC-A1", "E1-M2", "E2", "LOC-A2"});
  expect_kind(ChannelKind::emg,
              {"EMG chin", "Chin1-Chin2", "EMG submental", "LEG/L", "Leg 1", "TIB Dx", "LAT", "RAT", "PLMl"});
  expect_kind(ChannelKind::respiration,
              {"RESP", "Resp oro-nasal", "Airflow", "Flow", "THOR RES", "ABDO RES", "Thorax", "Abdomen",
               "NEW AIR", "Snore", "TERMISTORE", "Flusso", "EtCO2", "Nasal Pressure", "Chest"});
  expect_kind(ChannelKind::oxygen, {"SaO2", "SpO2", "SAO2", "OSAT"});
}

TEST(ChannelKinds, MonitorsAndWearables) {
  expect_kind(ChannelKind::pulse,
              {"PLETH", "Pleth", "PPG", "ppg_green", "BVP", "MDC_PULS_OXIM_PLETH", "PULSE"});
  expect_kind(ChannelKind::pressure, {"ABP", "ART", "CVP", "PAP", "ICP", "BP", "MDC_PRESS_BLD_ART_ABP"});
  expect_kind(ChannelKind::motion,
              {"AccX", "ACC_Y", "accelerometer z", "a_x", "g_z", "Gyro X", "mag_y", "POSITION"});
  expect_kind(ChannelKind::temperature, {"Temp rectal", "temperature"});
  expect_kind(ChannelKind::skin, {"GSR", "EDA"});
  expect_kind(ChannelKind::status, {"LEADOFF I", "Status", "Trigger", "TRIG", "Event marker", "Annotations",
                                    "ECG Status", "STI 014", "ECG quality"});
  expect_kind(ChannelKind::clock, {"time", "timestamp", "Sample Index", "counter", "nSeq", "ECG time"});
  expect_kind(ChannelKind::derived, {"HR", "Heart Rate", "RR", "ECG_HR", "bpm"});
  expect_kind(ChannelKind::unknown,
              {"A1", "EXG Channel 0", "channel 1", "signal 0", "AUX", "column 1", "value", ""});
}

TEST(ChannelKinds, TransducerAndUnitAreEvidenceToo) {
  SignalInfo signal;
  signal.name = "channel 4";
  signal.units = "mmHg";
  EXPECT_EQ(kind_of(signal), ChannelKind::pressure);
  signal.units = "uV";
  EXPECT_EQ(kind_of(signal), ChannelKind::unknown);
  signal.transducer = "ECG electrodes";
  EXPECT_EQ(kind_of(signal), ChannelKind::ecg);
  signal = {};
  signal.name = "X";
  EXPECT_EQ(kind_of(signal), ChannelKind::ecg) << "a Frank lead, in mV";
  signal.units = "g";
  EXPECT_EQ(kind_of(signal), ChannelKind::motion);
}

TEST(VoltageUnits, InEverySpelling) {
  for (const char* text :
       {"mV", "mv", "MV", "Mv", "millivolt", "millivolts", "mVolt", "[mV]", "(mV)", " mV "})
    EXPECT_EQ(unit_of(text).millivolts, 1) << text;
  for (const char* text :
       {"uV", "UV", "uv", "\xc2\xb5V", "\xce\xbcV", "\xb5V", "microV", "microvolts", "uVolt", "?V"})
    EXPECT_EQ(unit_of(text).millivolts, 1e-3) << text;
  for (const char* text : {"V", "v", "Volt", "volts"}) EXPECT_EQ(unit_of(text).millivolts, 1e3) << text;
  EXPECT_EQ(unit_of("nV").millivolts, 1e-6);
  for (const char* text : {"", "-", "n/a", "adu", "raw", "NU", "counts"})
    EXPECT_EQ(unit_of(text).kind, UnitKind::none) << text;
  for (const char* text : {"mmHg", "%", "bpm", "kPa", "m/s2", "V/s", "mVs"})
    EXPECT_EQ(unit_of(text).kind, UnitKind::other) << text;
  EXPECT_TRUE(is_raw_unit("ADC"));
  EXPECT_FALSE(is_raw_unit("mV"));
}

}  // namespace
}  // namespace rwave
