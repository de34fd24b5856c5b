// The clock of a table: its times in every form, gaps, jitter, contradictions.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "record/device_table.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(DeviceTables, TimesInEveryForm) {
  const auto with = [&](const std::string& name, const std::function<std::string(double)>& time) {
    expect_ecg(ecg_table(name + ",ecg\n",
                         [&](int i) { return time(i / 250.0) + fmt::format(",{:.4f}", ecg_at(i)); }),
               250, "ecg");
  };
  with("time", [](double s) { return fmt::format("{:.3f}", s); });
  with("time_ms", [](double s) { return fmt::format("{:.0f}", 1000 * s); });
  with("t (us)", [](double s) { return fmt::format("{:.0f}", 1e6 * s); });
  with("epoch", [](double s) { return fmt::format("{:.3f}", 1.7e9 + s); });
  with("unix_time", [](double s) { return fmt::format("{:.0f}", 1.7e12 + 1000 * s); });
  with("Timestamp", [](double s) { return fmt::format("{:.0f}", 1.7e15 + 1e6 * s); });
  with("", [](double s) { return fmt::format("{:.0f}", 1.7e18 + 1e9 * s); });
  with("datetime", [](double s) { return iso_time(s) + "Z"; });
  with("datetime", [](double s) { return iso_time(s, "2026-07-26", ' ') + "+02:00"; });
  with("Datum", [](double s) { return iso_time(s, "26.07.2026", ' '); });
  with("when", [](double s) { return iso_time(s, "07/26/2026", ' '); });
  with("Uhrzeit", [](double s) { return iso_time(s, "", ' ').substr(1); });
  with("millis", [](double s) { return fmt::format("{:.0f}", 12345 + 1000 * s); });
  with("micros",
       [](double s) { return fmt::format("{:.0f}", std::fmod(4294867296.0 + 1e6 * s, 4294967296.0)); });
  with("clock", [](double s) {
    return s < 3 ? fmt::format("23:59:{:06.3f}", 57 + s) : fmt::format("00:00:{:06.3f}", s - 3);
  });
}

// Where no times are there, the numbers of the rows tell that some are missing.
TEST_F(DeviceTables, NumberedRowsThatAreMissingAreMissingSamples) {
  std::string text = "n,ecg\n", begins_again = text;
  for (int i = 0; i < ecg_rows; ++i) {
    if (i < 1200 || i >= 1300) text += fmt::format("{},{:.4f}\n", 1000 + 2 * i, ecg_at(i));
    begins_again += fmt::format("{},{:.4f}\n", i % 1200, ecg_at(i));
  }
  const auto r = open(text, 250);
  EXPECT_EQ(r->info().frames, ecg_rows);
  EXPECT_THAT(r->info().warnings, Contains(HasSubstr("1 gap in the times of column n, 0.4 s in all")));
  EXPECT_NEAR(r->read_physical(0, 1300, 1)[0], ecg_at(1300), 1e-4);
  expect_ecg(begins_again, 250, "ecg", 250);
  // Of a packet's counter of eight bits, and of one of sixteen that turns over later; each seventh row lost.
  std::string bytes = "seq,ecg\n", words = bytes, seventh = bytes;
  for (int i = 0; i < ecg_rows; ++i) {
    if (i / 50 != 10) bytes += fmt::format("{},{:.4f}\n", i % 256, ecg_at(i));
    if (i / 50 != 10) words += fmt::format("{},{:.4f}\n", (64300 + i) % 65536, ecg_at(i));
    if (i % 7 != 5) seventh += fmt::format("{},{:.4f}\n", i, ecg_at(i));
  }
  for (const std::string& lost : {bytes, words, seventh}) {
    const auto found = open(lost, 250);
    EXPECT_EQ(found->info().frames, ecg_rows);
    EXPECT_NEAR(found->read_physical(0, 1400, 1)[0], ecg_at(1400), 1e-4);
  }
  EXPECT_THAT(open(seventh, 250)->info().warnings, Contains(HasSubstr("214 gaps")));
}

