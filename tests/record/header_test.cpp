// WFDB headers: what they may say, and what is refused with which words.
#include <gmock/gmock.h>

#include "record/files.h"
#include "record/wfdb/header.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

WfdbHeader parse(const std::string& text) {
  return parse_header(text, "DIR/x.hea");
}
std::string fault(const std::string& text) {
  return testing::fault_of([&] { parse(text); });
}

TEST(Header, FullLines) {
  const WfdbHeader header = parse(
      "# before\n"
      "x 2 360/72.5(10) 650000 12:30:00.5 25/12/2001\r\n"
      "x.dat 212x4:3+512 200.5(-1024)/mV 11 1024 995 -22131 0 MLII, modified\n"
      "x.dat 212x2 100/uV 12 -7\n"
      "# 69 M\n");
  EXPECT_EQ(header.name, "x");
  EXPECT_EQ(header.rate, 360);
  EXPECT_EQ(header.frames, 650000);
  EXPECT_EQ(header.start, "12:30:00.5 25/12/2001");
  EXPECT_THAT(header.comments, ElementsAre("before", "69 M"));
  ASSERT_EQ(header.signals.size(), 2U);
  const SignalLine& first = header.signals[0];
  EXPECT_EQ(first.file, "x.dat");
  EXPECT_EQ(first.info.format, 212);
  EXPECT_EQ(first.info.samples_per_frame, 4);
  EXPECT_EQ(first.skew, 3);
  EXPECT_EQ(first.offset, 512);
  EXPECT_EQ(first.info.gain, 200.5);
  EXPECT_EQ(first.info.baseline, -1024);
  EXPECT_EQ(first.info.units, "mV");
  EXPECT_EQ(first.info.adc_resolution, 11);
  EXPECT_EQ(first.initial, 995);
  EXPECT_EQ(first.checksum, static_cast<std::uint16_t>(-22131));
  EXPECT_EQ(first.info.name, "MLII, modified");
  const SignalLine& second = header.signals[1];
  EXPECT_EQ(second.info.units, "uV");
  EXPECT_EQ(second.info.baseline, -7) << "the ADC zero, where no baseline is given";
  EXPECT_EQ(second.initial, -7) << "the ADC zero, where no initial value is given";
  EXPECT_FALSE(second.checksum);
  EXPECT_EQ(second.info.name, "signal 1");
}

// As the records of the Challenges of 2020 and 2021 have it, and as others do.
TEST(Header, StartsInAnyFormCostNothing) {
  for (const std::string start :
       {"05-May-2020 09:49:17", "noon", "10:00:00 2006", "2020-05-12T10:00", "1.1.2020"}) {
    const WfdbHeader header = parse("x 1 500 10 " + start + "\nx.dat 16 1000/mV\n");
    EXPECT_EQ(header.start, start);
    EXPECT_EQ(header.frames, 10);
    EXPECT_EQ(header.signals.size(), 1U);
  }
}

TEST(Header, ShortestLinesTakeTheDefaultsOfTheFormat) {
  const WfdbHeader header = parse("x 1\nx.dat 16\n");
  EXPECT_EQ(header.rate, 250);
  EXPECT_FALSE(header.frames);
  EXPECT_FALSE(header.signals[0].info.calibrated);
  EXPECT_EQ(header.signals[0].info.gain, 200);
  EXPECT_EQ(header.signals[0].info.units, "mV");
}

// "100 2" of a copy is a file's name; of "Holter 2" the record line has it.
TEST(Header, BlanksOfNamesAreToldByTheLines) {
  const auto named = [](const std::string& record_line) {
    return parse_header(record_line + "\nx.dat 16\nx.dat 16\n", "x 2.hea");
  };
  EXPECT_EQ(named("x 2 250 5000").stated_name, "x");
  EXPECT_EQ(named("x 2 250 5000").frames, 5000);
  EXPECT_EQ(named("x 2 2 360 500").stated_name, "x 2");
  EXPECT_EQ(named("x 2 2 360 500").rate, 360);
  EXPECT_EQ(named("x 2/2 1 360").segments.size(), 2U);
  EXPECT_THAT(testing::fault_of([&] { named("x 25 250 5000"); }), HasSubstr("states 25 signals"));
}

TEST(Header, GainZeroMeansNotCalibrated) {
  const SignalInfo info = parse("x 1\nx.dat 212 0 12 0 -29 -3562 0 noise1\n").signals[0].info;
  EXPECT_FALSE(info.calibrated);
  EXPECT_EQ(info.gain, 200);
}

// Some writers print checksums without sign (ptb-xl: 47673).
TEST(Header, ChecksumsMayBeUnsigned) {
  EXPECT_EQ(parse("x 1\nx.dat 16 1000.0(0)/mV 16 0 -15 47673 0 I\n").signals[0].checksum, 47673);
}

