// EDF, EDF+ and BDF recordings made byte by byte.
#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "record/files.h"
#include "record/make_edf.h"
#include "record/small_edf.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using rwave::testing::samples_16;
using rwave::testing::TestEdf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using namespace std::string_literals;
const std::string first_notes = "+0\x14\x14\0+1.75\x14QRS\x14\0"s;
const std::string second_notes =
    "+1\x14\x14\0+0.5\x15"
    "1.25\x14"
    "early\x14\0"s;  // with a duration

// EDF has no code for missing samples: -32768 is a value.
TEST_F(SmallEdf, PlainFile) {
  const auto r = open(plain());
  EXPECT_EQ(r->info().rate, 4);
  EXPECT_EQ(r->info().start, "04:05:06 02/01/2003");
  EXPECT_THAT(r->read_adc(0, 0, 8), ElementsAre(1, 2, 3, 4, 5, 6, 7, -32768));
  EXPECT_FLOAT_EQ(r->read_physical(0, 1, 1)[0], 0.01F);
  EXPECT_TRUE(r->annotations().empty());
}

// 6, 4 and 2 samples a record of half a second: frames of 1/4 s with 3, 2 and 1 samples.
TEST_F(SmallEdf, DifferentRatesShareAFrame) {
  TestEdf edf;
  edf.duration = "0.5";
  edf.signals.resize(3);
  edf.signals[0].samples = 6;
  edf.signals[2].samples = 2;
  edf.data =
      samples_16({1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 21, 22, 7, 8, 9, 10, 11, 12, 15, 16, 17, 18, 23, 24});
  const auto r = open(edf);
  EXPECT_EQ(r->info().rate, 4);
  EXPECT_EQ(r->info().frames, 4);
  EXPECT_EQ(r->info().signals[0].samples_per_frame, 3);
  EXPECT_EQ(r->info().signals[1].samples_per_frame, 2);
  EXPECT_EQ(r->info().signals[2].samples_per_frame, 1);
  EXPECT_THAT(r->read_adc(0, 1, 2), ElementsAre(4, 5, 6, 7, 8, 9));
  EXPECT_THAT(r->read_adc(1, 0, 4), ElementsAre(11, 12, 13, 14, 15, 16, 17, 18));
  EXPECT_THAT(r->read_adc(2, 2, 2), ElementsAre(23, 24));
}

TEST_F(SmallEdf, BdfHasSamplesOf24Bits) {
  TestEdf edf;
  edf.version =
      "\xff"
      "BIOSEMI";
  edf.kind = "24BIT";
  edf.records = "1";
  edf.signals[0].samples = 3;
  edf.signals[0].digital_minimum = "-8388608";
  edf.signals[0].digital_maximum = "8388607";
  edf.data = std::string("\x01\x00\x00\xff\xff\xff\x00\x00\x80", 9);
  put_file(folder_ / "x.BDF", edf.bytes());
  EXPECT_THAT(open_recording(folder_ / "x.BDF")->read_adc(0, 0, 3), ElementsAre(1, -1, -8388608));
}

// Annotations are texts behind a time, ended by bytes 20 and 0; the first of a data record is its own time.
// `first` and `second` are what the two records' annotation signals hold.
TestEdf with_annotations(std::string first, std::string second) {
  TestEdf edf;
  edf.kind = "EDF+C";
  testing::TestSignal notes;
  notes.label = "EDF Annotations";
  notes.digital_minimum = "-32768";
  notes.digital_maximum = "32767";
  notes.samples = 16;
  edf.signals.push_back(notes);
  first.resize(32, '\0');
  second.resize(32, '\0');
  edf.data = samples_16({1, 2, 3, 4}) + first + samples_16({5, 6, 7, 8}) + second;
  return edf;
}

TEST_F(SmallEdf, AnnotationsAreInOrderAndInFrames) {
  const auto r = open(with_annotations(first_notes, second_notes));
  EXPECT_THAT(r->read_adc(0, 0, 8), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_EQ(r->info().signals.size(), 1U);
  const auto notes = r->annotations();
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].sample, 2);
  EXPECT_EQ(notes[0].text, "early");
  EXPECT_EQ(notes[0].duration, 1.25);
  EXPECT_EQ(notes[1].sample, 7);
  EXPECT_EQ(notes[1].text, "QRS");
}

