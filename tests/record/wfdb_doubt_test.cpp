// WFDB records whose header and files disagree: wrong formats, lost bytes, wrong counts, files called
// otherwise.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "record/files.h"
#include "record/make_ishne.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::little;
using rwave::testing::put_file;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int doubt_frames = 500;

int doubtful_sample(int i) {
  return static_cast<int>(std::lround(200 * std::sin(i / 9.0))) + 1 + i % 3;
}

class WfdbDoubts : public ::testing::Test {
 protected:
  // Two leads of one file in format 16, with the sums that `header` states of them.
  WfdbDoubts() {
    unsigned sums[2] = {0, 0};
    for (int i = 0; i < doubt_frames; ++i) {
      for (const int lead : {0, 1}) {
        const int value = doubtful_sample(i) * (lead + 1);
        bytes_ += little(value, 2);
        sums[lead] += static_cast<unsigned>(value);
      }
    }
    for (const int lead : {0, 1})
      lines_[lead] = fmt::format(" {} 200/mV 12 0 {} {} 0 {}\n", "{}", doubtful_sample(0) * (lead + 1),
                                 static_cast<std::int16_t>(sums[lead]), lead == 0 ? "II" : "V1");
  }

  std::unique_ptr<Recording> open(const std::string& record_line, const std::string& file = "r.dat",
                                  const std::string& name = "r", const std::string& format = "16") {
    std::string header = record_line + "\n";
    for (const std::string& line : lines_) header += file + fmt::format(fmt::runtime(line), format);
    put_file(folder_ / (name + ".hea"), header);
    if (!std::filesystem::exists(folder_ / stored_)) put_file(folder_ / stored_, bytes_);
    return open_recording(folder_ / name);
  }

  testing::TemporaryFolder folder_;
  std::string bytes_;
  std::string stored_ = "r.dat";
  std::string lines_[2];
};

TEST_F(WfdbDoubts, SoundSamplesAreNotDoubted) {
  EXPECT_THAT(open("r 2 360 500")->info().warnings, IsEmpty());
}

// As big-endian files under format 16, 16 under 212, copies in FTP's text mode, and damage within.
TEST_F(WfdbDoubts, SamplesWithoutTheSumThatTheHeaderStatesAreSaid) {
  EXPECT_THAT(
      open("r 2 360 500", "r.dat", "r", "61")->info().warnings,
      ElementsAre(AllOf(HasSubstr("the samples of II, V1 do not have the checksum"), HasSubstr("line 2"),
                        HasSubstr("begin with 256, not 1"), HasSubstr("is not in format 61")),
                  HasSubstr("the samples jump across the r")));
  bytes_[1001] ^= 0x10;
  std::filesystem::remove(folder_ / "r.dat");
  EXPECT_THAT(open("r 2 360 500")->info().warnings,
              ElementsAre(AllOf(HasSubstr("the samples of II do not have"),
                                ::testing::Not(HasSubstr("begin with")))));
}

TEST_F(WfdbDoubts, CountsAndRatesThatTheHeaderLacksAreSaid) {
  const auto uncounted = open("r 1 360 500");
  EXPECT_EQ(uncounted->info().signals.size(), 2U);
  EXPECT_THAT(uncounted->info().warnings,
              ElementsAre(HasSubstr("states 1 signal, 2 of one file are listed: all are read")));
  EXPECT_EQ(uncounted->read_adc(1, 3, 1).at(0), 2 * doubtful_sample(3));
  EXPECT_THAT(open("r 2")->info().warnings,
              ElementsAre(HasSubstr("line 1 states no sampling rate: 250 Hz, WFDB's default, are assumed")));
  EXPECT_THAT(open("r 2 360 400")->info().warnings,
              ::testing::Contains(HasSubstr("states 400 samples, its signal files hold 100 more")));
}

// A header edited from two signals to one, whose second line stayed: the file holds one.
TEST_F(WfdbDoubts, LinesLeftOverAreNoSignalsOfAFileWithoutTheirSamples) {
  const auto left_over = open("r 1 360 1000");
  EXPECT_EQ(left_over->info().frames, 1000);
  EXPECT_EQ(left_over->info().signals.size(), 1U);
  EXPECT_THAT(
      left_over->info().warnings,
      ::testing::Contains(HasSubstr("states 1 signal, 2 of one file are listed: the others are not")));
  EXPECT_EQ(left_over->read_adc(0, 1, 1).at(0), 2 * doubtful_sample(0));
}

// Their sums are of all the file's samples, or of those that are read.
TEST_F(WfdbDoubts, LoweredLengthsAndSkewedSignalsAreNoDamage) {
  const auto shorter = open("r 2 360 400");
  EXPECT_THAT(shorter->info().warnings, ElementsAre(HasSubstr("hold 100 more")));
  EXPECT_NO_THROW(shorter->verify());
  bytes_ = little(77, 2) + little(0, 2) + little(78, 2) + little(0, 2) + bytes_;
  std::filesystem::remove(folder_ / "r.dat");
  const auto skewed = open("r 2 360 500", "r.dat", "r", "16:2");
  EXPECT_THAT(skewed->info().warnings, IsEmpty());
  EXPECT_NO_THROW(skewed->verify());
}

TEST_F(WfdbDoubts, FilesAreFoundUnderTheNamesThatPeopleGiveThem) {
  stored_ = "Holter 1.dat";
  const auto blank = open("Holter 1 2 360 500", "Holter 1.dat", "Holter 1");
  EXPECT_THAT(blank->info().warnings, IsEmpty());
  EXPECT_EQ(blank->info().rate, 360);
  stored_ = "r.dat";
  const auto copy = open("r 2 250 500", "r.dat", "r 2");
  EXPECT_EQ(copy->info().signals.size(), 2U);
  EXPECT_EQ(copy->info().rate, 250);
  stored_ = "lower.dat";
  EXPECT_THAT(open("x 2 360 500", "LOWER.DAT", "x")->info().warnings,
              ElementsAre(HasSubstr("lower.dat is read")));
  stored_ = "patient.dat";
  EXPECT_THAT(open("100 2 360 500", "100.dat", "patient")->info().warnings,
              ElementsAre(HasSubstr("100.dat is not there: patient.dat is read")));
  put_file(folder_ / "Two.hea", "Two 2 360 4\nA.DAT 16\nB.DAT 16\n");
  for (const char* name : {"a.dat", "b.dat"}) put_file(folder_ / name, std::string(8, name[0]));
  EXPECT_EQ(open_recording(folder_ / "Two")->read_adc(1, 0, 1).at(0), 0x6262);
  std::filesystem::create_directory(folder_ / "links");
  std::filesystem::create_symlink(folder_ / "x.hea", folder_ / "links/y.hea");
  put_file(folder_ / "LOWER.DAT", bytes_);
  EXPECT_EQ(open_recording(folder_ / "links/y")->read_adc(0, 0, 1).at(0), doubtful_sample(0));
}

}  // namespace
}  // namespace rwave
