// EDF, EDF+ and BDF recordings: a public file whose signals are known, and small ones made byte by byte.
#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "record/files.h"
#include "record/make_edf.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using rwave::testing::samples_16;
using rwave::testing::TestEdf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// test_generator_2.edf (Teunis van Beelen's test signals): 600 s of 11 signals at 200 Hz, each in -1000..1000
// uV over all 16 bits. Two of its units are the Latin-1 degree sign.
class TestGenerator : public ::testing::Test {
 protected:
  void SetUp() override {
    RWAVE_NEED_GOLDEN(file, "wfdb/test_generator_2.edf");
    recording_ = open_recording(file);
  }
  const RecordingInfo& info() const { return recording_->info(); }

  std::unique_ptr<Recording> recording_;
};

TEST_F(TestGenerator, HeaderAndScale) {
  EXPECT_EQ(info().rate, 200);
  EXPECT_EQ(info().frames, 120000);
  EXPECT_EQ(info().start, "12:44:02 10/12/2009");
  ASSERT_EQ(info().signals.size(), 11U);
  EXPECT_EQ(info().signals[3].name, "ECG");
  EXPECT_EQ(info().signals[3].units, "uV");
  EXPECT_EQ(info().signals[8].units, "\u00b0");
  EXPECT_DOUBLE_EQ(info().signals[0].gain, 65535 / 2000.0);
  EXPECT_DOUBLE_EQ(info().signals[0].baseline, -0.5);
}

// Signals 5 to 10 are sines of amplitude 100 from phase one sample on: 1, 8, 8.5, 15, 17 and 50 Hz.
TEST_F(TestGenerator, SinesAreSines) {
  const double frequencies[] = {1, 8, 8.5, 15, 17, 50};
  for (int s = 0; s < 6; ++s) {
    const auto values = recording_->read_physical(5 + s, 0, 120000);
    double greatest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double phase = 2 * std::numbers::pi * frequencies[s] * (static_cast<double>(i) + 1) / 200;
      greatest = std::max(greatest, std::abs(values[i] - 100 * std::sin(phase)));
    }
    // The file's values were cut off to whole steps of 2000 / 65535 uV.
    EXPECT_LT(greatest, 2 * 2000 / 65535.0) << frequencies[s] << " Hz";
  }
}

TEST_F(TestGenerator, RampRisesOnceASecond) {
  const auto ramp = recording_->read_adc(1, 0, 120000);
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    ASSERT_NEAR(ramp[i], -3276 + static_cast<double>(i % 200) * 6519 / 199, 1) << i;
  }
}

TEST_F(TestGenerator, RangesAreReadAcrossDataRecords) {
  const auto whole = recording_->read_adc(4, 0, 120000);
  for (const std::int64_t first : {0, 199, 200, 1234, 118999}) {
    const std::vector<std::int32_t> part(whole.begin() + first, whole.begin() + first + 1001);
    EXPECT_EQ(recording_->read_adc(4, first, 1001), part) << first;
  }
}

TEST_F(TestGenerator, SignalsReadTogetherAreThoseReadAlone) {
  constexpr std::int64_t first = 150;
  constexpr std::int64_t frames = 70001;  // several blocks
  std::vector<std::vector<std::int32_t>> values(11, std::vector<std::int32_t>(frames));
  std::vector<SignalSlice> slices;
  for (int s = 10; s >= 0; --s) slices.push_back({s, values[static_cast<std::size_t>(s)]});
  recording_->read(first, frames, slices);
  for (int s = 0; s < 11; ++s) {
    EXPECT_EQ(values[static_cast<std::size_t>(s)], recording_->read_adc(s, first, frames)) << s;
  }
}

TEST_F(TestGenerator, AnnotationsAreNotes) {
  const auto notes = recording_->annotations();
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].sample, 0);
  EXPECT_EQ(notes[0].text, "RECORD START");
  EXPECT_EQ(notes[0].code, 22);
  EXPECT_EQ(notes[1].sample, 120000);
  EXPECT_EQ(notes[1].text, "REC STOP");
}

TEST_F(TestGenerator, MayBeOpenTwice) {
  const auto again = open_recording(info().source);
  EXPECT_EQ(again->read_adc(0, 5000, 10), recording_->read_adc(0, 5000, 10));
}

class SmallEdf : public ::testing::Test {
 protected:
  std::unique_ptr<Recording> open(const TestEdf& edf) {
    put_file(folder_ / "x.edf", edf.bytes());
    return open_recording(folder_ / "x.edf");
  }
  std::string fault(const TestEdf& edf) {
    return testing::fault_of([&] { open(edf); });
  }
  static TestEdf plain() {
    TestEdf edf;
    edf.data = samples_16({1, 2, 3, 4, 5, 6, 7, -32768});
    return edf;
  }

  testing::TemporaryFolder folder_;
};

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

using namespace std::string_literals;
const std::string first_notes = "+0\x14\x14\0+1.75\x14QRS\x14\0"s;
const std::string second_notes =
    "+1\x14\x14\0+0.5\x15"
    "1.25\x14"
    "early\x14\0"s;  // with a duration

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

