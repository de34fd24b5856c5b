// CSV recordings: tables as people export them, and tables that are wrong.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "record/csv/cells.h"
#include "record/files.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int32_t none = missing_sample;

class Csv : public ::testing::Test {
 protected:
  std::unique_ptr<Recording> open(const std::string& text) {
    put_file(folder_ / "x.csv", text);
    return open_recording(folder_ / "x.csv", {.csv_rate = 250});
  }
  std::string fault(const std::string& text) {
    return testing::fault_of([&] { open(text); });
  }

  testing::TemporaryFolder folder_;
};

TEST_F(Csv, NamesUnitsAndTimeColumn) {
  const auto r = open("time (s),MLII (mV),V5 [uV]\n0,0.145,-3\n0.004,-0.05,\n0.008,-,12.5\n");
  const RecordingInfo& info = r->info();
  EXPECT_EQ(info.rate, 250);
  EXPECT_EQ(info.frames, 3);
  ASSERT_EQ(info.signals.size(), 2U);
  EXPECT_EQ(info.signals[0].name, "MLII");
  EXPECT_EQ(info.signals[0].units, "mV");
  EXPECT_EQ(info.signals[0].gain, 1000) << "three decimals are exact";
  EXPECT_EQ(info.signals[1].units, "uV");
  EXPECT_EQ(info.signals[1].gain, 10);
  EXPECT_THAT(r->read_adc(0, 0, 3), ElementsAre(145, -50, none));
  EXPECT_THAT(r->read_adc(1, 0, 3), ElementsAre(-30, none, 125));
  EXPECT_FLOAT_EQ(r->read_physical(0, 0, 1)[0], 0.145F);
}

// What `rdsamp -c -H -v` of the WFDB tools prints.
TEST_F(Csv, RdsampsOwnTables) {
  const auto r = open("'sample #','MLII','V5'\n'sample #','mV','mV'\n0,-0.145,-0.065\n1,-0.145,-0.065\n");
  ASSERT_EQ(r->info().signals.size(), 2U);
  EXPECT_EQ(r->info().signals[0].name, "MLII");
  EXPECT_EQ(r->info().signals[1].units, "mV");
  EXPECT_THAT(r->read_adc(0, 0, 2), ElementsAre(-145, -145));
}

TEST_F(Csv, SeparatorsAreRecognised) {
  for (const char* text :
       {"1,2\n3,4\n", "1;2\n3;4\n", "1\t2\n3\t4\n", "1 2\n3   4\n", "  1  2 \r\n3 4\r\n", "1,2\n3,4",
        "\xef\xbb\xbf\x31,2\n3,4\n\n\n", "I,II\n1,2\n3,4\n", "I II\n1 2\n3 4\n"}) {
    const auto r = open(text);
    EXPECT_THAT(r->read_adc(0, 0, 2), ElementsAre(1, 3)) << text;
    EXPECT_THAT(r->read_adc(1, 0, 2), ElementsAre(2, 4)) << text;
  }
}

TEST_F(Csv, OneColumnWithAndWithoutAName) {
  EXPECT_EQ(open("1.5\n2\n")->info().signals[0].name, "column 1");
  EXPECT_FALSE(open("MLII\n1\n")->info().signals[0].calibrated) << "no units: mV is a guess";
  const auto r = open("MLII (mV)\n1.5\n2\n");
  EXPECT_EQ(r->info().signals[0].name, "MLII");
  EXPECT_THAT(r->read_adc(0, 0, 2), ElementsAre(15, 20));
}

TEST_F(Csv, ValuesAreExactToSixDecimals) {
  const auto r = open("0.000001,1e-3,-2.5E2\n1999.999999,5,1\n");
  EXPECT_EQ(r->info().signals[0].gain, 1e6);
  EXPECT_THAT(r->read_adc(0, 0, 2), ElementsAre(1, 1999999999));
  EXPECT_EQ(r->info().signals[1].gain, 1e3);
  EXPECT_THAT(r->read_adc(2, 0, 2), ElementsAre(-250, 1));
}

