// Tables as devices, spreadsheets and programs write them: the same ECG in each form, which must come out
// alike.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "record/channel_kind.h"
#include "record/device_table.h"
#include "record/files.h"
#include "record/voltage_unit.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

TEST_F(DeviceTables, AppleWatchInSeveralLanguages) {
  const auto points = [](int i) { return fmt::format("{:.3f}", 1000 * ecg_at(i)); };
  const auto decimal_commas = [](int i) { return with_commas(fmt::format("{:.3f}", 1000 * ecg_at(i))); };
  expect_ecg(ecg_table("Name,Test Person\nDate of Birth,\"Jan 1, 1970\"\nRecorded Date,2026-05-30 16:32:18 "
                       "-0700\nClassification,"
                       "Sinus Rhythm\nSymptoms,\nSoftware Version,1.90\nDevice,\"Watch6,7\"\nSample Rate,512 "
                       "hertz\n\n\nLead,Lead I\n"
                       "Unit,\xc2\xb5V\n\n",
                       points),
             512, "Lead I");
  expect_ecg(ecg_table("Nome,X\nData da grava\xc3\xa7\xc3\xa3o,2026-05-30 16:32:18 "
                       "-0300\nVers\xc3\xa3o,1.90\nFrequ\xc3\xaancia da "
                       "amostra,512 hertz\n\nDeriva\xc3\xa7\xc3\xa3o,Lead I\nUnidade,\xc2\xb5V\n\n",
                       decimal_commas),
             512, "Lead I");
  expect_ecg(
      ecg_table(
          "\xef\xbb\xbfName,X\nAbtastrate,\"511,391 Hertz\"\n\nAbleitung,Ableitung I\nEinheit,\xc2\xb5V\n\n",
          decimal_commas),
      511.391, "Ableitung I");
  expect_ecg(
      ecg_table(
          "\xe5\x90\x8d\xe5\x89\x8d,"
          "X\n\xe3\x82\xb5\xe3\x83\xb3\xe3\x83\x97\xe3\x83\xab\xe3\x83\xac\xe3\x83\xbc\xe3\x83\x88,512"
          "\xe3\x83\x98\xe3\x83\xab\xe3\x83\x84\n\n\xe8\xaa\x98\xe5\xb0\x8e,I\n\xe5\x8d\x98\xe4\xbd\x8d,"
          "\xc2\xb5V\n\n",
          points),
      512, "I");
  expect_ecg(ecg_table("Sample Rate,512 hertz\n\nОтведение,Отв. I\nUnit,\xc2\xb5V\n\n", points), 512,
             "Отв. I");
}

TEST_F(DeviceTables, PolarAndMovesense) {
  expect_ecg(ecg_table("Phone timestamp;sensor timestamp [ns];timestamp [ms];ecg [uV]\n",
                       [](int i) {
                         return fmt::format("{};{};{:.1f};{:.0f}", iso_time(i / 130.0),
                                            838432586543515816 + static_cast<std::int64_t>(i * 1e9 / 130),
                                            i * 1000 / 130.0, 1000 * ecg_at(i));
                       }),
             130, "ecg");
  // 73 rows a packet, which share the time at which the phone had them.
  expect_ecg(ecg_table("Phone timestamp;ecg [uV]\n",
                       [](int i) {
                         return fmt::format("{};{:.0f}", iso_time((i / 73 + 1) * 73 / 130.0),
                                            1000 * ecg_at(i));
                       }),
             130, "ecg");
  expect_ecg(ecg_table("timestamp,sample\n",
                       [](int i) { return fmt::format("{},{:.0f}", 1000 + 4 * i, 1000 * ecg_at(i)); }),
             250, "sample");
}

