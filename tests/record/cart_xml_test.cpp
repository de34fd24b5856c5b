// ECGs as carts export them in XML. The base64 is Python's (struct.pack("<5h", ...), base64.b64encode).
#include <gmock/gmock.h>

#include <fmt/format.h>

#include "files.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::fault_of;
using rwave::testing::put_file;
using rwave::testing::TemporaryFolder;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr const char* edges = "AAABAP//yAAAgA==";               // 0 1 -1 200 -32768
constexpr const char* tens = "CgAU\r\n AB4AKAAyAA==";           // 10 20 30 40 50, as lines break it
constexpr const char* tens32 = "CgAAABQAAAAeAAAAKAAAADIAAAA=";  // the same, of four bytes each
constexpr const char* step = "<LeadAmplitudeUnitsPerBit>4.88</LeadAmplitudeUnitsPerBit>";

std::string muse_lead(const std::string& name, const std::string& data, const std::string& more = step) {
  return fmt::format("<LeadData><LeadID>{}</LeadID>{}<WaveFormData>{}</WaveFormData></LeadData>", name, more,
                     data);
}

std::string waveform(const std::string& leads, const std::string& kind = "Rhythm",
                     const std::string& rate = "<SampleBase>500</SampleBase>") {
  return "<Waveform><WaveformType>" + kind + "</WaveformType>" + rate + leads + "</Waveform>";
}

std::string muse(const std::string& body,
                 const std::string& doctype = "<!DOCTYPE RestingECG SYSTEM \"restecg.dtd\">") {
  return "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n" + doctype + "<RestingECG>" + body +
         "</RestingECG>";
}

std::string strip(const std::string& leads,
                  const std::string& scale = "<Resolution units=\"uVperLsb\">5</Resolution>") {
  return "<StripData><SampleRate units=\"Hz\">500</SampleRate>" + scale + leads + "</StripData>";
}

std::string cardiosoft(const std::string& body) {
  return "<CardiologyXML>" + body + "</CardiologyXML>";
}

class CartXml : public ::testing::Test {
 protected:
  void SetUp() override {
    put_file(folder_ / "probe.xml", muse(waveform(muse_lead("I", edges))));
    try {
      open_recording(folder_ / "probe.xml");
    } catch (const Error& error) {
      if (std::string(error.what()).find("without pugixml") != std::string::npos)
        GTEST_SKIP() << error.what();
      throw;
    }
  }

  std::unique_ptr<Recording> opened(const std::string& text) {
    put_file(folder_ / "x.xml", text);
    return open_recording(folder_ / "x.xml");
  }

  std::string fault(const std::string& text) {
    return fault_of([&] { opened(text); });
  }

  TemporaryFolder folder_;
};

TEST_F(CartXml, MuseLeadsBecomeMillivolts) {
  const auto recording = opened(muse(waveform(muse_lead("I", edges) + muse_lead("AVR", tens))));
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.format, "GE MUSE XML");
  EXPECT_EQ(info.rate, 500);
  EXPECT_EQ(info.frames, 5);
  ASSERT_EQ(info.signals.size(), 2U);
  EXPECT_EQ(info.signals[0].name, "I");
  EXPECT_EQ(info.signals[0].units, "mV");
  EXPECT_EQ(info.signals[1].name, "aVR");
  EXPECT_THAT(recording->read_adc(0, 0, 5), ElementsAre(0, 1, -1, 200, -32768));
  EXPECT_FLOAT_EQ(recording->read_physical(0, 3, 1)[0], 0.976F);  // 200 steps of 4.88 uV
  EXPECT_THAT(recording->read_adc(1, 0, 5), ElementsAre(10, 20, 30, 40, 50));
  EXPECT_THAT(info.warnings, IsEmpty());
}

TEST_F(CartXml, MuseWritesItsNumbersInOtherForms) {
  const auto comma =
      opened(muse(waveform(muse_lead("II", tens,
                                     "<LeadAmplitudeUnitsPerBit>4,88</LeadAmplitudeUnitsPerBit>"
                                     "<LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits>"),
                           "rhythm", "<SampleBase>25</SampleBase><SampleExponent>1</SampleExponent>")));
  EXPECT_EQ(comma->info().rate, 250);
  EXPECT_FLOAT_EQ(comma->read_physical(0, 1, 1)[0], 0.0976F);
  const auto wide = opened(
      muse(waveform(muse_lead("V1", tens32, std::string(step) + "<LeadSampleSize>4</LeadSampleSize>"))));
  EXPECT_THAT(wide->read_adc(0, 0, 5), ElementsAre(10, 20, 30, 40, 50));
}