// More digits are rounded: to the sixth decimal, and to fewer where 32 bits ask for it.
TEST_F(Csv, FurtherDigitsAreRounded) {
  const auto r = open("a (mV),b (mV)\n9.78260874748229980e-01,20000.1234567\n-0.00000049,-0.5\n");
  EXPECT_THAT(r->read_adc(0, 0, 2), ElementsAre(978261, 0));
  EXPECT_EQ(r->info().signals[1].gain, 1e5);
  EXPECT_THAT(r->read_adc(1, 0, 2), ElementsAre(2000012346, -50000));
}

// Offsets are kept for every 4096th row.
TEST_F(Csv, RangesOfALongTable) {
  std::string text = "t,x\n";
  for (int i = 0; i < 20000; ++i) text += std::to_string(i) + "," + std::to_string(i * 3) + "\n";
  const auto r = open(text);
  EXPECT_EQ(r->info().frames, 20000);
  for (const int first : {0, 4095, 4096, 12287, 12289, 19998}) {
    EXPECT_THAT(r->read_adc(0, first, 2), ElementsAre(first * 3, first * 3 + 3)) << first;
  }
  EXPECT_EQ(r->read_adc(0, 0, 20000).back(), 59997);
}

TEST_F(Csv, WrongTablesAreNamedWithTheirLine) {
  std::string many;  // so many that one bad row is no evidence of another form
  for (int i = 0; i < 20; ++i) many += std::to_string(i * i % 7) + "," + std::to_string(i % 5) + "\n";
  EXPECT_EQ(fault("I,II\n1,2\n3\n" + many),
            (folder_ / "x.csv").string() + ": line 3: 1 columns, the rows before have 2");
  EXPECT_THAT(fault("1,2\n1,2,3\n1,2\n"), HasSubstr("line 2: 3 columns, the rows before have 2"));
  EXPECT_THAT(fault("1,2,3\n1,2\n1,2\n"), HasSubstr("line 1: 3 columns, the rows of the table have 2"));
  EXPECT_THAT(fault("I,II\n1,2\n3,abc\n4,5\n"),
              HasSubstr("line 3: 'abc' in column 2 is not a number; a missing sample is"));
  EXPECT_THAT(fault("0.1,x.5\n1,2\n"), HasSubstr("line 1: 'x.5' in column 2 is not a number, other columns"));
  EXPECT_THAT(fault("\n0.1,x.5\n1,2\n"), HasSubstr("line 2: 'x.5' in column 2"));
  EXPECT_THAT(fault("1\n-inf\n2\n"), HasSubstr("line 2: '-inf' in column 1"));
  EXPECT_THAT(fault("1\n2\n0x10\n"), HasSubstr("line 3: '0x10' in column 1"));
  EXPECT_THAT(fault("1\n3000000000\n"), HasSubstr("line 2: 3e+09 in column 1 is too large"));
  EXPECT_THAT(fault("1\n1e999\n"), HasSubstr("line 2: inf in column 1 is too large"));
  EXPECT_THAT(fault(""), HasSubstr("is empty"));
  EXPECT_THAT(fault("I,II\n"), HasSubstr("line 1: 'I,II': no line of numbers was found"));
  EXPECT_THAT(fault("time\n1\n"), HasSubstr("has only times, counters and text"));
  EXPECT_THAT(fault("1,2\n" + std::string(1200000, '1')), HasSubstr("line 2: longer than 1048576 bytes"));
  EXPECT_THAT(fault(std::string("1,2\n\0\0\0", 7)), HasSubstr("offset 4: a zero byte"));
}

