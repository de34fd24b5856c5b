// Tables as devices, spreadsheets and programs write them: the same ECG in each form, which must come out
// alike.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "record/channel_kind.h"
#include "record/files.h"
#include "record/voltage_unit.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int rows = 1500;

// Millivolts of row i: a slow wave, and a QRS complex of 1.2 mV every 200 rows.
double ecg_at(int i) {
  const int at = i % 200;
  return std::round(
             (0.05 * std::sin(i / 40.0) + (at >= 50 && at < 60 ? 1.2 * std::sin((at - 50) * 0.31) : 0)) *
             1e4) /
         1e4;
}

std::string commas(std::string text) {
  std::ranges::replace(text, '.', ',');
  return text;
}

// Head and rows.
std::string table(const std::string& head, const std::function<std::string(int)>& row) {
  std::string text = head;
  for (int i = 0; i < rows; ++i) text += row(i) + "\n";
  return text;
}

std::string utf16(const std::string& ascii, bool big) {
  std::string out = big ? "\xfe\xff" : "\xff\xfe";
  for (const char c : ascii) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}

std::string iso(double seconds, const char* day = "2026-07-26", char between = 'T') {
  const int whole = static_cast<int>(seconds);
  return fmt::format("{}{}21:{:02}:{:02}.{:03}", day, between, 56 + whole / 60, whole % 60,
                     static_cast<int>(std::lround((seconds - whole) * 1000)) % 1000);
}

class DeviceTables : public ::testing::Test {
 protected:
  std::unique_ptr<Recording> open(const std::string& text, std::optional<double> rate = std::nullopt) {
    put_file(folder_ / "x.csv", text);
    OpenOptions options;
    options.csv_rate = rate;
    return open_recording(folder_ / "x.csv", options);
  }

  // The table is the ECG at this rate: the lead of that name, in mV, within a step of the values written.
  void expect_ecg(const std::string& text, double rate, const std::string& lead,
                  std::optional<double> given = std::nullopt) {
    SCOPED_TRACE(text.substr(0, 120));
    const auto r = open(text, given);
    const RecordingInfo& info = r->info();
    EXPECT_NEAR(info.rate, rate, rate * 1e-4);
    EXPECT_EQ(info.frames, rows);
    const auto found = std::ranges::find(info.signals, lead, &SignalInfo::name);
    ASSERT_NE(found, info.signals.end())
        << "the leads: " << info.signals.size() << " " << info.signals.at(0).name;
    const auto values = r->read_physical(static_cast<int>(found - info.signals.begin()), 0, rows);
    const double unit = unit_of(found->units).millivolts;
    for (int i = 0; i < rows; ++i)
      ASSERT_NEAR(values[static_cast<std::size_t>(i)] * unit, ecg_at(i), 0.0011) << i << " " << found->units;
    // Nothing else in the table is taken for a lead.
    for (const SignalInfo& signal : info.signals) {
      if (signal.name == lead) continue;
      EXPECT_NE(name_of(kind_of(signal)), "ECG") << signal.name;
    }
  }

  testing::TemporaryFolder folder_;
};