// A column that counts beats rises and never falls, and is no clock.
// A damaged cell of a row counter says nothing of a row's place: the counter is passed over, the file is not.
TEST_F(DeviceTables, ADamagedNumberOfARowCostsNothing) {
  for (const int damaged : {400, 1200}) {
    std::string text = "n,ecg\n";
    for (int i = 0; i < ecg_rows; ++i)
      text += fmt::format("{},{:.4f}\n", i == damaged ? 10'000'000'000 : i, ecg_at(i));
    expect_ecg(text, 250, "ecg", 250);
  }
}

TEST_F(DeviceTables, TheNumberOfABeatIsNoClock) {
  expect_ecg(ecg_table("ecg,beat\n", [](int i) { return fmt::format("{:.4f},{}", ecg_at(i), i / 200); }), 250,
             "ecg", 250);
}

TEST_F(DeviceTables, AnHourBackAtTheEndOfSummerTime) {
  const auto text = ecg_table("time,ecg\n", [](int i) {
    const double s = 3597 + i / 250.0;
    return fmt::format("2026-10-25 02:{:02}:{:06.3f},{:.4f}", static_cast<int>(std::fmod(s, 3600)) / 60,
                       std::fmod(s, 60), ecg_at(i));
  });
  expect_ecg(text, 250, "ecg");
  EXPECT_THAT(open(text)->info().warnings, Contains(HasSubstr("line 752: the clock is set back by an hour")));
}

TEST_F(DeviceTables, NamesBetweenTheRowsAndAFootArePassedOver) {
  const auto row = [](int i) {
    return fmt::format("{}{:.3f},{:.4f}", i == 900 || i == 1200 ? "time,ecg\n" : "", i / 250.0, ecg_at(i));
  };
  const std::string text = ecg_table("time,ecg\n", row) + "\nTotal samples: 1500\nMean,0.02\n";
  expect_ecg(text, 250, "ecg");
  const auto r = open(text);
  EXPECT_THAT(r->info().warnings, ::testing::AllOf(Contains(HasSubstr("line 902: the names of the columns")),
                                                   Contains(HasSubstr("line 1505: 'Total samples: 1500'"))));
  EXPECT_NEAR(r->read_physical(0, 1400, 1)[0], ecg_at(1400), 1e-4);
  EXPECT_THAT(testing::fault_of([&] {
                open(ecg_table("time,ecg\n", [&](int i) { return (i == 1100 ? "no row\n" : "") + row(i); }));
              }),
              HasSubstr("line 1103"));
}

TEST_F(DeviceTables, GapsAreMissingSamples) {
  std::string text = "time;ecg (mV)\n";
  for (int i = 0; i < ecg_rows; ++i)
    if (i < 500 || (i >= 503 && i < 800) || i >= 1200)
      text += fmt::format("{:.3f};{:.4f}\n", i / 250.0, ecg_at(i));
  const auto r = open(text, 250);
  EXPECT_EQ(r->info().frames, ecg_rows);
  EXPECT_THAT(r->info().warnings,
              Contains(HasSubstr("2 gaps in the times of column time, 1.612 s in all, the first before row "
                                 "501 at 2.012 s: missing samples")));
  const auto values = r->read_physical(0, 0, ecg_rows);
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
  const std::string text = ecg_table("time,ecg (mV)\n", [&](int i) {
    state = state * 1664525 + 1013904223;
    last = std::max(last, i / 250.0 + (state >> 8) % 12000 * 1e-6);
    return fmt::format("{:.6f},{:.4f}", last, ecg_at(i));
  });
  const auto r = open(text);
  EXPECT_EQ(r->info().frames, ecg_rows);
  EXPECT_EQ(r->info().rate, 250);
  EXPECT_THAT(r->info().warnings, IsEmpty());
}

TEST_F(DeviceTables, ContradictionsAreErrors) {
  const std::string text = ecg_table(
      "time (s),ecg (mV)\n", [](int i) { return fmt::format("{:.3f},{:.4f}", i / 250.0, ecg_at(i)); });
  EXPECT_THAT(testing::fault_of([&] { open(text, 500); }),
              HasSubstr("--rate says 500 Hz, its column time says 250 Hz: leave --rate out"));
  EXPECT_EQ(open(text, 251)->info().rate, 251) << "clocks run a little fast or slow";
  put_file(folder_ / "x.csv", text);
  EXPECT_EQ(open_recording(folder_ / "x.csv", {.csv_rate = 500, .ignore_time = true})->info().rate, 500);
  EXPECT_THAT(
      testing::fault_of([&] {
        open("# fs: 250\n" + ecg_table("ecg\n", [](int i) { return fmt::format("{:.4f}", ecg_at(i)); }), 500);
      }),
      HasSubstr("--rate says 500 Hz, the file's head 250 Hz ('fs: 250')"));
  const auto backwards = ecg_table("time (s),ecg (mV)\n", [](int i) {
    return fmt::format("{:.3f},{:.4f}", (i < 1200 ? i : i - 600) / 250.0, ecg_at(i));
  });
  EXPECT_THAT(testing::fault_of([&] { open(backwards); }),
              HasSubstr("line 1202: the time '2.400' in column 1 lies 2.396 s before"));
}

// 3/9 is followed by 3/10: a month or a day? The first midnight tells, or AM and PM before it.
TEST_F(DeviceTables, TheOrderOfDayAndMonth) {
  const auto clock = [](int i, const char* before, const char* after, const char* tail) {
    const double s = 57 + i / 250.0;
    return s < 60
               ? fmt::format("{} 11:59:{:06.3f}{},{:.4f}", before, s, tail, ecg_at(i))
               : fmt::format("{} 12:00:{:06.3f}{},{:.4f}", after, s - 60, *tail == 0 ? "" : " AM", ecg_at(i));
  };
  expect_ecg(ecg_table("time,ecg (mV)\n", [&](int i) { return clock(i, "03/09/2024", "03/10/2024", " PM"); }),
             250, "ecg");
  const auto midnight = [](int i, const char* before, const char* after) {
    const double s = 56 + i / 250.0;
    return s < 60 ? fmt::format("{} 23:59:{:06.3f},{:.4f}", before, s, ecg_at(i))
                  : fmt::format("{} 00:00:{:06.3f},{:.4f}", after, s - 60, ecg_at(i));
  };
  for (const auto& days : {std::pair("3/9/2024", "3/10/2024"), {"9/3/2024", "10/3/2024"}})
    expect_ecg(ecg_table("time,ecg (mV)\n", [&](int i) { return midnight(i, days.first, days.second); }), 250,
               "ecg");
}

TEST_F(DeviceTables, DaysOfSpreadsheetsAndMatlab) {
  for (const double day : {45360.5, 739320.5})
    expect_ecg(
        ecg_table("time,ecg (mV)\n",
                  [&](int i) { return fmt::format("{:.10f},{:.4f}", day + i / 250.0 / 86400, ecg_at(i)); }),
        250, "ecg");
}

// Found by fuzzing: turns of a 32-bit counter were added until a fall of 10^17 was made up for.
TEST_F(DeviceTables, ATimeThatFallsFarIsAnErrorAtOnce) {
  EXPECT_NE(testing::fault_of([&] {
              open(ecg_table("time,ecg (mV)\n", [](int i) {
                return fmt::format("{},{:.4f}", i % 50 == 20 ? 9e17 : 4 * i, ecg_at(i));
              }));
            }),
            "no error");
}

TEST_F(DeviceTables, AUnitOfTimeThatCannotBeIsSaid) {
  const auto r = open(
      ecg_table("time (s),ecg (mV)\n", [](int i) { return fmt::format("{},{:.4f}", 4 * i, ecg_at(i)); }));
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

}  // namespace
}  // namespace rwave
