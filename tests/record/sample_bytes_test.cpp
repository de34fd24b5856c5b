// Samples of 16 bits that are not what their header says: bytes exchanged or lost, unsigned for signed.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "record/device_table.h"
#include "record/make_ishne.h"

namespace rwave {
namespace {

using rwave::testing::little;
using rwave::testing::put_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SampleBytes : public ::testing::Test {
 protected:
  // One lead of the ECG, 400 steps per mV around `baseline`, under the name of format 16.
  static std::string samples(int baseline, bool exchanged = false) {
    std::string bytes;
    for (int i = 0; i < 4 * ecg_rows; ++i) {
      std::string sample = little(std::lround(ecg_at(i) * 400) + baseline, 2);
      if (exchanged) std::swap(sample[0], sample[1]);
      bytes += sample;
    }
    return bytes;
  }
  std::vector<std::string> warnings(const std::string& bytes) {
    put_file(folder_ / "r.dat", bytes);
    put_file(folder_ / "r.hea", "r 1 250\nr.dat 16 400/mV 16 0 0 0 0 II\n");
    return open_recording(folder_ / "r")->info().warnings;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(SampleBytes, ExchangedBytesAreSaid) {
  EXPECT_THAT(warnings(samples(0, true)),
              ElementsAre(AllOf(HasSubstr("II: the samples jump"), HasSubstr("two bytes exchanged"))));
}

TEST_F(SampleBytes, ALostByteIsSaid) {
  EXPECT_THAT(warnings(samples(0).substr(1) + '\0'), ElementsAre(HasSubstr("bytes were lost or added")));
  const std::string whole = samples(0);
  EXPECT_THAT(warnings(whole.substr(0, 5000) + "\r" + whole.substr(5000, whole.size() - 5001)),
              ElementsAre(HasSubstr("bytes were lost or added")));
}

TEST_F(SampleBytes, UnsignedNumbersForSignedOnesAreSaidAndNoUnitIsMadeOfThem) {
  EXPECT_THAT(warnings(samples(32768)),
              ElementsAre(HasSubstr("where unsigned numbers are taken for signed")));
  EXPECT_EQ(open_recording(folder_ / "r")->info().signals[0].units, "mV");
}

// From one end of 16 bits to the other; with exchanged bytes these are small numbers.
TEST_F(SampleBytes, AnAmplifierAtBothEndsIsNotDoubted) {
  std::string bytes = samples(0);
  for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2)
    if (at / 2 % 20 < 4) bytes.replace(at, 2, little(at / 2 % 2 == 0 ? 32767 : -32767, 2));
  EXPECT_THAT(warnings(bytes), Not(::testing::Contains(HasSubstr("bytes exchanged"))));
}

// Read as signed, 0 and 65,535 are neighbours: such a lead was said to be signed numbers read as unsigned.
TEST_F(SampleBytes, AnUnsignedAmplifierAtBothEndsIsNotDoubted) {
  std::string table = "II\n";
  for (int i = 0; i < 4 * ecg_rows; ++i)
    table += fmt::format("{}\n", i % 64 < 8 ? i % 2 * 65535 : std::lround(ecg_at(i) * 400) + 40000);
  put_file(folder_ / "r.csv", table);
  const std::vector<std::string> warnings =
      open_recording(folder_ / "r.csv", {.csv_rate = 250})->info().warnings;
  EXPECT_THAT(warnings, Not(::testing::Contains(HasSubstr("the samples jump"))));
}

TEST_F(SampleBytes, SoundSamplesAreNotDoubted) {
  for (const int baseline : {0, 127, -128, 2048, 32000, -32000})
    EXPECT_THAT(warnings(samples(baseline)), IsEmpty()) << baseline;
}

}  // namespace
}  // namespace rwave