TEST_F(DeviceTables, AppleWatchInSeveralLanguages) {
  const auto points = [](int i) { return fmt::format("{:.3f}", 1000 * ecg_at(i)); };
  const auto decimal_commas = [](int i) { return commas(fmt::format("{:.3f}", 1000 * ecg_at(i))); };
  expect_ecg(table("Name,Test Person\nDate of Birth,\"Jan 1, 1970\"\nRecorded Date,2026-05-30 16:32:18 "
                   "-0700\nClassification,"
                   "Sinus Rhythm\nSymptoms,\nSoftware Version,1.90\nDevice,\"Watch6,7\"\nSample Rate,512 "
                   "hertz\n\n\nLead,Lead I\n"
                   "Unit,\xc2\xb5V\n\n",
                   points),
             512, "Lead I");
  expect_ecg(table("Nome,X\nData da grava\xc3\xa7\xc3\xa3o,2026-05-30 16:32:18 "
                   "-0300\nVers\xc3\xa3o,1.90\nFrequ\xc3\xaancia da "
                   "amostra,512 hertz\n\nDeriva\xc3\xa7\xc3\xa3o,Lead I\nUnidade,\xc2\xb5V\n\n",
                   decimal_commas),
             512, "Lead I");
  expect_ecg(
      table(
          "\xef\xbb\xbfName,X\nAbtastrate,\"511,391 Hertz\"\n\nAbleitung,Ableitung I\nEinheit,\xc2\xb5V\n\n",
          decimal_commas),
      511.391, "Ableitung I");
  expect_ecg(
      table("\xe5\x90\x8d\xe5\x89\x8d,"
            "X\n\xe3\x82\xb5\xe3\x83\xb3\xe3\x83\x97\xe3\x83\xab\xe3\x83\xac\xe3\x83\xbc\xe3\x83\x88,512"
            "\xe3\x83\x98\xe3\x83\xab\xe3\x83\x84\n\n\xe8\xaa\x98\xe5\xb0\x8e,I\n\xe5\x8d\x98\xe4\xbd\x8d,"
            "\xc2\xb5V\n\n",
            points),
      512, "I");
}

TEST_F(DeviceTables, PolarAndMovesense) {
  expect_ecg(table("Phone timestamp;sensor timestamp [ns];timestamp [ms];ecg [uV]\n",
                   [](int i) {
                     return fmt::format("{};{};{:.1f};{:.0f}", iso(i / 130.0),
                                        838432586543515816 + static_cast<std::int64_t>(i * 1e9 / 130),
                                        i * 1000 / 130.0, 1000 * ecg_at(i));
                   }),
             130, "ecg");
  // 73 rows a packet, which share the time at which the phone had them.
  expect_ecg(
      table("Phone timestamp;ecg [uV]\n",
            [](int i) { return fmt::format("{};{:.0f}", iso((i / 73 + 1) * 73 / 130.0), 1000 * ecg_at(i)); }),
      130, "ecg");
  expect_ecg(table("timestamp,sample\n",
                   [](int i) { return fmt::format("{},{:.0f}", 1000 + 4 * i, 1000 * ecg_at(i)); }),
             250, "sample");
}

