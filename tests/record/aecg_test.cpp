// HL7 annotated ECG: a file of another program, and each way in which writers differ; bombs are refused.
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string clock(const std::string& begin,
                  const std::string& increment = "<increment value=\"0.002\" unit=\"s\"/>") {
  const bool absolute = begin.size() > 8;
  return fmt::format(
      "<component><sequence><code code=\"TIME_{}\"/><value xsi:type=\"GLIST_TS\"><head value=\"{}\" "
      "{}/>{}</value>"
      "</sequence></component>",
      absolute ? "ABSOLUTE" : "RELATIVE", begin, absolute ? "" : "unit=\"s\"", increment);
}

std::string lead(const std::string& code, const std::string& digits,
                 const std::string& scale = "value=\"5\" unit=\"uV\"",
                 const std::string& origin = "value=\"0\" unit=\"uV\"") {
  return fmt::format(
      "<component><sequence><code code=\"MDC_ECG_LEAD_{}\"/><value xsi:type=\"SLIST_PQ\"><origin {}/><scale "
      "{}/>"
      "<digits>{}</digits></value></sequence></component>",
      code, origin, scale, digits);
}

std::string set(const std::string& sequences) {
  return "<component><sequenceSet>" + sequences + "</sequenceSet></component>";
}

std::string series(const std::string& sets, const std::string& code = "RHYTHM") {
  return "<component><series><code code=\"" + code + "\"/>" + sets + "</series></component>";
}

std::string document(const std::string& body, const std::string& before = "") {
  return "<?xml version=\"1.0\"?>" + before + "<AnnotatedECG xmlns=\"urn:hl7-org:v3\">" + body +
         "</AnnotatedECG>";
}

class Aecg : public ::testing::Test {
 protected:
  void SetUp() override {
    put_file(folder_ / "probe.xml", document(series(set(clock("0") + lead("I", "1")))));
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

TEST_F(
    Aecg,
    FileOfAnotherProgram) {  // written by biosig 2.5.0 (save2gdf -f=HL7aECG) of a PTB-XL record's first 3 s
  const auto recording = open_recording(std::filesystem::path(RWAVE_TEST_FILES) / "biosig.xml");
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.format, "HL7 aECG");
  EXPECT_EQ(info.rate, 500);
  EXPECT_EQ(info.frames, 1500);
  EXPECT_EQ(info.start, "09:08:06 03/04/2011");
  ASSERT_EQ(info.signals.size(), 3U);
  EXPECT_EQ(info.signals[0].name, "I");
  EXPECT_EQ(info.signals[2].name, "V1");
  EXPECT_THAT(recording->read_physical(0, 0, 3), ElementsAre(-0.115F, -0.115F, -0.115F));
  EXPECT_EQ(recording->read_physical(2, 1499, 1)[0], -0.156F);
}

TEST_F(Aecg, ScaleAndOriginBecomeGainAndBaseline) {
  const auto recording = opened(
      document(series(set(clock("20110403090807.250") +
                          lead("AVR", "100 -3\n+7", "value=\"2.5\" unit=\"uV\"", "value=\"1\" unit=\"mV\"") +
                          lead("V3R", "1 2 3", "value=\"0.001\" unit=\"mV\"")))));
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.start, "09:08:07.250 03/04/2011");
  EXPECT_EQ(info.signals[0].name, "aVR");
  EXPECT_EQ(info.signals[0].units, "mV");
  EXPECT_EQ(info.signals[0].gain, 400);
  EXPECT_EQ(info.signals[0].baseline, -400);
  EXPECT_THAT(recording->read_physical(0, 0, 3), ElementsAre(1.25F, 0.9925F, 1.0175F));
  EXPECT_EQ(info.signals[1].name, "V3R");
  EXPECT_EQ(info.signals[1].gain, 1000);
}

TEST_F(Aecg, DecimalDigitsAreKept) {
  const auto recording = opened(document(series(set(clock("0") + lead("II", "1.25 -3 1e2")))));
  EXPECT_EQ(recording->info().signals[0].gain, 20000);
  EXPECT_THAT(recording->read_adc(0, 0, 3), ElementsAre(125, -300, 10000));
}

TEST_F(Aecg, RatesOfEveryUnit) {
  const auto rate = [&](const std::string& increment) {
    return opened(document(series(set(clock("0", increment) + lead("I", "1 2")))))->info().rate;
  };
  EXPECT_EQ(rate("<increment value=\"4\" unit=\"ms\"/>"), 250);
  EXPECT_EQ(rate("<increment value=\"1000\" unit=\"us\"/>"), 1000);
  EXPECT_EQ(rate("<increment value=\"0.0033333333\" unit=\"s\"/>"), 300);
  EXPECT_EQ(rate("<increment value=\"0.0078125\" unit=\"s\"/>"), 128);
  EXPECT_THAT(
      fault(document(series(set(clock("0", "<increment value=\"0\" unit=\"s\"/>") + lead("I", "1"))))),
      HasSubstr("increment of time: 0 's'"));
  EXPECT_THAT(fault(document(series(set(lead("I", "1"))))), HasSubstr("no sampling rate"));
}

TEST_F(Aecg, SetsArePlacedByTheirTime) {  // 2.5 s of each group of leads, as carts print them
  const auto recording =
      opened(document(series(set(clock("0") + lead("I", "1 2") + lead("II", "11 12")) +
                             set(clock("0.004") + lead("V1", "5 6") + lead("II", "13 14")))));
  EXPECT_EQ(recording->info().frames, 4);
  EXPECT_THAT(recording->read_adc(0, 0, 4), ElementsAre(1, 2, missing_sample, missing_sample));
  EXPECT_THAT(recording->read_adc(1, 0, 4), ElementsAre(11, 12, 13, 14));
  EXPECT_THAT(recording->read_adc(2, 0, 4), ElementsAre(missing_sample, missing_sample, 5, 6));
}