// The same file with a Latin-1 unit must give the same.
TEST_F(SmallEdf, UnitsOutsideAsciiAreKept) {
  TestEdf edf = with_annotations(first_notes, second_notes);
  edf.signals[0].units = "\xb5V";
  const auto r = open(edf);
  EXPECT_EQ(r->info().signals[0].units, "\u00b5V");
  EXPECT_THAT(r->read_adc(0, 3, 2), ElementsAre(4, 5));
  ASSERT_EQ(r->annotations().size(), 2U);
  EXPECT_EQ(r->annotations()[1].text, "QRS");
}

TEST_F(SmallEdf, TheStartKeepsItsFractionOfASecond) {
  const std::string late = "+0.25\x14\x14\0"s;
  const std::string next = "+1.25\x14\x14\0"s;
  EXPECT_THAT(open(with_annotations(late, next))->info().start, HasSubstr(".250 "));
}

// The last data record of a recorder that was switched off, or of a copy that was cut off.
TEST_F(SmallEdf, ADataRecordThatTheFileEndsWithinIsReadAsFarAsItGoes) {
  TestEdf edf = plain();
  edf.signals = {{.label = "ECG"}, {.label = "Resp", .samples = 2}};
  edf.data = samples_16({1, 2, 3, 4, 50, 60, 5, 6, 7, 8, 70});
  const auto r = open(edf);
  ASSERT_EQ(r->info().frames, 4) << "of two samples of the ECG and one of the other";
  EXPECT_THAT(r->read_adc(0, 0, 4), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_THAT(r->read_adc(1, 0, 4), ElementsAre(50, 60, 70, missing_sample));
  EXPECT_THAT(r->read_adc(1, 3, 1), ElementsAre(missing_sample));
  EXPECT_THAT(r->info().warnings,
              ElementsAre(HasSubstr("the file holds 1 and 10 bytes of another: cut off")));
  edf.data = samples_16({1, 2, 3});  // not even the first is whole
  EXPECT_THAT(open(edf)->read_adc(0, 0, 2), ElementsAre(1, 2, 3, missing_sample));
  edf.records = "1";
  edf.data = samples_16({1, 2, 3, 4, 50, 60, 5});
  EXPECT_EQ(open(edf)->info().frames, 2) << "bytes behind all records that are stated are none of them";
}

TEST_F(SmallEdf, DeadChannelsCostTheOthersNothing) {
  for (int kind = 0; kind < 4; ++kind) {
    TestEdf edf;
    testing::TestSignal dead;
    dead.label = "-";
    if (kind == 0) dead.digital_minimum = dead.digital_maximum = "0";
    if (kind == 1) dead.physical_minimum = dead.physical_maximum = "0";
    if (kind == 2) dead.physical_minimum = "";
    if (kind == 3) dead.samples = 0;
    edf.signals = {dead, testing::TestSignal()};
    edf.data = kind == 3 ? samples_16({1, 2, 3, 4, 5, 6, 7, 8})
                         : samples_16({0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 7, 8});
    const auto r = open(edf);
    ASSERT_EQ(r->info().signals.size(), 1U) << kind;
    EXPECT_THAT(r->read_adc(0, 0, 8), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8)) << kind;
    ASSERT_EQ(r->info().warnings.size(), 1U) << kind;
    EXPECT_THAT(r->info().warnings[0], HasSubstr("channel - is not read"));
  }
}

constexpr std::int32_t no_sample = missing_sample;

