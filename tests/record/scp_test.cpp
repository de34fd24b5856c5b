// SCP-ECG: every compression that the standard has, a file of another program, and damaged ones.
#include <gmock/gmock.h>

#include "files.h"
#include "make_edf.h"
#include "make_scp.h"
#include "record/scp/huffman.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::string default_table = little(19999, 2);

std::vector<int> wave(std::size_t count, int phase = 0) {
  std::vector<int> out;
  for (std::size_t i = 0; i < count; ++i) {
    const int t = static_cast<int>(i) + phase;
    out.push_back(t % 50 == 20 ? 900 : t % 50 == 21 ? -300 : t * 7 % 31 - 15);
  }
  return out;
}

TestScp plain(int order) {
  TestScp scp;
  scp.tables = default_table;
  scp.definitions = scp_definitions({{1, 1, 200}, {3, 1, 200}});
  scp.rhythm = scp_data(2500, 2000, order, 0, {scp_coded(wave(200), order), scp_coded(wave(200, 9), order)});
  return scp;
}

class Scp : public ::testing::Test {
 protected:
  std::unique_ptr<Recording> opened(const std::string& bytes) {
    put_file(folder_ / "x.scp", bytes);
    return open_recording(folder_ / "x.scp");
  }
  std::string fault(const std::string& bytes) {
    return fault_of([&] { opened(bytes); });
  }
  TemporaryFolder folder_;
};

TEST_F(Scp, DefaultTableHasTheStandardsCodes) {  // EN 1064, 5.5.6
  const ScpTable& table = default_scp_table();
  ASSERT_EQ(table.size(), 19U);
  EXPECT_EQ(table[2].value, -1);
  EXPECT_EQ(table[2].bits, 5U);
  EXPECT_EQ(table[4].bits, 11U);
  EXPECT_EQ(table[15].value, 8);
  EXPECT_EQ(table[17].bits, 511U);
  EXPECT_EQ(table[18].bits, 1023U);
  EXPECT_EQ(table[18].total, 26);
}

TEST_F(Scp, DifferencesOfEveryOrder) {
  for (const int order : {0, 1, 2}) {
    const auto recording = opened(plain(order).bytes());
    const RecordingInfo& info = recording->info();
    EXPECT_EQ(info.format, "SCP-ECG");
    EXPECT_EQ(info.rate, 500);
    EXPECT_EQ(info.signals[0].name, "I");
    EXPECT_EQ(info.signals[1].name, "V1");
    EXPECT_EQ(info.signals[0].gain, 400);
    EXPECT_THAT(info.warnings, IsEmpty());
    const std::vector<std::int32_t> first = recording->read_adc(0, 0, 200),
                                    second = recording->read_adc(1, 0, 200);
    EXPECT_TRUE(std::equal(first.begin(), first.end(), wave(200).begin())) << order;
    EXPECT_TRUE(std::equal(second.begin(), second.end(), wave(200, 9).begin())) << order;
  }
}

TEST_F(Scp, LongTermDataOfVersion3AreRefused) {  // written by biosig 2.5.0, save2gdf -f=SCP3
  EXPECT_THAT(fault_of([] { open_recording(std::filesystem::path(RWAVE_TEST_FILES) / "biosig.scp"); }),
              HasSubstr("an SCP-ECG file of version 3 with long-term data (section 12), which are not read"));
}

TEST_F(Scp, OwnTablesAndSwitches) {
  // Table 1: 0 -> 0, 10 -> 5, 11 -> on to table 2. Table 2: 0 -> -7, 1 -> four bits of the value.
  const auto code = [](int prefix, int total, int mode, int value, int bits) {
    return little(prefix, 1) + little(total, 1) + little(mode, 1) + little(value, 2) + little(bits, 4);
  };
  TestScp scp;
  scp.tables = little(2, 2) + little(3, 2) + code(1, 1, 1, 0, 0) + code(2, 2, 1, 5, 1) + code(2, 2, 0, 2, 3) +
               little(2, 2) + code(1, 1, 1, -7, 0) + code(1, 5, 1, 0, 1);
  scp.definitions = scp_definitions({{2, 1, 5}});
  scp.rhythm = scp_data(1000, 4000, 0, 0,
                        {packed("0"
                                "10"
                                "11"
                                "0"
                                "1"
                                "1010"
                                "1"
                                "0111")});
  const auto recording = opened(scp.bytes());
  EXPECT_EQ(recording->info().rate, 250);
  EXPECT_THAT(recording->read_adc(0, 0, 5), ElementsAre(0, 5, -7, -6, 7));
}

TEST_F(Scp, WithoutTablesSamplesAreIntegers) {
  TestScp scp;
  scp.definitions = scp_definitions({{1, 3, 5}, {61, 1, 2}});
  scp.rhythm = scp_data(1000, 2000, 0, 0, {samples_16({-5, 300, -30000}), samples_16({1, 2})});
  const auto recording = opened(scp.bytes());
  EXPECT_THAT(recording->read_adc(0, 0, 5), ElementsAre(missing_sample, missing_sample, -5, 300, -30000));
  EXPECT_THAT(recording->read_adc(1, 0, 5),
              ElementsAre(1, 2, missing_sample, missing_sample, missing_sample));
  EXPECT_EQ(recording->info().signals[1].name, "III");
}