TEST(Header, Segments) {
  const WfdbHeader header = parse("x/3 2 360 50\nx_layout 0\n~ 20\nx_1 30\n");
  ASSERT_EQ(header.segments.size(), 3U);
  EXPECT_EQ(header.segments[1].record, "~");
  EXPECT_EQ(header.segments[2].frames, 30);
  EXPECT_EQ(header.frames, 50);
}

TEST(Header, UnknownFormatIsNamedWithAllThatAreKnown) {
  EXPECT_EQ(testing::fault_of([] { parse_header("broken 1 360\nbroken.dat 213\n", "broken.hea"); }),
            "broken.hea: line 2: format 213 is not a WFDB signal format (8 16 24 32 61 80 160 212 310 311 "
            "508 516 524)");
  EXPECT_THAT(fault("x 1\nx.dat none\n"), HasSubstr("line 2: format none is not a WFDB signal format"));
}

TEST(Header, FilesStayInTheHeadersFolder) {
  for (const char* name : {"../x.dat", "/etc/passwd", "a/b.dat", "..", "-", "a\\b"}) {
    EXPECT_THAT(fault(std::string("x 1 360\n") + name + " 16\n"),
                HasSubstr("lies outside the header's folder"))
        << name;
    if (std::string(name) == "-") continue;
    EXPECT_THAT(fault(std::string("x/1 1 360\n") + name + " 16\n"),
                HasSubstr("lies outside the header's folder"))
        << name;
  }
}

TEST(Header, RecordLinesThatLie) {
  EXPECT_THAT(fault(""), HasSubstr("x.hea: no record line"));
  EXPECT_THAT(fault("# only a comment\n"), HasSubstr("no record line"));
  EXPECT_THAT(fault("x\n"), HasSubstr("line 1: '' is not a number of signals"));
  EXPECT_THAT(fault("x -1\n"), HasSubstr("'-1' is not a number of signals"));
  EXPECT_THAT(fault("x 2000000000 360\nx.dat 16\n"),
              HasSubstr("states 2000000000 signals, the header lists 1"));
  EXPECT_THAT(fault("x 99999999999999999999\n"), HasSubstr("is not a number of signals"));
  EXPECT_THAT(fault("x 1 0\nx.dat 16\n"), HasSubstr("'0' is not a sampling rate"));
  EXPECT_THAT(fault("x 1 1e9\nx.dat 0\n"), HasSubstr("line 1: states a sampling rate of 1e+09 Hz, which no"));
  EXPECT_THAT(fault("x 1 nan\nx.dat 16\n"), HasSubstr("'nan' is not a sampling rate"));
  EXPECT_THAT(fault("x 1 360/\xff(1)\nx.dat 16\n"), HasSubstr("is not a counter frequency"));
  EXPECT_THAT(fault("x 1 360 -5\nx.dat 16\n"), HasSubstr("'-5' is not a number of samples"));
  EXPECT_THAT(fault("x 1 360 9000000000000000000\nx.dat 16\n"), HasSubstr("is not a number of samples"));
}

TEST(Header, SignalLinesThatLie) {
  const auto signal = [](const std::string& line) { return fault("x 1\n" + line + "\n"); };
  EXPECT_THAT(signal("x.dat"), HasSubstr("line 2: a signal line needs a file name and a format"));
  EXPECT_THAT(signal("x.dat 16x0"), HasSubstr("'0' is not a number of samples a frame"));
  EXPECT_THAT(signal("x.dat 16x99999999"), HasSubstr("is not a number of samples a frame"));
  EXPECT_THAT(signal("x.dat 16:-3"), HasSubstr("'-3' is not a skew in frames"));
  EXPECT_THAT(signal("x.dat 16+"), HasSubstr("'' is not a byte offset"));
  EXPECT_THAT(signal("x.dat 16 inf"), HasSubstr("'inf' is not a gain"));
  EXPECT_THAT(signal("x.dat 16 200(5"), HasSubstr("has no ')' after its baseline"));
  EXPECT_THAT(signal("x.dat 16 200(1e3)"), HasSubstr("'1e3' is not a baseline"));
  EXPECT_THAT(signal("x.dat 16 200 twelve"), HasSubstr("'twelve' is not an ADC resolution"));
  EXPECT_THAT(signal("x.dat 16 200 12 0 0 70000"), HasSubstr("'70000' is not a checksum"));
}

TEST(Header, SegmentLinesThatLie) {
  EXPECT_THAT(fault("x/0 1\n"), HasSubstr("'0' is not a number of segments"));
  EXPECT_THAT(fault("x/2 1 360 10\na 10\n"), HasSubstr("states 2 segments, the header lists 1"));
  EXPECT_THAT(fault("x/2 1 360 10\na 10\nb 5\n"), HasSubstr("states 10 samples, the segments add up to 15"));
  EXPECT_THAT(fault("x/1 1 360 10\nx 10\n"), HasSubstr("line 2: a record cannot be its own segment"));
  EXPECT_THAT(fault("x/1 1 360\na ten\n"), HasSubstr("'ten' is not a segment's number of samples"));
}

}  // namespace
}  // namespace rwave