TEST_F(Csv, WhatIsNoSampleIsMissing) {
  const auto r = open("a,b\n1,NaN\nNA,2\n,null\n-,nan\nN/A,3\n");
  EXPECT_THAT(r->read_adc(0, 0, 5), ElementsAre(1, none, none, none, none));
  EXPECT_THAT(r->read_adc(1, 0, 5), ElementsAre(none, 2, none, none, 3));
  // Tables of one column show a missing sample as an empty line, and say so; the end of the file is none.
  const auto one = open("ecg\n1\n\n2\n5\n4\n3\n\n\n");
  EXPECT_THAT(one->read_adc(0, 0, 3), ElementsAre(1, none, 2));
  EXPECT_EQ(one->info().frames, 6);
  EXPECT_THAT(one->info().warnings, Contains("1 empty lines between rows are taken for missing samples"));
}

TEST_F(Csv, AColumnTooLargeForSamplesCostsTheOthersNothing) {
  const auto r = open("big,ecg\n1e12,1\n-3e12,5\n");
  ASSERT_EQ(r->info().signals.size(), 1U);
  EXPECT_EQ(r->info().signals[0].name, "ecg");
  EXPECT_THAT(r->info().warnings, Contains(HasSubstr("line 3: 3e+12 in column 1 is too large")));
}

// Lists of beats were recordings of a second, at 1259 Hz: their times were taken for milliseconds.
TEST_F(Csv, AListOfBeatsIsNoRecording) {
  const std::vector<int> beats = {77, 370, 662, 947, 1231, 1515, 1809, 2044, 2402, 2706, 2997, 3283};
  std::string samples = "sample,symbol,subtype\n", seconds = "record,seconds,n\n", clocks = "Uhrzeit;RR\n";
  std::string ticks = "counter,ecg\n", packets = "time (s),ecg\n", rounded = "time,ecg\n";
  for (std::size_t i = 0; i < beats.size(); ++i) {
    samples += fmt::format("{},N,0\n", beats[i]);
    seconds += fmt::format("100,{:.4f},{}\n", beats[i] / 360.0, i);
    clocks += fmt::format("10:00:{:06.3f};{}\n", beats[i] / 360.0, i == 0 ? 800 : beats[i] - beats[i - 1]);
    const int wave = static_cast<int>(i * i * 37 % 101);
    ticks += fmt::format("{},{}\n", 2000 * i + i % 3, wave);
    packets += fmt::format("{:.1f},{}\n", 0.2 * static_cast<double>(i / 4), wave);
    rounded += fmt::format("{},{}\n", i * 5 / 2, wave);
  }
  for (const std::string& list : {samples, seconds, clocks})
    EXPECT_THAT(fault(list), AllOf(HasSubstr("line 2: "), HasSubstr("rises unevenly"),
                                   HasSubstr("a list of beats or other events")))
        << list;
  for (const std::string& table : {ticks, packets, rounded})
    EXPECT_THAT(fault(table), Not(HasSubstr("list of beats"))) << table;
}

// Clocks in ms and us, whose units no name says, jitter by a few per cent, as beats do.
TEST_F(Csv, JitteryTimesOfSamplesAreNoListOfBeats) {
  const auto table = [](const std::string& name, double step, double jitter, double from = 0) {
    std::string text = name + ",ecg\n";
    for (int i = 0; i < 300; ++i)
      text += fmt::format("{:.{}f},{}\n", from + step * i + jitter * (i * 7919 % 101 / 50.0 - 1),
                          step < 10 ? 2 : 0, i * i * 37 % 101);
    return text;
  };
  EXPECT_EQ(open(table("time", 4, .11))->info().rate, 250);
  EXPECT_EQ(open(table("timestamp", 4, .11, 1.7e12))->info().rate, 250);
  put_file(folder_ / "fast.csv", table("time", 2, .1));
  EXPECT_EQ(open_recording(folder_ / "fast.csv")->info().rate, 500);
  for (const char* name : {"sample", "n", "counter"})
    EXPECT_EQ(open(table(name, 3995, 300))->info().frames, 300) << name;
}

