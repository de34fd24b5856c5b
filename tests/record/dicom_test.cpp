// DICOM waveforms: scale, forms of samples, multiplex groups, and files that hold none.
#include <gmock/gmock.h>

#include "files.h"
#include "make_dicom.h"
#include "make_edf.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class Dicom : public ::testing::Test {
 protected:
  void SetUp() override {
    TestGroup g;
    g.definitions = channel({});
    g.data = samples_16({1, 2});
    put_file(folder_ / "probe.dcm", dicom_file(group(g)));
    try {
      open_recording(folder_ / "probe.dcm");
    } catch (const Error& error) {
      if (std::string(error.what()).find("without dcmtk") != std::string::npos) GTEST_SKIP() << error.what();
      throw;
    }
  }

  std::unique_ptr<Recording> opened(const std::string& bytes, const std::string& name = "x.dcm") {
    put_file(folder_ / name, bytes);
    return open_recording(folder_ / name);
  }

  std::string fault(const std::string& bytes) {
    return fault_of([&] { opened(bytes); });
  }

  static TestGroup one_lead() {
    TestGroup g;
    g.definitions = channel({});
    g.data = samples_16({1, -2});
    return g;
  }

  TemporaryFolder folder_;
};

TEST_F(Dicom, SensitivityCorrectionAndBaselineBecomeGainAndBaseline) {
  TestGroup g;
  g.channels = 3;
  g.samples = 2;
  g.definitions = channel({}) + channel({"5.6.3-9-62", "", "2", "uV", "1.25", "1000"}) +
                  channel({"MDC_ECG_LEAD_V1", "", "0.004", "mV"});
  g.data = samples_16({100, -100, 250, 101, -101, 251});
  const auto recording = opened(dicom_file(group(g)), "12lead");  // told by content
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.format, "DICOM 12-lead ECG");
  EXPECT_EQ(info.rate, 500);
  EXPECT_EQ(info.frames, 2);
  EXPECT_EQ(info.start, "09:08:07.250 03/04/2011");
  EXPECT_EQ(info.signals[0].name, "I");
  EXPECT_EQ(info.signals[0].gain, 200);
  EXPECT_EQ(info.signals[1].name, "aVR");
  EXPECT_EQ(info.signals[1].gain, 400);
  EXPECT_EQ(info.signals[2].name, "V1");
  EXPECT_EQ(info.signals[2].gain, 250);
  EXPECT_THAT(recording->read_physical(0, 0, 2), ElementsAre(0.5F, 0.505F));
  EXPECT_THAT(recording->read_physical(1, 0, 2), ElementsAre(0.75F, 0.7475F));
  EXPECT_THAT(info.patient, ElementsAre(Pair("name", "Doe^Jane"), Pair("id", "P-42"),
                                        Pair("born", "19510224"), Pair("sex", "F")));
  EXPECT_THAT(info.warnings, IsEmpty());
}

TEST_F(Dicom, EveryFormOfSamples) {
  const auto read = [&](const char* form, int bits, const std::string& data, const std::string& vr) {
    TestGroup g = one_lead();
    g.form = form;
    g.bits = bits;
    g.data = data;
    g.data_vr = vr;
    return opened(dicom_file(group(g)))->read_adc(0, 0, 2);
  };
  EXPECT_THAT(read("SB", 8, std::string("\x05\xfe"), "OB"), ElementsAre(5, -2));
  EXPECT_THAT(read("UB", 8, std::string("\x05\xfe"), "OW"), ElementsAre(5, 254));
  EXPECT_THAT(read("SS", 16, samples_16({-300, 300}), "OW"), ElementsAre(-300, 300));
  EXPECT_THAT(read("US", 16, samples_16({65535, 300}), "OW"), ElementsAre(65535, 300));
  EXPECT_THAT(read("SL", 32, little(-100000, 4) + little(7, 4), "OW"), ElementsAre(-100000, 7));
  EXPECT_THAT(fault([&] {
                TestGroup g = one_lead();
                g.form = "AB";
                g.bits = 8;
                return dicom_file(group(g));
              }()),
              HasSubstr("samples in A-law, which are not read"));
  EXPECT_THAT(fault([&] {
                TestGroup g = one_lead();
                g.bits = 8;
                return dicom_file(group(g));
              }()),
              HasSubstr("samples of form 'SS' in 8 bits"));
}

TEST_F(Dicom, PaddingIsMissing) {
  TestGroup g = one_lead();
  g.padding = samples_16({-2});
  EXPECT_THAT(opened(dicom_file(group(g)))->read_adc(0, 0, 2), ElementsAre(1, missing_sample));
}