TEST_F(DeviceTables, ShimmerOpenBciOpenSignals) {
  expect_ecg(
      ecg_table("\"sep=\t\"\nShimmer_4B0E_Timestamp_Unix_CAL\tShimmer_4B0E_ECG_LL-RA_24BIT_CAL\tShimmer_"
                "4B0E_Battery\nms\tmV\tmV\n",
                [](int i) { return fmt::format("{:.3f}\t{:.6f}\t3700", 1.7e12 + i * 3.90625, ecg_at(i)); }),
      256, "Shimmer_4B0E_ECG_LL-RA_24BIT_CAL");
  expect_ecg(
      ecg_table("%OpenBCI Raw EXG Data\n%Number of channels = 8\n%Sample Rate = 250 Hz\nSample Index, EXG "
                "Channel 0, Accel Channel 0, "
                "Timestamp, Timestamp (Formatted)\n",
                [](int i) {
                  return fmt::format("{}.0, {:.4f}, 0.1, {:.5f}, {}", i % 256, 1000 * ecg_at(i),
                                     1.7e9 + i / 250.0, iso_time(i / 250.0, "2026-07-26", ' '));
                }),
      250, "EXG Channel 0");
  const auto r = open(ecg_table(
      "# OpenSignals Text File Format. Version 1\n# {\"00:07\": {\"sensor\": [\"ECG\"], \"column\": "
      "[\"nSeq\", \"I1\", \"O1\", "
      "\"A1\"], \"sampling rate\": 1000, \"label\": [\"A1\"], \"resolution\": [4, 1, 1, 10]}}\n# "
      "EndOfHeader\n",
      [](int i) { return fmt::format("{}\t0\t0\t{}\t", i % 16, 512 + static_cast<int>(100 * ecg_at(i))); }));
  EXPECT_EQ(r->info().rate, 1000);
  EXPECT_EQ(r->info().signals.back().name, "ECG");
  EXPECT_THAT(r->info().warnings, Contains(HasSubstr("are an ADC's own numbers")));
}

TEST_F(DeviceTables, BioSppyKardiaLabChartAndPrograms) {
  const auto one = [](int i) { return fmt::format("{:.4f}", ecg_at(i)); };
  expect_ecg(
      ecg_table("# Simple Text Format\n# Sampling Rate (Hz):= 1000.00\n# Resolution:= 12\n# Labels:= ECG\n",
                one),
      1000, "column 1");
  expect_ecg(ecg_table("# Sampling rate = 300 Hz, Mains filter 50 Hz\nVoltage (mV)\n", one), 300, "Voltage");
  expect_ecg(ecg_table("Frequency: 300 Hz\nFilter: 50 Hz notch\nLead I,battery\n",
                       [](int i) { return fmt::format("{:.0f},3", 1000 * ecg_at(i)); }),
             300, "Lead I");
  expect_ecg(ecg_table("Interval=\t0.002 s\nChannelTitle=\tECG\tResp\nRange=\t10.000 mV\t10.000 V\n",
                       [](int i) { return fmt::format("{:.3f}\t{:.4f}\t0.5", i / 500.0, ecg_at(i)); }),
             500, "ECG");
  expect_ecg(ecg_table("# ecg\n", [](int i) { return fmt::format("{:.18e}", ecg_at(i)); }), 250, "column 1",
             250);
  expect_ecg(ecg_table("", [](int i) { return fmt::format("{:.18e} {:.18e}", i / 250.0, ecg_at(i)); }), 250,
             "column 2");
  expect_ecg(ecg_table(",ecg\n", [](int i) { return fmt::format("{},{:.4f}", i, ecg_at(i)); }), 250, "ecg",
             250);
  expect_ecg(
      ecg_table("\"time\" \"ecg\"\n",
                [](int i) { return fmt::format("\"{}\" {:.4f} {:.4f}", i + 1, i / 250.0, ecg_at(i)); }),
      250, "ecg");
  expect_ecg(ecg_table("   Elapsed time       MLII\n   hh:mm:ss.mmm       (mV)\n",
                       [](int i) { return fmt::format("    0:{:06.3f}    {:.4f}", i / 250.0, ecg_at(i)); }),
             250, "MLII");
}