// Beats of 75 a minute, the longer behind the longer ones as breathing makes them, whatever the column's
// name.
TEST_F(Csv, ManyBeatsAreNoRecordingEither) {
  std::string text = "time,rr\n", numbers = "sample,rr\n";
  double at = 0;
  for (int i = 0; i < 300; ++i) {
    const double interval = .8 + .05 * std::sin(i * .7) + .02 * (i * 7919 % 101 / 50.0 - 1);
    at += interval;
    text += fmt::format("{:.3f},{:.3f}\n", at, interval);
    numbers += fmt::format("{:.0f},{:.3f}\n", 360 * at, interval);
  }
  EXPECT_THAT(fault(text), AllOf(HasSubstr("a list of beats"), HasSubstr("--ignore-time")));
  EXPECT_THAT(fault(numbers), HasSubstr("a list of beats"));
  EXPECT_EQ(open_recording(folder_ / "x.csv", {.csv_rate = 250, .ignore_time = true})->info().frames, 300)
      << "the user says that the times are none";
}

TEST_F(Csv, TheRateMustBeGivenWhereTheFileHasNone) {
  put_file(folder_ / "x.csv", "1\n");
  EXPECT_THAT(
      testing::fault_of([&] { open_recording(folder_ / "x.csv"); }),
      HasSubstr("states no sampling rate, in a column of times or in its head: give it with --rate HZ"));
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "x.csv", {.csv_rate = 0}); }),
              HasSubstr("--rate 0"));
}

TEST_F(Csv, AFileThatChangesWhileOpenIsAnError) {
  const auto r = open("1\n2\n3\n");
  put_file(folder_ / "x.csv", "1\n2\n");
  EXPECT_THAT(testing::fault_of([&] { r->read_adc(0, 0, 3); }),
              HasSubstr("it has shrunk since it was opened"));
  put_file(folder_ / "x.csv", "1\nx\n3\n");
  EXPECT_THAT(testing::fault_of([&] { r->read_adc(0, 0, 3); }), HasSubstr("line 2: 'x' is not a number"));
}

TEST(Decimals, AreReadExactly) {
  const auto adc = [](std::string_view text, int places) { return scaled(*parse_decimal(text), places); };
  EXPECT_EQ(adc("0.1", 6), 100000);
  EXPECT_EQ(adc("-.5", 0), -1) << "halves away from zero";
  EXPECT_EQ(adc("+12.", 1), 120);
  EXPECT_EQ(adc("0.000000000000000000000001", 6), 0);
  EXPECT_EQ(adc("2147483647", 0), 2147483647);
  EXPECT_EQ(adc("2147483648", 0), std::nullopt);
  EXPECT_EQ(adc("214748.3647", 4), 2147483647);
  EXPECT_EQ(adc("1e-9999999", 6), 0);
  for (const char* text : {"", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "--1", "0x1", "1 2", "1e5x",
                           "1000000000000000000000"}) {
    EXPECT_EQ(parse_decimal(text), std::nullopt) << text;
  }
}

// Of a table whose first rows stay below 1000, the first greater value ended the reading.
TEST(Decimals, AreReadAsSpreadsheetsWriteThem) {
  const CellForm comma{';', ',', 0, true}, point{',', '.', 0, true};
  EXPECT_EQ(parse_decimal("\xe2\x88\x92"
                          "0.005")
                ->value(),
            -0.005);
  EXPECT_EQ(parse_decimal("\xc2\xa0"
                          "0.872")
                ->value(),
            0.872);
  EXPECT_EQ(parse_decimal("1\xe2\x80\xaf"
                          "290,5",
                          comma)
                ->value(),
            1290.5);
  EXPECT_EQ(parse_decimal("-1,290,123.5", point)->value(), -1290123.5);
  EXPECT_EQ(parse_decimal("1.290,5", comma)->value(), 1290.5);
  for (const char* text : {"1,29.5", "1290,123.5", ",290.5", "1,290", "1,2900.5", "\xce\xa9"})
    EXPECT_EQ(parse_decimal(text, point), std::nullopt) << text;
  EXPECT_EQ(parse_decimal("1,290.5"), std::nullopt) << "while the form is looked for";
}

}  // namespace
}  // namespace rwave