TEST_F(DeviceTables, ShimmerOpenBciOpenSignals) {
  expect_ecg(
      table("\"sep=\t\"\nShimmer_4B0E_Timestamp_Unix_CAL\tShimmer_4B0E_ECG_LL-RA_24BIT_CAL\tShimmer_"
            "4B0E_Battery\nms\tmV\tmV\n",
            [](int i) { return fmt::format("{:.3f}\t{:.6f}\t3700", 1.7e12 + i * 3.90625, ecg_at(i)); }),
      256, "Shimmer_4B0E_ECG_LL-RA_24BIT_CAL");
  expect_ecg(table("%OpenBCI Raw EXG Data\n%Number of channels = 8\n%Sample Rate = 250 Hz\nSample Index, EXG "
                   "Channel 0, Accel Channel 0, "
                   "Timestamp, Timestamp (Formatted)\n",
                   [](int i) {
                     return fmt::format("{}.0, {:.4f}, 0.1, {:.5f}, {}", i % 256, 1000 * ecg_at(i),
                                        1.7e9 + i / 250.0, iso(i / 250.0, "2026-07-26", ' '));
                   }),
             250, "EXG Channel 0");
  const auto r = open(table(
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
      table("# Simple Text Format\n# Sampling Rate (Hz):= 1000.00\n# Resolution:= 12\n# Labels:= ECG\n", one),
      1000, "column 1");
  expect_ecg(table("# Sampling rate = 300 Hz, Mains filter 50 Hz\nVoltage (mV)\n", one), 300, "Voltage");
  expect_ecg(table("Frequency: 300 Hz\nFilter: 50 Hz notch\nLead I,battery\n",
                   [](int i) { return fmt::format("{:.0f},3", 1000 * ecg_at(i)); }),
             300, "Lead I");
  expect_ecg(table("Interval=\t0.002 s\nChannelTitle=\tECG\tResp\nRange=\t10.000 mV\t10.000 V\n",
                   [](int i) { return fmt::format("{:.3f}\t{:.4f}\t0.5", i / 500.0, ecg_at(i)); }),
             500, "ECG");
  expect_ecg(table("# ecg\n", [](int i) { return fmt::format("{:.18e}", ecg_at(i)); }), 250, "column 1", 250);
  expect_ecg(table("", [](int i) { return fmt::format("{:.18e} {:.18e}", i / 250.0, ecg_at(i)); }), 250,
             "column 2");
  expect_ecg(table(",ecg\n", [](int i) { return fmt::format("{},{:.4f}", i, ecg_at(i)); }), 250, "ecg", 250);
  expect_ecg(table("\"time\" \"ecg\"\n",
                   [](int i) { return fmt::format("\"{}\" {:.4f} {:.4f}", i + 1, i / 250.0, ecg_at(i)); }),
             250, "ecg");
  expect_ecg(table("   Elapsed time       MLII\n   hh:mm:ss.mmm       (mV)\n",
                   [](int i) { return fmt::format("    0:{:06.3f}    {:.4f}", i / 250.0, ecg_at(i)); }),
             250, "MLII");
}

TEST_F(DeviceTables, SpreadsheetsOfEveryCountry) {
  const auto german = [](int i) { return commas(fmt::format("{:.3f};{:.4f}", i / 250.0, ecg_at(i))); };
  expect_ecg(table("\xef\xbb\xbfZeit (s);EKG (mV)\r\n", [&](int i) { return german(i) + "\r"; }), 250, "EKG");
  expect_ecg(table("EKG\n", [](int i) { return commas(fmt::format("{:.4f}", ecg_at(i))); }), 250, "EKG", 250);
  expect_ecg(table("Zeit [s];EKG [\xb5V]\n",
                   [](int i) { return commas(fmt::format("{:.3f};{:.1f}", i / 250.0, 1000 * ecg_at(i))); }),
             250, "EKG");
  expect_ecg(table("", [](int i) { return commas(fmt::format("{:.3f} {:.4f}", i / 250.0, ecg_at(i))); }), 250,
             "column 2");
  expect_ecg(table("\"time\",\"ecg (mV)\"\n",
                   [](int i) {
                     return commas(fmt::format("\"{:.3f}\"_\"{:.4f}\"", i / 250.0, ecg_at(i)))
                         .replace(commas(fmt::format("\"{:.3f}\"", i / 250.0)).size(), 1, ",");
                   }),
             250, "ecg");
  const std::string plain =
      table("time,ecg\n", [](int i) { return fmt::format("{:.3f},{:.4f}", i / 250.0, ecg_at(i)); });
  expect_ecg(utf16(plain, false), 250, "ecg");
  expect_ecg(utf16(plain, true), 250, "ecg");
  std::string mac = plain;
  std::ranges::replace(mac, '\n', '\r');
  expect_ecg(mac, 250, "ecg");
  std::string twice;
  for (const char c : plain) twice += c == '\n' ? std::string("\r\r\n") : std::string(1, c);
  expect_ecg(twice, 250, "ecg");
}

TEST_F(DeviceTables, ThousandsAreTold) {
  const auto r = open(table("sample;ecg (uV)\n",
                            [](int i) {
                              const int value = 900 + static_cast<int>(1000 * ecg_at(i));
                              return value < 1000 ? fmt::format("{};{}", i, value)
                                                  : fmt::format("{};{}.{:03}", i, value / 1000, value % 1000);
                            }),
                      250);
  const auto values = r->read_physical(0, 0, rows);
  EXPECT_NEAR(*std::ranges::max_element(values), 2140, 60);
  EXPECT_GT(*std::ranges::min_element(values), 800);
}

TEST_F(DeviceTables, TimesInEveryForm) {
  const auto with = [&](const std::string& name, const std::function<std::string(double)>& time) {
    expect_ecg(
        table(name + ",ecg\n", [&](int i) { return time(i / 250.0) + fmt::format(",{:.4f}", ecg_at(i)); }),
        250, "ecg");
  };
  with("time", [](double s) { return fmt::format("{:.3f}", s); });
  with("time_ms", [](double s) { return fmt::format("{:.0f}", 1000 * s); });
  with("t (us)", [](double s) { return fmt::format("{:.0f}", 1e6 * s); });
  with("epoch", [](double s) { return fmt::format("{:.3f}", 1.7e9 + s); });
  with("unix_time", [](double s) { return fmt::format("{:.0f}", 1.7e12 + 1000 * s); });
  with("Timestamp", [](double s) { return fmt::format("{:.0f}", 1.7e15 + 1e6 * s); });
  with("", [](double s) { return fmt::format("{:.0f}", 1.7e18 + 1e9 * s); });
  with("datetime", [](double s) { return iso(s) + "Z"; });
  with("datetime", [](double s) { return iso(s, "2026-07-26", ' ') + "+02:00"; });
  with("Datum", [](double s) { return iso(s, "26.07.2026", ' '); });
  with("when", [](double s) { return iso(s, "07/26/2026", ' '); });
  with("Uhrzeit", [](double s) { return iso(s, "", ' ').substr(1); });
  with("millis", [](double s) { return fmt::format("{:.0f}", 12345 + 1000 * s); });
  with("micros",
       [](double s) { return fmt::format("{:.0f}", std::fmod(4294867296.0 + 1e6 * s, 4294967296.0)); });
  with("clock", [](double s) {
    return s < 3 ? fmt::format("23:59:{:06.3f}", 57 + s) : fmt::format("00:00:{:06.3f}", s - 3);
  });
}

TEST_F(DeviceTables, GapsAreMissingSamples) {
  std::string text = "time;ecg (mV)\n";
  for (int i = 0; i < rows; ++i)
    if (i < 500 || (i >= 503 && i < 800) || i >= 1200)
      text += fmt::format("{:.3f};{:.4f}\n", i / 250.0, ecg_at(i));
  const auto r = open(text, 250);
  EXPECT_EQ(r->info().frames, rows);
  EXPECT_THAT(r->info().warnings,
              Contains(HasSubstr("2 gaps in the times of column time, 1.612 s in all, the first before row "
                                 "501 at 2.012 s: missing samples")));
  const auto values = r->read_physical(0, 0, rows);
  for (const int i : {0, 499, 503, 799, 1200, 1499})
    EXPECT_NEAR(values[static_cast<std::size_t>(i)], ecg_at(i), 1e-4) << i;
  for (const int i : {500, 502, 800, 1199}) EXPECT_TRUE(std::isnan(values[static_cast<std::size_t>(i)])) << i;
  const auto part = r->read_physical(0, 1195, 10);
  EXPECT_TRUE(std::isnan(part[4]));
  EXPECT_NEAR(part[5], ecg_at(1200), 1e-4);
}

TEST_F(DeviceTables, JitterIsNoGap) {
  unsigned state = 1;
  double last = 0;
  const std::string text = table("time,ecg (mV)\n", [&](int i) {
    state = state * 1664525 + 1013904223;
    last = std::max(last, i / 250.0 + (state >> 8) % 12000 * 1e-6);
    return fmt::format("{:.6f},{:.4f}", last, ecg_at(i));
  });
  const auto r = open(text);
  EXPECT_EQ(r->info().frames, rows);
  EXPECT_EQ(r->info().rate, 250);
  EXPECT_THAT(r->info().warnings, IsEmpty());
}

TEST_F(DeviceTables, ContradictionsAreErrors) {
  const std::string text =
      table("time (s),ecg (mV)\n", [](int i) { return fmt::format("{:.3f},{:.4f}", i / 250.0, ecg_at(i)); });
  EXPECT_THAT(testing::fault_of([&] { open(text, 500); }),
              HasSubstr("--rate says 500 Hz, its column time says 250 Hz: leave --rate out"));
  EXPECT_EQ(open(text, 251)->info().rate, 251) << "clocks run a little fast or slow";
  put_file(folder_ / "x.csv", text);
  EXPECT_EQ(open_recording(folder_ / "x.csv", {.csv_rate = 500, .ignore_time = true})->info().rate, 500);
  EXPECT_THAT(testing::fault_of([&] {
                open("# fs: 250\n" + table("ecg\n", [](int i) { return fmt::format("{:.4f}", ecg_at(i)); }),
                     500);
              }),
              HasSubstr("--rate says 500 Hz, the file's head 250 Hz ('fs: 250')"));
  const auto backwards = table("time (s),ecg (mV)\n", [](int i) {
    return fmt::format("{:.3f},{:.4f}", (i < 1200 ? i : i - 600) / 250.0, ecg_at(i));
  });
  EXPECT_THAT(testing::fault_of([&] { open(backwards); }),
              HasSubstr("line 1202: the time '2.400' in column 1 lies 2.396 s before"));
}

TEST_F(DeviceTables, UnitsByAmplitude) {
  const auto unit_of_scale = [&](double scale, const char* form) {
    const auto r =
        open(table("ecg\n", [&](int i) { return fmt::format(fmt::runtime(form), scale * ecg_at(i)); }), 250);
    return r->info().signals.at(0).units + (r->info().warnings.empty() ? "" : " said");
  };
  EXPECT_EQ(unit_of_scale(1, "{:.4f}"), "mV");
  EXPECT_EQ(unit_of_scale(1e-3, "{:.7f}"), "V said");
  EXPECT_EQ(unit_of_scale(1e3, "{:.1f}"), "uV said");
  const auto r = open(table("ecg\n", [](int i) { return fmt::format("{:.6f}", 0.02 * ecg_at(i)); }), 250);
  EXPECT_THAT(r->info().warnings, Contains(HasSubstr("they are scaled to 1.5 mV")));
  const auto values = r->read_physical(0, 0, rows);
  EXPECT_NEAR(*std::ranges::max_element(values) - *std::ranges::min_element(values), 1.5, 0.3);
}

TEST_F(DeviceTables, CountersAreNoLeads) {
  for (const char* name : {"counter", "Sample Index", "nSeq", "point", "#", "n", "x"})
    expect_ecg(table(std::string(name) + ",ecg\n",
                     [](int i) { return fmt::format("{},{:.4f}", i % 256, ecg_at(i)); }),
               250, "ecg", 250);
  expect_ecg(table("", [](int i) { return fmt::format("{},{:.4f}", i, ecg_at(i)); }), 250, "column 2", 250);
}

// 3/9 is followed by 3/10: a month or a day? The first midnight tells, or AM and PM before it.
TEST_F(DeviceTables, TheOrderOfDayAndMonth) {
  const auto clock = [](int i, const char* before, const char* after, const char* tail) {
    const double s = 57 + i / 250.0;
    return s < 60
               ? fmt::format("{} 11:59:{:06.3f}{},{:.4f}", before, s, tail, ecg_at(i))
               : fmt::format("{} 12:00:{:06.3f}{},{:.4f}", after, s - 60, *tail == 0 ? "" : " AM", ecg_at(i));
  };
  expect_ecg(table("time,ecg (mV)\n", [&](int i) { return clock(i, "03/09/2024", "03/10/2024", " PM"); }),
             250, "ecg");
  const auto midnight = [](int i, const char* before, const char* after) {
    const double s = 56 + i / 250.0;
    return s < 60 ? fmt::format("{} 23:59:{:06.3f},{:.4f}", before, s, ecg_at(i))
                  : fmt::format("{} 00:00:{:06.3f},{:.4f}", after, s - 60, ecg_at(i));
  };
  for (const auto& days : {std::pair("3/9/2024", "3/10/2024"), {"9/3/2024", "10/3/2024"}})
    expect_ecg(table("time,ecg (mV)\n", [&](int i) { return midnight(i, days.first, days.second); }), 250,
               "ecg");
}

TEST_F(DeviceTables, DaysOfSpreadsheetsAndMatlab) {
  for (const double day : {45360.5, 739320.5})
    expect_ecg(
        table("time,ecg (mV)\n",
              [&](int i) { return fmt::format("{:.10f},{:.4f}", day + i / 250.0 / 86400, ecg_at(i)); }),
        250, "ecg");
}

// Found by fuzzing: turns of a 32-bit counter were added until a fall of 10^17 was made up for.
TEST_F(DeviceTables, ATimeThatFallsFarIsAnErrorAtOnce) {
  EXPECT_NE(testing::fault_of([&] {
              open(table("time,ecg (mV)\n", [](int i) {
                return fmt::format("{},{:.4f}", i % 50 == 20 ? 9e17 : 4 * i, ecg_at(i));
              }));
            }),
            "no error");
}

TEST_F(DeviceTables, AUnitOfTimeThatCannotBeIsSaid) {
  const auto r =
      open(table("time (s),ecg (mV)\n", [](int i) { return fmt::format("{},{:.4f}", 4 * i, ecg_at(i)); }));
  EXPECT_EQ(r->info().rate, 250);
  EXPECT_THAT(r->info().warnings, Contains(HasSubstr("steps of 4, which are no ECG's in s")));
}

TEST_F(DeviceTables, ARateThatChangesIsAnError) {
  const auto changes = [](int i, int at, double rate) {
    return i < at ? i / 250.0 : at / 250.0 + (i - at) / rate;
  };
  std::string late = "time,ecg (mV)\n", early = late;
  for (int i = 0; i < 6000; ++i) {
    late += fmt::format("{:.3f},{:.4f}\n", changes(i, 3000, 125), ecg_at(i));
    early += fmt::format("{:.3f},{:.4f}\n", changes(i, 600, 200), ecg_at(i));
  }
  for (const std::string& text : {late, early})
    EXPECT_THAT(testing::fault_of([&] { open(text); }), HasSubstr("are not those of one rate"));
}

// What NeuroKit writes next to its two signals: phases that rise and fall, marks, numbers.
TEST_F(DeviceTables, PhasesAndMarksAreNoClocksAndNoLeads) {
  expect_ecg(
      table("ECG_Raw,ECG_Rate,ECG_Quality,ECG_R_Peaks,ECG_T_Offsets,ECG_Phase_Completion_Ventricular\n",
            [](int i) {
              return fmt::format("{:.4f},{},0.9,{},{},{:.3f}", ecg_at(i), 75 + i % 3, i % 200 == 55,
                                 i % 200 == 120, i % 200 / 200.0);
            }),
      250, "ECG_Raw", 250);
  // A ramp that takes longer than the head to fall is found to be none on the way.
  expect_ecg(
      table("ecg,ramp\n", [](int i) { return fmt::format("{:.4f},{:.3f}", ecg_at(i), i % 1200 / 250.0); }),
      250, "ecg", 250);
}

TEST_F(DeviceTables, AcqKnowledgeAndLabChart) {
  const auto rows_of = [](const char* form) {
    return [form](int i) { return fmt::format(fmt::runtime(form), i / 60000.0, ecg_at(i), i % 7); };
  };
  const std::string head = "subject.acq\n1 msec/sample\n2 channels\nECG\nmV\nRSP\nVolts\n";
  expect_ecg(table(head + "min\tCH1\tCH2\t\n\t1500\t1500\t\n", rows_of("{0:.7g}\t{1:.4f}\t{2}\t")), 1000,
             "ECG");
  expect_ecg(table(head + "CH1\tCH2\t\n1500\t1500\t\n", rows_of("{1:.4f}\t{2}\t")), 1000, "ECG");
  expect_ecg(table("Interval=\t0.004 s\nChannelTitle=\tECG\tResp\nUnitName=\tmV\tV\n",
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
