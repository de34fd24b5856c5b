// ISHNE Holter files: every field, both meanings of "number of samples", labels, and headers that lie.
#include <gmock/gmock.h>

#include "files.h"
#include "make_edf.h"
#include "make_ishne.h"
#include "record/ishne/ishne_header.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::fault_of;
using rwave::testing::little;
using rwave::testing::put_file;
using rwave::testing::samples_16;
using rwave::testing::TemporaryFolder;
using rwave::testing::TestIshne;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TestIshne two_lead_ishne() {
  TestIshne file;
  file.data = samples_16({100, -200, 101, -201, 102, -202});
  return file;
}

std::string fault(const TestIshne& file) {
  const TemporaryFolder folder;
  put_file(folder / "x.ecg", file.bytes());
  return fault_of([&] { open_recording(folder / "x.ecg"); });
}

TEST(Ishne, CrcIsTheOneOfTheStandard) {
  const std::string digits = "123456789";  // CRC-16/CCITT-FALSE's published check value
  EXPECT_EQ(crc_ccitt({reinterpret_cast<const std::uint8_t*>(digits.data()), digits.size()}), 0x29b1);
}

TEST(Ishne, EveryFieldIsRead) {
  const TemporaryFolder folder;
  put_file(folder / "holter.ecg", two_lead_ishne().bytes());
  const auto recording = open_recording(folder / "holter.ecg");
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.format, "ISHNE");
  EXPECT_EQ(info.rate, 200);
  EXPECT_EQ(info.frames, 3);
  EXPECT_EQ(info.start, "09:08:07 03/04/2011");
  ASSERT_EQ(info.signals.size(), 2U);
  EXPECT_EQ(info.signals[0].name, "II");
  EXPECT_EQ(info.signals[1].name, "V1");
  EXPECT_EQ(info.signals[0].gain, 200);  // 5 uV a step
  EXPECT_EQ(info.signals[1].gain, 400);
  EXPECT_THAT(recording->read_physical(1, 0, 3), ElementsAre(-0.5F, -0.5025F, -0.505F));
  EXPECT_THAT(recording->read_adc(0, 1, 2), ElementsAre(101, 102));
  EXPECT_THAT(info.patient,
              ElementsAre(Pair("first name", "Erika"), Pair("last name", "M\xc3\xbcller"),
                          Pair("id", "P-0042"), Pair("sex", "female"), Pair("race", "Caucasian"),
                          Pair("born", "24/12/1951"), Pair("pacemaker", "dual chamber, unipolar")));
  EXPECT_THAT(info.comments, ElementsAre("recorder: digital", "file written: 05/04/2011", "owner: Hospital",
                                         "copyright: none", "Comment one", "Second line",
                                         "lead V1: frequent noise (above 10 %)"));
  EXPECT_TRUE(info.warnings.empty());
}

TEST(Ishne, SamplesOfAllLeadsTogetherAreUnderstoodByTheSize) {
  TestIshne file = two_lead_ishne();
  file.stated_samples = 6;
  const TemporaryFolder folder;
  put_file(folder / "x.dat2", file.bytes());  // told by content, whatever the name
  EXPECT_EQ(open_recording(folder / "x.dat2")->info().frames, 3);
}

TEST(Ishne, LyingLengthsAreRefused) {
  TestIshne file = two_lead_ishne();
  file.stated_samples = 4;
  EXPECT_THAT(fault(file), HasSubstr("offset 14: the header states 4 samples, the file holds 6 of 2 leads"));
  file = two_lead_ishne();
  file.stated_samples = 0x7fffffff;
  EXPECT_THAT(fault(file), HasSubstr("offset 14: the header states 2147483647 samples"));
  file.stated_samples = 0xfffffffe;
  EXPECT_THAT(fault(file), HasSubstr("offset 14: the header states -2 samples"));
  file = two_lead_ishne();
  file.stated_block = 0x40000000;
  EXPECT_THAT(fault(file), HasSubstr("offset 10: a variable block of 1073741824 bytes"));
  file = two_lead_ishne();
  file.stated_offset = 0x7ffffff0;
  EXPECT_THAT(fault(file), HasSubstr("offset 22: the data are said to begin at byte 2147483632"));
  file = two_lead_ishne();
  file.stated_offset = 100;
  EXPECT_THAT(fault(file), HasSubstr("offset 22: the data are said to begin at byte 100"));
}