TEST_F(Dicom, SamplesBehindThoseStatedAreSaid) {
  TestGroup g = one_lead();
  g.samples = 1;
  EXPECT_THAT(opened(dicom_file(group(g)))->info().warnings,
              ElementsAre(HasSubstr("1 samples of each lead are stated, the file holds 1 more")));
  // A value of an odd number of bytes is padded.
  g.samples = 3;
  g.form = "SB";
  g.bits = 8;
  g.data = "\x05\xfe\x01";
  g.data_vr = "OB";
  EXPECT_THAT(opened(dicom_file(group(g)))->info().warnings, IsEmpty());
}

TEST_F(Dicom, GroupsArePlacedByTheirOffset) {
  TestGroup first = one_lead(), second = one_lead(), median = one_lead();
  second.offset = "6";
  second.definitions = channel({"2:3", "Lead V1"});
  median.originality = "DERIVED";
  median.label = "MEDIAN BEAT";
  const auto recording =
      opened(dicom_file(group(first) + group(second) + group(median), "1.2.840.10008.5.1.4.1.1.9.1.2"));
  EXPECT_EQ(recording->info().format, "DICOM general ECG");
  EXPECT_EQ(recording->info().frames, 5);
  EXPECT_EQ(recording->info().signals[1].name, "V1");
  EXPECT_THAT(recording->read_adc(0, 0, 5),
              ElementsAre(1, -2, missing_sample, missing_sample, missing_sample));
  EXPECT_THAT(recording->read_adc(1, 0, 5),
              ElementsAre(missing_sample, missing_sample, missing_sample, 1, -2));
  EXPECT_THAT(recording->info().comments,
              ElementsAre(HasSubstr("a derived group (median beats), which is not read: MEDIAN BEAT")));
  second.rate = "250";
  second.offset = "";
  const auto other_rates = opened(dicom_file(group(first) + group(second), "1.2.840.10008.5.1.4.1.1.9.1.3"));
  EXPECT_EQ(other_rates->info().format, "DICOM ambulatory ECG");
  EXPECT_EQ(other_rates->info().rate, 250);
  EXPECT_THAT(other_rates->info().warnings, ElementsAre(HasSubstr("of 2 multiplex groups")));
}

TEST_F(Dicom, WithoutSensitivityItIsNotCalibrated) {
  TestGroup g = one_lead();
  g.definitions = channel({"", "Lead II (Einthoven)", ""});
  const auto recording = opened(dicom_file(group(g)));
  EXPECT_FALSE(recording->info().signals[0].calibrated);
  EXPECT_EQ(recording->info().signals[0].name, "II");
}

TEST_F(Dicom, FilesWithoutAWaveformSayWhatTheyAre) {
  const std::string pixels = element(0x7fe0, 0x0010, "OW", samples_16({1, 2}));
  EXPECT_THAT(fault(dicom_file("", "1.2.840.10008.5.1.4.1.1.2", "CT", pixels)),
              HasSubstr("is a DICOM file without a waveform (an image, modality CT)"));
  EXPECT_THAT(fault(dicom_file("", "1.2.840.10008.5.1.4.1.1.104.1", "DOC")),
              HasSubstr("without a waveform (encapsulated PDF, modality DOC)"));
}

TEST_F(Dicom, LyingCountsAreRefused) {
  TestGroup g = one_lead();
  g.samples = 3;
  EXPECT_THAT(fault(dicom_file(group(g))), HasSubstr("6 bytes of samples are stated, 4 are there"));
  g.samples = 0xffffffff;
  EXPECT_THAT(fault(dicom_file(group(g))), HasSubstr("more than a file can hold"));
  g = one_lead();
  g.channels = 2;
  EXPECT_THAT(fault(dicom_file(group(g))), HasSubstr("2 channels are stated, 1 are defined"));
  g = one_lead();
  g.rate = "fast";
  EXPECT_THAT(fault(dicom_file(group(g))), HasSubstr("'fast' is no number"));
  g = one_lead();
  g.rate = "0";
  EXPECT_THAT(fault(dicom_file(group(g))), HasSubstr("0 Hz: more than 0"));
  const std::string whole = dicom_file(group(one_lead()));
  EXPECT_THAT(fault(whole.substr(0, whole.size() - 30)), HasSubstr("x.dcm: is no sound DICOM file"));
}

TEST_F(Dicom, DeepNestingIsRefused) {
  const std::string level =  // of undefined length: tag and length alone
      little(0x0040, 2) + little(0xa730, 2) + "SQ" + little(0, 2) + little(0xffffffff, 4) +
      little(0xfffe, 2) + little(0xe000, 2) + little(0xffffffff, 4);
  std::string nested;
  for (int i = 0; i < 4900; ++i) nested += level;
  EXPECT_THAT(fault(dicom_file("", "1.2.3", "ECG", nested)), HasSubstr("x.dcm: is "));  // read, and no crash
  for (int i = 0; i < 1100; ++i) nested += level;
  EXPECT_THAT(fault(dicom_file("", "1.2.3", "ECG", nested)), HasSubstr("6000 sequence items"));
}

}  // namespace
}  // namespace rwave