TEST_F(DeviceTables, SpreadsheetsOfEveryCountry) {
  const auto german = [](int i) { return with_commas(fmt::format("{:.3f};{:.4f}", i / 250.0, ecg_at(i))); };
  expect_ecg(ecg_table("\xef\xbb\xbfZeit (s);EKG (mV)\r\n", [&](int i) { return german(i) + "\r"; }), 250,
             "EKG");
  expect_ecg(ecg_table("EKG\n", [](int i) { return with_commas(fmt::format("{:.4f}", ecg_at(i))); }), 250,
             "EKG", 250);
  expect_ecg(
      ecg_table("Zeit [s];EKG [\xb5V]\n",
                [](int i) { return with_commas(fmt::format("{:.3f};{:.1f}", i / 250.0, 1000 * ecg_at(i))); }),
      250, "EKG");
  expect_ecg(
      ecg_table("", [](int i) { return with_commas(fmt::format("{:.3f} {:.4f}", i / 250.0, ecg_at(i))); }),
      250, "column 2");
  expect_ecg(ecg_table("\"time\",\"ecg (mV)\"\n",
                       [](int i) {
                         return with_commas(fmt::format("\"{:.3f}\"_\"{:.4f}\"", i / 250.0, ecg_at(i)))
                             .replace(with_commas(fmt::format("\"{:.3f}\"", i / 250.0)).size(), 1, ",");
                       }),
             250, "ecg");
  const std::string plain =
      ecg_table("time,ecg\n", [](int i) { return fmt::format("{:.3f},{:.4f}", i / 250.0, ecg_at(i)); });
  expect_ecg(as_utf16(plain, false), 250, "ecg");
  expect_ecg(as_utf16(plain, true), 250, "ecg");
  std::string mac = plain;
  std::ranges::replace(mac, '\n', '\r');
  expect_ecg(mac, 250, "ecg");
  std::string twice;
  for (const char c : plain) twice += c == '\n' ? std::string("\r\r\n") : std::string(1, c);
  expect_ecg(twice, 250, "ecg");
}

TEST_F(DeviceTables, ThousandsAreTold) {
  const auto r = open(ecg_table("sample;ecg (uV)\n",
                                [](int i) {
                                  const int value = 900 + static_cast<int>(1000 * ecg_at(i));
                                  return value < 1000
                                             ? fmt::format("{};{}", i, value)
                                             : fmt::format("{};{}.{:03}", i, value / 1000, value % 1000);
                                }),
                      250);
  const auto values = r->read_physical(0, 0, ecg_rows);
  EXPECT_NEAR(*std::ranges::max_element(values), 2140, 60);
  EXPECT_GT(*std::ranges::min_element(values), 800);
}

// As browsers write numbers: two decimals at most, none where they are 0, so that one in a hundred is whole
// and has thousands alone.
TEST_F(DeviceTables, ThousandsOfRareWholeNumbersAreTold) {
  const auto written = [](int i, char thousands, char mark) {
    const double microvolts = std::round(ecg_at(i) * 1000) + 3000 + (i % 97 == 0 ? 0 : 0.25);
    const int whole = static_cast<int>(microvolts);
    std::string text = fmt::format("{}{}{:03}", whole / 1000, thousands, whole % 1000);
    if (i % 97 != 0) text += fmt::format("{}25", mark);
    return text;
  };
  for (const auto& [thousands, mark] : {std::pair(',', '.'), std::pair('.', ',')}) {
    const auto r = open(ecg_table("time (ms);ECG (uV)\n", [&, t = thousands, m = mark](int i) {
      return fmt::format("{};{}", 4 * i, written(i, t, m));
    }));
    ASSERT_EQ(r->info().signals.size(), 1U);
    const auto values = r->read_physical(0, 0, ecg_rows);
    for (int i = 0; i < ecg_rows; ++i)
      ASSERT_NEAR(values[static_cast<std::size_t>(i)], ecg_at(i) * 1000 + 3000, 1) << i;
  }
}

TEST_F(DeviceTables, UnitsByAmplitude) {
  const auto unit_of_scale = [&](double scale, const char* form) {
    const auto r = open(
        ecg_table("ecg\n", [&](int i) { return fmt::format(fmt::runtime(form), scale * ecg_at(i)); }), 250);
    return r->info().signals.at(0).units + (r->info().warnings.empty() ? "" : " said");
  };
  EXPECT_EQ(unit_of_scale(1, "{:.4f}"), "mV");
  EXPECT_EQ(unit_of_scale(1e-3, "{:.7f}"), "V said");
  EXPECT_EQ(unit_of_scale(1e3, "{:.1f}"), "uV said");
  const auto r = open(ecg_table("ecg\n", [](int i) { return fmt::format("{:.6f}", 0.02 * ecg_at(i)); }), 250);
  EXPECT_THAT(r->info().warnings, Contains(HasSubstr("they are scaled to 1.5 mV")));
  const auto values = r->read_physical(0, 0, ecg_rows);
  EXPECT_NEAR(*std::ranges::max_element(values) - *std::ranges::min_element(values), 1.5, 0.3);
}