TEST_F(Aecg, SeveralSeries) {
  const std::string early = series(set(clock("20110403090800") + lead("II", "1 2 3")));
  const std::string later = series(set(clock("20110403090801") + lead("II", "4 5")));
  const std::string other_day = series(set(clock("20120403090801") + lead("II", "4 5 6 7")));
  const auto joined = opened(document(early + later));
  EXPECT_EQ(joined->info().frames, 502);
  EXPECT_THAT(joined->info().warnings, IsEmpty());
  const auto apart = opened(document(early + other_day));
  EXPECT_EQ(apart->info().frames, 4);
  EXPECT_THAT(apart->info().warnings, ElementsAre(HasSubstr("of 2 rhythm series")));
  const auto beats =
      opened(document(early + series(set(clock("0") + lead("II", "9")), "REPRESENTATIVE_BEAT")));
  EXPECT_EQ(beats->info().frames, 3);
  EXPECT_THAT(beats->info().comments, ElementsAre(HasSubstr("1 series of median beats")));
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("II", "9")), "REPRESENTATIVE_BEAT"))),
              HasSubstr("of median beats alone"));
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("II", "9") + lead("II", "9"))))),
              HasSubstr("a lead is there twice"));
}

TEST_F(Aecg, PrefixesPatientAndDevice) {
  const auto recording = opened(
      "<h:AnnotatedECG "
      "xmlns:h=\"urn:hl7-org:v3\"><h:componentOf><h:timepointEvent><h:componentOf><h:subjectAssignment>"
      "<h:subject><h:trialSubject><h:id root=\"1\" "
      "extension=\"S-7\"/><h:subjectDemographicPerson><h:name><h:given>Jane"
      "</h:given><h:family>Doe</h:family></h:name><h:administrativeGenderCode code=\"F\"/><h:birthTime "
      "value=\"19530508\"/></h:subjectDemographicPerson></h:trialSubject></h:subject></h:subjectAssignment>"
      "</h:componentOf></h:timepointEvent></h:componentOf><h:component><h:series><h:code "
      "code=\"RHYTHM\"/><h:author>"
      "<h:seriesAuthor><h:manufacturedSeriesDevice><h:manufacturerModelName>Cart 5</h:manufacturerModelName>"
      "</h:manufacturedSeriesDevice></h:seriesAuthor></"
      "h:author><h:component><h:sequenceSet><h:component><h:sequence>"
      "<h:code code=\"TIME_RELATIVE\"/><h:value><h:head value=\"0\" unit=\"s\"/><h:increment value=\"2\" "
      "unit=\"ms\"/>"
      "</h:value></h:sequence></h:component><h:component><h:sequence><h:code "
      "code=\"MDC_ECG_LEAD_II\"/><h:value><h:origin "
      "value=\"0\" unit=\"uV\"/><h:scale value=\"1\" unit=\"uV\"/><h:digits>1 "
      "2</h:digits></h:value></h:sequence>"
      "</h:component></h:sequenceSet></h:component></h:series></h:component></h:AnnotatedECG>");
  EXPECT_EQ(recording->info().frames, 2);
  EXPECT_THAT(recording->info().patient, ElementsAre(Pair("id", "S-7"), Pair("name", "Jane Doe"),
                                                     Pair("sex", "female"), Pair("born", "19530508")));
  EXPECT_THAT(recording->info().comments, ElementsAre("device: Cart 5"));
}

TEST_F(Aecg, BombsAndOutsideEntitiesAreRefused) {
  const std::string bomb =
      "<!DOCTYPE AnnotatedECG [<!ENTITY a \"1 1 1 1\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c "
      "\"&b;&b;&b;&b;\">]>";
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("I", "&c;"))), bomb)), HasSubstr("has a DOCTYPE"));
  const std::string outside = "<!DOCTYPE AnnotatedECG [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("I", "&x;"))), outside)),
              HasSubstr("has a DOCTYPE"));
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("I", "1 &x; 2"))))),
              HasSubstr("digit 2: '&x;' is no number"));
}

TEST_F(Aecg, DamagedDocuments) {
  EXPECT_THAT(fault("<AnnotatedECG><component>"), HasSubstr("is not well-formed XML"));
  EXPECT_THAT(fault("<a><AnnotatedECG/></a>"), HasSubstr("is an XML file (<a>)"));
  EXPECT_THAT(fault(document("")), HasSubstr("without a series of samples"));
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("I", "1 x"))))),
              HasSubstr("digit 2: 'x' is no number"));
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("I", "99999999999"))))),
              HasSubstr("digit 1: '99999999999'"));
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("I", "1", "value=\"0\" unit=\"uV\""))))),
              HasSubstr("lead I: a scale of 0"));
  EXPECT_THAT(fault(document(series(set(clock("0") + lead("I", "1", "unit=\"uV\""))))),
              HasSubstr("lead I: scale: '' is no"));
  EXPECT_THAT(fault(document(series(set(clock("0"))))), HasSubstr("a sequence set has no lead"));
  EXPECT_THAT(fault(document(series(
                  set(clock("0") + lead("I", "1", "value=\"1\" unit=\"uV\"", "value=\"1\" unit=\"cm\""))))),
              HasSubstr("an origin in 'cm'"));
}

TEST_F(Aecg, DeepNestingIsNoDanger) {
  std::string deep;
  for (int i = 0; i < 200000; ++i) deep += "<a>";
  EXPECT_THAT(fault("<AnnotatedECG>" + deep), HasSubstr("is not well-formed XML"));
}

}  // namespace
}  // namespace rwave
