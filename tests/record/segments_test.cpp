// Multi-segment records of fixed and variable layout.
#include <gmock/gmock.h>

#include "record/files.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int32_t absent_sample = missing_sample;

class Segments : public ::testing::Test {
 protected:
  void put(const std::string& name, const std::string& text) { put_file(folder_ / name, text); }
  std::unique_ptr<Recording> open(const std::string& text) {
    put("m.hea", text);
    return open_recording(folder_ / "m");
  }
  std::string fault(const std::string& text) {
    return testing::fault_of([&] { open(text)->verify(); });
  }

  // Two segments with signals I and II, 100 Hz, of 2 and 3 samples; the second's I is stored with twice the
  // gain.
  void put_two() {
    put("a.hea", "a 2 100 2\na.dat 80 100 8 0 0 3 0 I\na.dat 80 100 8 0 0 7 0 II\n");
    put("a.dat", "\x81\x83\x82\x84");
    put("b.hea", "b 2 100 3\nb.dat 80 200(2)/mV 8 0 0 42 0 I\nb.dat 80 100 8 0 0 18 0 II\n");
    put("b.dat", "\x8c\x85\x8e\x86\x90\x87");
  }

  testing::TemporaryFolder folder_;
};

// A segment in uV among those in mV, of a fixed layout: the record's unit is the first one's.
TEST_F(Segments, UnitsOfVoltageThatDifferAreConverted) {
  put_two();
  put("c.hea", "c 2 100 2\nc.dat 16 1/uV 16 0 0 0 0 I\nc2.dat 80 100 8 0 0 0 0 II\n");
  put("c.dat", std::string("\x32\x00\x64\x00", 4));
  put("c2.dat", "\x81\x82");
  EXPECT_THAT(open("m/2 2 100 4\na 2\nc 2\n")->read_adc(0, 0, 4), ElementsAre(1, 2, 5, 10));
}

TEST_F(Segments, FixedLayoutReadsAcrossSegmentsAndGaps) {
  put_two();
  const auto r = open("m/3 2 100 9\na 2\n~ 4\nb 3\n# comment\n");
  EXPECT_EQ(r->info().frames, 9);
  EXPECT_THAT(r->info().comments, ElementsAre("comment"));
  EXPECT_THAT(r->read_adc(1, 0, 9),
              ElementsAre(3, 4, absent_sample, absent_sample, absent_sample, absent_sample, 5, 6, 7));
  EXPECT_THAT(r->read_adc(1, 7, 2), ElementsAre(6, 7));
  EXPECT_THAT(r->read_adc(1, 1, 2), ElementsAre(4, absent_sample));
  EXPECT_THAT(r->read_adc(1, 9, 0), ElementsAre());
  EXPECT_NO_THROW(r->verify());
}

// 12, 14, 16 at gain 200 and baseline 2 are 5, 6, 7 at gain 100 and baseline 0.
TEST_F(Segments, ValuesAreInTheFirstSegmentsUnits) {
  put_two();
  EXPECT_THAT(open("m/2 2 100 5\na 2\nb 3\n")->read_adc(0, 0, 5), ElementsAre(1, 2, 5, 6, 7));
}

TEST_F(Segments, VariableLayoutFindsSignalsByName) {
  put_two();
  put("l.hea", "l 3 100 0\n~ 0 100 8 0 0 0 0 II\n~ 0 100 8 0 0 0 0 V5\n~ 0 100 8 0 0 0 0 I\n");
  const auto r = open("m/3 3 100 5\nl 0\na 2\nb 3\n");
  ASSERT_EQ(r->info().signals.size(), 3U);
  EXPECT_EQ(r->info().signals[0].name, "II");
  EXPECT_THAT(r->read_adc(0, 0, 5), ElementsAre(3, 4, 5, 6, 7));
  EXPECT_THAT(r->read_adc(1, 0, 5),
              ElementsAre(absent_sample, absent_sample, absent_sample, absent_sample, absent_sample));
  EXPECT_THAT(r->read_adc(2, 0, 5), ElementsAre(1, 2, 5, 6, 7));
}

TEST_F(Segments, SegmentsThatAreNotThereAreMissingSamples) {
  put_two();
  const auto r = open("m/3 2 100 9\na 2\nc 4\nb 3\n");
  EXPECT_THAT(r->read_adc(1, 0, 9),
              ElementsAre(3, 4, absent_sample, absent_sample, absent_sample, absent_sample, 5, 6, 7));
  EXPECT_THAT(r->info().warnings, ElementsAre(AllOf(HasSubstr("1 of 3 segments are not there"),
                                                    HasSubstr("c.hea (line 3): 4 missing samples"))));
}

TEST_F(Segments, DamageInASegmentIsFoundByVerify) {
  put_two();
  put("b.dat", "\x8c\x85\x8e\x86\x90\x88");
  EXPECT_THAT(fault("m/2 2 100 5\na 2\nb 3\n"),
              HasSubstr("b.hea: signal II (b.dat): the samples' checksum is 19"));
}

TEST_F(Segments, WhatSegmentsMustNotSay) {
  put_two();
  EXPECT_THAT(fault("m/2 2 100 6\na 2\nb 4\n"),
              HasSubstr("m.hea: line 3: segment b: 4 samples are stated here, its own header states 3"));
  EXPECT_THAT(fault("m/2 2 360 5\na 2\nb 3\n"),
              HasSubstr("line 2: segment a: its rate is 100 Hz, the record's 360 Hz"));
  EXPECT_THAT(fault("m/2 3 100 5\na 2\nb 3\n"), HasSubstr("the record has 3 signals, its segments have 2"));
  EXPECT_THAT(fault("m/1 2 100 5\n~ 5\n"), HasSubstr("all segments are gaps"));
  EXPECT_THAT(fault("m/2 2 100 5\n~ 0\na 5\n"), HasSubstr("a layout header was expected"));
  EXPECT_THAT(fault("m/1 2 100 5\nabsent 5\n"), HasSubstr("absent.hea: cannot be read"));
}

// A segment that refers back would never end.
TEST_F(Segments, SegmentsOfSegmentsAreRefused) {
  put("n.hea", "n/1 2 100 5\nm 5\n");
  EXPECT_THAT(fault("m/1 2 100 5\nn 5\n"),
              HasSubstr("line 2: segment n: a segment cannot have segments itself"));
  EXPECT_THAT(fault("m/1 2 100 5\nm 5\n"), HasSubstr("line 2: a record cannot be its own segment"));
}

}  // namespace
}  // namespace rwave