TEST_F(SmallEdf, GapsBetweenDataRecordsAreMissingSamples) {
  TestEdf edf = with_annotations(first_notes, "+2.5\x14\x14\0+3\x14late\x14\0"s);
  edf.kind = "EDF+D";
  const auto r = open(edf);
  EXPECT_EQ(r->info().frames, 14);
  EXPECT_THAT(r->read_adc(0, 0, 14), ElementsAre(1, 2, 3, 4, no_sample, no_sample, no_sample, no_sample,
                                                 no_sample, no_sample, 5, 6, 7, 8));
  EXPECT_THAT(r->read_adc(0, 3, 2), ElementsAre(4, no_sample));
  EXPECT_THAT(r->read_adc(0, 5, 3), ElementsAre(no_sample, no_sample, no_sample));
  EXPECT_THAT(r->read_adc(0, 11, 3), ElementsAre(6, 7, 8));
  EXPECT_EQ(r->annotations().back().sample, 12);
  EXPECT_THAT(r->info().warnings,
              ElementsAre("1 gap of 1.5 s in all, the first before 2.5 s: missing samples"));
}

TEST_F(SmallEdf, DiscontinuousWithoutAGapIsContinuous) {
  TestEdf edf = with_annotations(first_notes, second_notes);
  edf.kind = "EDF+D";
  const auto r = open(edf);
  EXPECT_THAT(r->read_adc(0, 0, 8), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_TRUE(r->info().warnings.empty());
}

// Recorders round the times of records and correct their clocks: by less than 0.05 s that is no disorder.
TEST_F(SmallEdf, RecordsThatOverlapALittleFollowEachOther) {
  TestEdf edf = with_annotations("+0\x14\x14\0"s, "+0.02\x14\x14\0"s);
  edf.kind = "EDF+D";
  edf.duration = "0.04";  // 100 Hz
  const auto r = open(edf);
  EXPECT_THAT(r->read_adc(0, 0, 8), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_THAT(r->info().warnings, ElementsAre(HasSubstr("1 data record begins before the one before ends")));
}

// Overlaps add up, and annotations would be ever further from their samples.
TEST_F(SmallEdf, RecordsThatOverlapMoreAndMoreAreAnError) {
  TestEdf edf = with_annotations("+0\x14\x14\0"s, "+0.02\x14\x14\0"s);
  edf.kind = "EDF+D";
  edf.duration = "0.04";
  edf.records = "4";
  std::string onset = "+0.04\x14\x14\0"s;
  onset.resize(32, '\0');
  edf.data += samples_16({9, 10, 11, 12}) + onset;
  onset.replace(0, 5, "+0.06");
  edf.data += samples_16({13, 14, 15, 16}) + onset;
  EXPECT_THAT(fault(edf),
              HasSubstr("data record 4 begins at 0.06 s, before the one before it ends (0.12 s)"));
}

TEST_F(SmallEdf, RecordsOutOfOrderAreAnError) {
  TestEdf edf = with_annotations("+5\x14\x14\0"s, "+4.5\x14\x14\0"s);
  edf.kind = "EDF+D";
  EXPECT_THAT(fault(edf), HasSubstr("data record 2 begins at -0.5 s, before the one before it ends (1 s)"));
  edf = with_annotations("+0\x14\x14\0"s, "+9e9\x14\x14\0"s);
  EXPECT_THAT(fault(edf), HasSubstr("no gap is that long"));
}

TEST_F(SmallEdf, BrokenAnnotationsAreSaidAndPassedOver) {
  const auto r = open(with_annotations("no time", "+1\x14\x14\0nor here\0+1.5\x14ok\x14\0"s));
  EXPECT_EQ(r->annotations().size(), 1U);
  EXPECT_THAT(r->info().warnings,
              ElementsAre("2 annotation lists are broken, the first at offset 776: passed over"));
}

TEST_F(SmallEdf, AnnotationsAloneAreARecordingWithoutSignals) {
  TestEdf edf = with_annotations(first_notes, second_notes);
  edf.signals.erase(edf.signals.begin());
  edf.duration = "0";
  edf.data = first_notes + std::string(32 - first_notes.size(), '\0') + second_notes +
             std::string(32 - second_notes.size(), '\0');
  const auto r = open(edf);
  EXPECT_EQ(r->info().frames, 0);
  EXPECT_TRUE(r->info().signals.empty());
  ASSERT_EQ(r->annotations().size(), 2U);
  EXPECT_EQ(r->annotations()[1].sample, 1750) << "milliseconds";
}

}  // namespace
}  // namespace rwave