TEST_F(CartXml, MuseMedianBeatsAreNotTheRecording) {
  const auto recording =
      opened(muse(waveform(muse_lead("I", edges), "Median") + waveform(muse_lead("I", tens))));
  EXPECT_THAT(recording->read_adc(0, 0, 2), ElementsAre(10, 20));
  EXPECT_THAT(recording->info().comments, ElementsAre("median beats, which are not read"));
  EXPECT_THAT(fault(muse(waveform(muse_lead("I", edges), "Median"))), HasSubstr("of median beats alone"));
  const auto two = opened(muse(waveform(muse_lead("I", edges)) + waveform(muse_lead("I", tens))));
  EXPECT_THAT(two->info().warnings, ElementsAre(HasSubstr("1 more rhythm waveforms")));
}

TEST_F(CartXml, MuseDatesHaveTheMonthFirst) {
  const auto start = [&](const std::string& date, const std::string& time) {
    return opened(muse("<TestDemographics><AcquisitionDate>" + date + "</AcquisitionDate><AcquisitionTime>" +
                       time + "</AcquisitionTime></TestDemographics>" + waveform(muse_lead("I", edges))))
        ->info()
        .start;
  };
  EXPECT_EQ(start("11-23-2010", "14:05:09"), "14:05:09 23/11/2010");
  EXPECT_EQ(start("03/04/2011", "09:08"), "09:08:00 04/03/2011");
  EXPECT_EQ(start("23-11-2010", "14:05:09"), "14:05:09 23/11/2010");  // no month is 23
  EXPECT_EQ(start("2010-11-23", "14:05:09"), "14:05:09 23/11/2010");
  EXPECT_EQ(start("XX-XX-XXXX", "14:05:09"), "");
  EXPECT_EQ(start("11-23-2010", "1:05:09"), "01:05:09 23/11/2010");
  EXPECT_EQ(start("11-23-2010", ""), "");
  EXPECT_EQ(start("11-23-2010", "25h"), "");
}

TEST_F(CartXml, MuseGroupsOfLeadsStandWhereTheyWerePrinted) {
  const auto recording = opened(muse(waveform(
      muse_lead("I", tens) +
      muse_lead("V1", tens, std::string(step) + "<LeadOffsetFirstSample>5</LeadOffsetFirstSample>"))));
  EXPECT_EQ(recording->info().frames, 10);
  EXPECT_THAT(recording->read_adc(0, 4, 3), ElementsAre(50, missing_sample, missing_sample));
  EXPECT_THAT(recording->read_adc(1, 4, 3), ElementsAre(missing_sample, 10, 20));
  EXPECT_THAT(
      fault(muse(waveform(muse_lead("V1", tens, "<LeadOffsetFirstSample>1e12</LeadOffsetFirstSample>")))),
      HasSubstr("lead V1: its first sample is number 1e+12"));
}

TEST_F(CartXml, StatedNumbersTakeNoMemory) {
  const std::string far = std::string(step) + "<LeadOffsetFirstSample>21</LeadOffsetFirstSample>";
  EXPECT_THAT(fault(muse(waveform(muse_lead("V1", tens, far)))),
              HasSubstr("0 to 20, four times its samples"));
  EXPECT_THAT(fault(muse(waveform(muse_lead("I", edges), "Rhythm", "<SampleBase>999999</SampleBase>"))),
              HasSubstr("no sampling rate"));
  std::string leads, order;
  for (int i = 0; i < 300; ++i) {
    leads += muse_lead(fmt::format("X{}", i), edges);
    order += fmt::format("X{},", i);
  }
  EXPECT_THAT(fault(muse(waveform(leads))), HasSubstr("has 257 leads: at most 256"));
  EXPECT_THAT(
      fault(cardiosoft("<FullDisclosure><SampleRate>100</SampleRate><LeadOrder>" + order +
                       "</LeadOrder><FullDisclosureData>1,2,3</FullDisclosureData></FullDisclosure>")),
      HasSubstr("names 257 leads"));
  EXPECT_THAT(fault("<x><RestingECG></RestingECG></x>"), HasSubstr("within another document (<x>)"));
}