// By the noise of what follows, the recording was volts, and its noise was labelled.
TEST_F(DeviceTables, ALeadThatComesOffKeepsItsUnit) {
  const auto r = open(ecg_table("ecg\n",
                                [](int i) {
                                  const double noise = 0.004 * (i * 7919 % 5 - 2);
                                  return fmt::format("{:.4f}", i < 0.35 * ecg_rows ? ecg_at(i) : noise);
                                }),
                      250);
  EXPECT_EQ(r->info().signals.at(0).units, "mV");
  EXPECT_TRUE(r->info().warnings.empty()) << r->info().warnings.front();
}

TEST_F(DeviceTables, CountersAreNoLeads) {
  for (const char* name : {"counter", "Sample Index", "nSeq", "point", "#", "n", "x"})
    expect_ecg(ecg_table(std::string(name) + ",ecg\n",
                         [](int i) { return fmt::format("{},{:.4f}", i % 256, ecg_at(i)); }),
               250, "ecg", 250);
  expect_ecg(ecg_table("", [](int i) { return fmt::format("{},{:.4f}", i, ecg_at(i)); }), 250, "column 2",
             250);
}

// What NeuroKit writes next to its two signals: phases that rise and fall, marks, numbers.
TEST_F(DeviceTables, PhasesAndMarksAreNoClocksAndNoLeads) {
  expect_ecg(
      ecg_table("ECG_Raw,ECG_Rate,ECG_Quality,ECG_R_Peaks,ECG_T_Offsets,ECG_Phase_Completion_Ventricular\n",
                [](int i) {
                  return fmt::format("{:.4f},{},0.9,{},{},{:.3f}", ecg_at(i), 75 + i % 3, i % 200 == 55,
                                     i % 200 == 120, i % 200 / 200.0);
                }),
      250, "ECG_Raw", 250);
  // A ramp that takes longer than the head to fall is found to be none on the way.
  expect_ecg(ecg_table("ecg,ramp\n",
                       [](int i) { return fmt::format("{:.4f},{:.3f}", ecg_at(i), i % 1200 / 250.0); }),
             250, "ecg", 250);
}

TEST_F(DeviceTables, AcqKnowledgeAndLabChart) {
  const auto rows_of = [](const char* form) {
    return [form](int i) { return fmt::format(fmt::runtime(form), i / 60000.0, ecg_at(i), i % 7); };
  };
  const std::string head = "subject.acq\n1 msec/sample\n2 channels\nECG\nmV\nRSP\nVolts\n";
  expect_ecg(ecg_table(head + "min\tCH1\tCH2\t\n\t1500\t1500\t\n", rows_of("{0:.7g}\t{1:.4f}\t{2}\t")), 1000,
             "ECG");
  expect_ecg(ecg_table(head + "CH1\tCH2\t\n1500\t1500\t\n", rows_of("{1:.4f}\t{2}\t")), 1000, "ECG");
  expect_ecg(ecg_table("Interval=\t0.004 s\nChannelTitle=\tECG\tResp\nUnitName=\tmV\tV\n",
                       [](int i) {
                         return fmt::format("{:.3f}\t{:.4f}\t0.5{}", i / 250.0, ecg_at(i),
                                            i == 700 ? "\t#* a comment" : "");
                       }),
             250, "ECG");
}

TEST_F(DeviceTables, RowsThatAreNoFramesAreRefused) {
  std::string wide = "I", beats;
  for (int i = 0; i < 1200; ++i) wide += fmt::format(",{:.3f}", ecg_at(i));
  for (int i = 0; i < 40; ++i) {
    for (int k = 0; k < 187; ++k) beats += fmt::format("{:.3f},", 0.5 + ecg_at(k) / 3);
    beats += "0\n";
  }
  EXPECT_THAT(testing::fault_of([&] { open(wide + "\n" + wide + "\n", 500); }), HasSubstr("1201 columns"));
  EXPECT_THAT(testing::fault_of([&] { open(beats, 125); }), HasSubstr("188 columns without names"));
}

}  // namespace
}  // namespace rwave