// Beats of 20 samples at 30 and 120; the reference beat's fiducial point is its sample 11.
TEST_F(Scp, ReferenceBeatsAreAdded) {
  std::vector<int> beat, residual = wave(200), whole = residual;
  for (int i = 0; i < 20; ++i) beat.push_back(i * i - 100);
  for (const int peak : {40, 130}) {
    for (int i = 0; i < 20; ++i)
      whole[static_cast<std::size_t>(peak - 10 + i)] += beat[static_cast<std::size_t>(i)];
  }
  const auto beat_at = [](int type, int peak) {
    return little(type, 2) + little(peak - 10 + 1, 4) + little(peak + 1, 4) + little(peak + 9 + 1, 4);
  };
  TestScp scp = plain(2);
  scp.definitions = scp_definitions({{1, 1, 200}}, true);
  scp.beats =
      little(40, 2) + little(11, 2) + little(3, 2) + beat_at(0, 40) + beat_at(1, 80) + beat_at(0, 130);
  scp.reference = scp_data(2500, 2000, 1, 0, {scp_coded(beat, 1)});
  scp.rhythm = scp_data(2500, 2000, 2, 0, {scp_coded(residual, 2)});
  const std::vector<std::int32_t> samples = opened(scp.bytes())->read_adc(0, 0, 200);
  EXPECT_TRUE(std::equal(samples.begin(), samples.end(), whole.begin()));
  scp.reference = scp_data(5000, 2000, 1, 0, {scp_coded(beat, 1)});  // steps twice as large
  EXPECT_EQ(opened(scp.bytes())->read_adc(0, 30, 1)[0], residual[30] + 2 * beat[0]);
  scp.reference.clear();
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("reference beats were subtracted, and there is none"));
}

TEST_F(Scp, BimodalCompressionIsUndone) {
  // Samples 41 to 60 (from 1) are protected; what lies between is a ramp, whose means of four give it back.
  std::vector<int> stored, whole;
  for (int i = 0; i < 100; ++i) whole.push_back(i >= 40 && i < 60 ? (i % 2 == 0 ? 500 : -500) : 8 * i);
  for (int i = 0; i < 100; i += 4) {
    if (i >= 40 && i < 60) {
      for (int j = i; j < i + 4; ++j) stored.push_back(whole[static_cast<std::size_t>(j)]);
    } else {
      stored.push_back((whole[static_cast<std::size_t>(i)] + whole[static_cast<std::size_t>(i + 3)]) / 2);
    }
  }
  TestScp scp;
  scp.tables = default_table;
  scp.definitions = scp_definitions({{1, 1, 100}});
  scp.beats = little(40, 2) + little(11, 2) + little(1, 2) + little(41, 4) + little(60, 4);
  scp.reference = scp_data(1000, 2000, 0, 0, {scp_coded({0}, 0)});
  scp.rhythm = scp_data(1000, 8000, 1, 1, {scp_coded(stored, 1)});
  const auto recording = opened(scp.bytes());
  EXPECT_EQ(recording->info().rate, 500);
  EXPECT_THAT(recording->info().warnings,
              ElementsAre(HasSubstr("between the QRS complexes stored at 125 Hz")));
  const std::vector<std::int32_t> samples = recording->read_adc(0, 0, 100);
  for (int i = 2; i < 98; ++i) {  // the ends of a segment are held
    const bool edge = (i >= 38 && i < 40) || (i >= 60 && i < 62);
    if (edge) continue;
    EXPECT_EQ(samples[static_cast<std::size_t>(i)], whole[static_cast<std::size_t>(i)]) << i;
  }
  stored.resize(stored.size() +
                20);  // another reading of the standard would have other counts: no shifted signal
  scp.rhythm = scp_data(1000, 8000, 1, 1, {scp_coded(stored, 1)});
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("a lead of 40 samples has"));
  scp.beats.clear();
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("section 4, which says where, is missing"));
}

TEST_F(Scp, PatientAndStart) {
  const auto tag = [](int number, const std::string& value) {
    return little(number, 1) + little(static_cast<long long>(value.size()), 2) + value;
  };
  TestScp scp = plain(1);
  scp.patient = tag(2, std::string("P-42\0", 5)) + tag(0, std::string("M\xfcller\0", 7)) + tag(8, "\2") +
                tag(5, little(1951, 2) + "\2\x18") + tag(4, little(60, 2) + "\1") +
                tag(25, little(2011, 2) + "\4\3") + tag(26, "\x09\x08\x07") + tag(255, "");
  const auto recording = opened(scp.bytes());
  EXPECT_EQ(recording->info().start, "09:08:07 03/04/2011");
  EXPECT_THAT(recording->info().patient,
              ElementsAre(Pair("id", "P-42"), Pair("last name", "M\xc3\xbcller"), Pair("sex", "female"),
                          Pair("born", "24/02/1951"), Pair("age", "60")));
}

TEST_F(Scp, DamagedFiles) {
  const std::string whole = plain(2).bytes();
  EXPECT_THAT(fault(whole.substr(0, whole.size() - 5)), HasSubstr("offset 2: the record is said to have"));
  std::string changed = whole;
  changed[200] = static_cast<char>(changed[200] ^ 1);
  EXPECT_THAT(fault(changed), HasSubstr("offset 0: the CRC is"));
  TestScp scp = plain(2);
  scp.rhythm = scp_data(2500, 2000, 2, 0, {scp_coded(wave(100), 2), scp_coded(wave(200), 2)});
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("of 200 samples of a lead"));
  scp = plain(2);
  scp.rhythm = scp_data(2500, 0, 2, 0, {"", ""});
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("samples every 0 us"));
  scp = plain(2);
  scp.definitions = scp_definitions({{1, 100, 1}});
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("lead I from sample 100 to 1"));
  scp.definitions = scp_definitions({{1, 1, 0x7fffffff}});
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("lead I from sample 1 to 2147483647"));
  scp.definitions.clear();
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("is an SCP-ECG file without lead definitions"));
  scp = plain(2);
  scp.definitions = scp_definitions({{1, 1, 200}, {1, 1, 200}});
  EXPECT_THAT(fault(scp.bytes()), HasSubstr("one is there twice"));
}

}  // namespace
}  // namespace rwave