TEST_F(CartXml, WhatCannotBeIsDoubted) {
  const auto huge = opened(
      muse(waveform(muse_lead("I", edges, "<LeadAmplitudeUnitsPerBit>1e300</LeadAmplitudeUnitsPerBit>"))));
  EXPECT_THAT(huge->info().warnings, Contains(HasSubstr("lead I states steps of 1e+297 mV")));
  const auto soft = opened(
      cardiosoft(strip("<WaveformData lead=\"I\">1,2</WaveformData>", "<Resolution>1e99</Resolution>")));
  EXPECT_THAT(soft->info().warnings, Contains(HasSubstr("states steps of 1e+99 uV")));
  const auto dated =
      opened(muse("<TestDemographics><AcquisitionDate>13-45-2010</AcquisitionDate><AcquisitionTime>1:00"
                  "</AcquisitionTime></TestDemographics>" +
                  waveform(muse_lead("I", edges))));
  EXPECT_THAT(dated->info().warnings, ElementsAre(HasSubstr("'13-45-2010 1:00' is no date and time")));
}

TEST_F(CartXml, MuseSoundPartsAreRead) {
  const auto recording = opened(muse(waveform(
      muse_lead("I", "") +
      muse_lead("II", tens, std::string(step) + "<LeadSampleCountTotal>5000</LeadSampleCountTotal>"))));
  EXPECT_EQ(recording->info().signals.size(), 1U);
  EXPECT_THAT(recording->info().warnings, ElementsAre(HasSubstr("lead I has no samples"),
                                                      HasSubstr("lead II states 5000 samples and has 5")));
}

TEST_F(CartXml, MusePatientAndStatements) {
  const auto recording = opened(
      muse("<PatientDemographics><PatientID>S-7</PatientID><PatientAge>61</PatientAge><Gender>FEMALE</Gender>"
           "<PatientLastName>M\xfcller</PatientLastName></"
           "PatientDemographics><TestDemographics><AcquisitionDevice>MAC55"
           "</AcquisitionDevice></TestDemographics><Diagnosis><DiagnosisStatement><StmtText>Sinus "
           "rhythm</StmtText>"
           "</DiagnosisStatement></Diagnosis>" +
           waveform(muse_lead("I", edges))));
  EXPECT_THAT(recording->info().patient, ElementsAre(Pair("id", "S-7"), Pair("name", "M\xc3\xbcller"),
                                                     Pair("sex", "female"), Pair("age", "61")));
  EXPECT_THAT(recording->info().comments,
              ElementsAre("device: MAC55", "statement of the file: Sinus rhythm"));
}

TEST_F(CartXml, MuseFaultsAreNamed) {
  EXPECT_THAT(fault(muse("")), HasSubstr("without a waveform"));
  EXPECT_THAT(fault(muse(waveform(""))), HasSubstr("has no lead"));
  EXPECT_THAT(fault(muse(waveform(muse_lead("I", edges), "Rhythm", ""))), HasSubstr("no sampling rate"));
  EXPECT_THAT(fault(muse(waveform(muse_lead("I", edges) + muse_lead("I", tens)))), HasSubstr("there twice"));
  EXPECT_THAT(fault(muse(waveform(muse_lead("I", "A#B")))),
              HasSubstr("lead I: its samples (WaveFormData) are no base64"));
  EXPECT_THAT(fault(muse(waveform(muse_lead("I", tens, "<LeadSampleSize>3</LeadSampleSize>")))),
              HasSubstr("samples of 3 bytes"));
  EXPECT_THAT(fault(muse(waveform(
                  muse_lead("I", tens, std::string(step) + "<LeadAmplitudeUnits>OHM</LeadAmplitudeUnits>")))),
              HasSubstr("amplitudes in 'OHM'"));
  EXPECT_THAT(fault("<RestingECG><Waveform>"), HasSubstr("is not well-formed XML"));
}