// The CRC proves the header: what is left of a copy that was cut off is read.
TEST(Ishne, ACopyThatWasCutOffIsReadAsFarAsItGoes) {
  TestIshne file = two_lead_ishne();
  file.data = std::string(4 * 300 + 3, '\1');
  file.stated_samples = 5000;
  const TemporaryFolder folder;
  put_file(folder / "x.ecg", file.bytes());
  const auto r = open_recording(folder / "x.ecg");
  EXPECT_EQ(r->info().frames, 300);
  EXPECT_THAT(r->info().warnings,
              ElementsAre(HasSubstr("states 5000 samples, the file holds 300 of each of 2")));
  EXPECT_EQ(r->read_adc(1, 299, 1).at(0), 257);
}

TEST(Ishne, WrongHeadersAreRefused) {
  TestIshne file = two_lead_ishne();
  file.crc = 0x1234;
  EXPECT_THAT(fault(file), HasSubstr("offset 8: the header's CRC is 0x"));
  file = two_lead_ishne();
  file.rate = 0;
  EXPECT_THAT(fault(file), HasSubstr("offset 272: a sampling rate of 0 Hz"));
  file = two_lead_ishne();
  file.resolutions = {5000, 0};
  EXPECT_THAT(fault(file), HasSubstr("offset 208: lead V1: a resolution of 0 nV"));
  file = two_lead_ishne();
  file.codes.resize(13, 5);
  EXPECT_THAT(fault(file), HasSubstr("offset 156: 13 leads"));
  const TemporaryFolder folder;
  put_file(folder / "x.ecg", two_lead_ishne().bytes().substr(0, 300));
  EXPECT_THAT(fault_of([&] { open_recording(folder / "x.ecg"); }),
              HasSubstr("offset 300: the file ends here"));
}

TEST(Ishne, MissingCrcIsAWarning) {
  TestIshne file = two_lead_ishne();
  file.crc = 0;
  const TemporaryFolder folder;
  put_file(folder / "x.ecg", file.bytes());
  EXPECT_THAT(open_recording(folder / "x.ecg")->info().warnings, ElementsAre(HasSubstr("no CRC")));
}

std::string label(char letter, char own, int since) {
  return std::string(1, letter) + own + little(since, 2);
}

TEST(Ishne, LabelsLieInAFileNextToIt) {
  TestIshne samples;
  samples.codes = {6};
  samples.qualities = {1};
  samples.resolutions = {1000};
  samples.data = std::string(2 * 200000, '\1');
  TestIshne labels;
  labels.magic = "ANN  1.0";
  labels.data = little(100, 4) + label('N', ' ', 150) + label('!', '.', 65535) + label('V', 'r', 60000) +
                label('X', '\0', 200) + label('S', ' ', 65535) + label('P', ' ', 65000);
  const TemporaryFolder folder;
  put_file(folder / "x.ecg", samples.bytes());
  put_file(folder / "x.ann", labels.bytes());
  const auto recording = open_recording(folder / "x.ecg");
  const std::vector<Annotation> found = recording->annotations();
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].sample, 250);
  EXPECT_EQ(symbol_of(found[0].code), "N");
  EXPECT_EQ(found[1].sample, 125785);
  EXPECT_EQ(symbol_of(found[1].code), "V");
  EXPECT_EQ(found[1].text, "r");
  EXPECT_EQ(symbol_of(found[2].code), "|");
  EXPECT_EQ(symbol_of(found[3].code), "S");
  EXPECT_THAT(recording->info().warnings,
              ElementsAre(HasSubstr("1 of 5 labels lie past the recording's end")));

  const auto alone = open_recording(folder / "x.ann");
  EXPECT_TRUE(alone->info().signals.empty());
  EXPECT_EQ(alone->annotations().size(), 5U);

  labels.data += label('?', ' ', 1);
  put_file(folder / "x.ann", labels.bytes());
  EXPECT_THAT(fault_of([&] { open_recording(folder / "x.ann"); }), HasSubstr("byte 63 is no label"));
}

TEST(Ishne, WfdbAnnotationFilesAreToldApart) {
  const TemporaryFolder folder;
  put_file(folder / "nsr001.ecg", std::string("\x4c\x04\x50\x04\0\0", 6));
  EXPECT_THAT(fault_of([&] { open_recording(folder / "nsr001.ecg"); }),
              HasSubstr("PhysioNet's .ecg files are WFDB annotation files"));
}

}  // namespace
}  // namespace rwave