TEST_F(SmallEdf, HeadersThatCannotBeRead) {
  const auto changed = [&](auto change) {
    TestEdf edf = plain();
    change(edf);
    return fault(edf);
  };
  using E = TestEdf;
  EXPECT_THAT(changed([](E& e) { e.duration = "0"; }),
              HasSubstr("x.edf: offset 244: '0' is not the duration of a data record"));
  EXPECT_THAT(changed([](E& e) { e.duration = "-1"; }), HasSubstr("offset 244: '-1' is not the duration"));
  EXPECT_THAT(changed([](E& e) { e.duration = "nan"; }), HasSubstr("offset 244: 'nan' is not the duration"));
  EXPECT_THAT(changed([](E& e) { e.data.resize(1); }),
              HasSubstr("offset 512: the file ends within its first data record of 8 bytes (1 held"));
  EXPECT_THAT(changed([](E& e) { e.version = "1"; }), HasSubstr("offset 0: neither an EDF file"));
  EXPECT_THAT(changed([](E& e) { e.signal_count = "0"; }), HasSubstr("offset 252: '0' signals: 1 to 4096"));
  EXPECT_THAT(changed([](E& e) { e.signal_count = "9999"; }), HasSubstr("offset 252: '9999' signals"));
  EXPECT_THAT(changed([](E& e) { e.signal_count = "3"; }),
              HasSubstr("offset 528: the file ends within its header"));
  EXPECT_THAT(
      changed([](E& e) { e.signals[0].samples = 0; }),
      HasSubstr("no channel of 1 can be read: offset 472: channel ECG is not read: it has 0 samples"));
  EXPECT_THAT(changed([](E& e) { e.signals[0].samples = 9999999; }),
              HasSubstr("a data record takes 19999998 bytes"));
  EXPECT_THAT(changed([](E& e) { e.signals[0].physical_maximum = "-10"; }),
              HasSubstr("minimum and maximum are both -10"));
  EXPECT_THAT(changed([](E& e) { e.signals[0].digital_maximum = "-2000"; }),
              HasSubstr("digital minimum and maximum are both -2000"));
  EXPECT_THAT(changed([](E& e) { e.signals[0].digital_minimum = "abc"; }),
              HasSubstr("offset 376: channel ECG is not read: its digital minimum 'abc' is no number"));
}

// What the samples do not depend on is named, and costs nothing.
TEST_F(SmallEdf, HeadersThatAreMended) {
  const auto changed = [&](auto change) {
    TestEdf edf = plain();
    change(edf);
    const auto r = open(edf);
    EXPECT_THAT(r->read_adc(0, 0, 4), ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(r->info().rate, 4);
    return r->info().warnings.empty() ? std::string("none") : r->info().warnings.front();
  };
  using E = TestEdf;
  EXPECT_EQ(changed([](E&) {}), "none");
  EXPECT_EQ(changed([](E& e) { e.records = "  2   "; }), "none") << "padded on the left";
  EXPECT_THAT(changed([](E& e) { e.duration = "1,0"; }),
              HasSubstr("offset 244: record duration '1,0' has a decimal comma"));
  EXPECT_THAT(
      changed([](E& e) { e.records = "-1"; }),
      HasSubstr(
          "offset 236: -1 data records are stated, the file holds 2: a recording that was not finished"));
  EXPECT_THAT(changed([](E& e) { e.records = "0"; }),
              HasSubstr("0 data records are stated, the file holds 2"));
  EXPECT_THAT(changed([](E& e) { e.records = ""; }), HasSubstr("no data records are stated"));
  EXPECT_THAT(changed([](E& e) { e.records = "99999999"; }), HasSubstr("the file holds 2: cut off"));
  EXPECT_THAT(changed([](E& e) { e.records = "1"; }),
              HasSubstr("1 data records are stated, the file holds 2: all that"));
  EXPECT_THAT(changed([](E& e) { e.data.pop_back(); }),
              HasSubstr("2 data records are stated, the file holds 1 and 7 bytes of another: cut off"));
  EXPECT_THAT(changed([](E& e) { e.data += "abc"; }),
              HasSubstr("3 bytes after the last data record are not read"));
  EXPECT_THAT(changed([](E& e) { e.header_bytes = "500"; }),
              HasSubstr("offset 184: '500' header bytes are stated"));
  EXPECT_THAT(changed([](E& e) { e.start = "00.00.0010.11.12"; }),
              HasSubstr("offset 168: start date '00.00.00' is not"));
  EXPECT_EQ(changed([](E& e) { e.start = "02/03/0210:11:12"; }), "none");
  EXPECT_EQ(changed([](E& e) {
              e.kind = "EDF+C";
              e.patient = "Anon 1980";
            }),
            "none");
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

TEST_F(SmallEdf, RecordsOutOfOrderAreAnError) {
  TestEdf edf = with_annotations("+5\x14\x14\0"s, "+4.5\x14\x14\0"s);
  edf.kind = "EDF+D";
  EXPECT_THAT(fault(edf), HasSubstr("data record 2 begins at -0.5 s, before the one before it ends (1 s)"));
  edf = with_annotations("+0\x14\x14\0"s, "+9e9\x14\x14\0"s);
  EXPECT_THAT(fault(edf), HasSubstr("no gap is that long"));
}

TEST_F(SmallEdf, CutOffWithinTheHeader) {
  put_file(folder_ / "x.edf", plain().bytes().substr(0, 100));
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "x.edf"); }),
              HasSubstr("offset 100: the file ends within"));
  put_file(folder_ / "x.edf", "");
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "x.edf"); }), HasSubstr("is empty (0 bytes)"));
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