TEST_F(CartXml, EntitiesAreRefusedAndTheDtdIsNotFetched) {
  EXPECT_THAT(fault(muse(waveform(muse_lead("I", edges)),
                         "<!DOCTYPE RestingECG [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>")),
              HasSubstr("has a DOCTYPE with declarations of its own"));
  EXPECT_EQ(opened(muse(waveform(muse_lead("I", edges)), ""))->info().frames, 5);
}

TEST_F(CartXml, CardioSoftStrips) {
  const auto recording =
      opened(cardiosoft("<ObservationDateTime><Hour>9</Hour><Minute>8</Minute><Second>7</Second><Day>3</"
                        "Day><Month>4</Month><Year>2011"
                        "</Year></ObservationDateTime><PatientInfo><PID>S-7</PID><Name><FamilyName>Doe</"
                        "FamilyName></Name></PatientInfo>" +
                        strip("<WaveformData lead=\"I\">1,-2,\n 3,4</WaveformData><WaveformData "
                              "lead=\"aVR\">-10,20,-30,40</WaveformData>")));
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.format, "CardioSoft XML");
  EXPECT_EQ(info.start, "09:08:07 03/04/2011");
  EXPECT_THAT(info.patient, ElementsAre(Pair("id", "S-7"), Pair("name", "Doe")));
  EXPECT_THAT(recording->read_adc(0, 0, 4), ElementsAre(1, -2, 3, 4));
  EXPECT_EQ(info.signals[1].name, "aVR");
  EXPECT_FLOAT_EQ(recording->read_physical(1, 1, 1)[0], 0.1F);  // 20 steps of 5 uV
}

TEST_F(CartXml, CardioSoftFullDisclosureIsInterleaved) {
  const std::string disclosure =
      "<FullDisclosure><SampleRate units=\"Hz\">100</SampleRate><Resolution units=\"uVperLsb\">5</Resolution>"
      "<LeadOrder>I,2,V5</LeadOrder><FullDisclosureData>1,2,3,4,5,6,7,8,9,{}</FullDisclosureData></"
      "FullDisclosure>";
  const auto recording = opened(cardiosoft(strip("<WaveformData lead=\"I\">1</WaveformData>") +
                                           fmt::format(fmt::runtime(disclosure), "")));
  EXPECT_EQ(recording->info().rate, 100);
  EXPECT_THAT(recording->read_adc(0, 0, 3), ElementsAre(1, 4, 7));
  EXPECT_THAT(recording->read_adc(2, 0, 3), ElementsAre(3, 6, 9));
  EXPECT_THAT(recording->info().comments, ElementsAre(HasSubstr("1 strips")));
  EXPECT_THAT(recording->info().warnings, IsEmpty());
  const auto cut = opened(cardiosoft(fmt::format(fmt::runtime(disclosure), "10")));
  EXPECT_EQ(cut->info().frames, 3);
  EXPECT_THAT(cut->info().warnings, ElementsAre(HasSubstr("ends within a frame")));
}

TEST_F(CartXml, CardioSoftFaultsAreNamed) {
  EXPECT_THAT(fault(cardiosoft("<PatientInfo/>")), HasSubstr("without samples"));
  EXPECT_THAT(fault(cardiosoft(strip("<WaveformData lead=\"I\">1,x,3</WaveformData>"))),
              HasSubstr("lead I: sample 2: 'x'"));
  EXPECT_THAT(fault(cardiosoft(strip("<WaveformData lead=\"I\">1</WaveformData>",
                                     "<Resolution units=\"furlong\">5</Resolution>"))),
              HasSubstr("a resolution in 'furlong'"));
  EXPECT_THAT(fault(cardiosoft("<StripData><WaveformData lead=\"I\">1</WaveformData></StripData>")),
              HasSubstr("no sampling rate"));
  const auto several = opened(cardiosoft(strip("<WaveformData lead=\"I\">1</WaveformData>") +
                                         strip("<WaveformData lead=\"I\">5,6,7</WaveformData>")));
  EXPECT_THAT(several->read_adc(0, 0, 3), ElementsAre(5, 6, 7));
  EXPECT_THAT(several->info().warnings, ElementsAre(HasSubstr("of 2 strips the longest is read")));
}

}  // namespace
}  // namespace rwave
