// Numbers that stand for missing samples and are read as such.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "record/device_table.h"
#include "record/make_ishne.h"

namespace rwave {
namespace {

using rwave::testing::little;
using rwave::testing::put_file;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MissingCodes : public ::testing::Test {
 protected:
  // A table of the ECG in mV; every fortieth sample is `code` instead.
  std::vector<std::string> of_table(const std::string& code) {
    std::string text = "ECG [mV]\n";
    for (int i = 0; i < 4 * ecg_rows; ++i)
      text += (i % 40 == 39 ? code : fmt::format("{:.3f}", ecg_at(i))) + "\n";
    put_file(folder_ / "t.csv", text);
    return open_recording(folder_ / "t.csv", {.csv_rate = 250})->info().warnings;
  }
  std::vector<std::string> of_wfdb(int code) {
    std::string bytes;
    for (int i = 0; i < 4 * ecg_rows; ++i)
      bytes += little(i % 40 == 39 ? code : std::lround(ecg_at(i) * 400), 2);
    put_file(folder_ / "r.dat", bytes);
    put_file(folder_ / "r.hea", "r 1 250\nr.dat 16 400/mV 16 0 0 0 0 II\n");
    return open_recording(folder_ / "r")->info().warnings;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(MissingCodes, OfATableAreSaid) {
  for (const char* code : {"-9999", "-32768", "999"})
    EXPECT_THAT(of_table(code),
                ElementsAre(AllOf(HasSubstr("ECG"), HasSubstr(fmt::format("are {}, far", code)))));
}

TEST_F(MissingCodes, OfAConverterAreSaid) {
  EXPECT_THAT(of_wfdb(-32767), ElementsAre(AllOf(HasSubstr("II: "), HasSubstr("are -32767, far"))));
  EXPECT_THAT(of_wfdb(-9999), ElementsAre(HasSubstr("are -9999, far")));
}

// Parts of a short recording that overlapped counted one number nine times.
TEST_F(MissingCodes, EachIsCountedOnce) {
  const auto with_codes = [this](int codes) {
    std::string bytes;
    for (int i = 0; i < ecg_rows; ++i)
      bytes += little(i >= 700 && i < 700 + codes ? -32767 : std::lround(ecg_at(i) * 400), 2);
    put_file(folder_ / "r.dat", bytes);
    put_file(folder_ / "r.hea", "r 1 250\nr.dat 16 400/mV 16 0 0 0 0 II\n");
    return open_recording(folder_ / "r")->info().warnings;
  };
  EXPECT_THAT(with_codes(1), IsEmpty());
  EXPECT_THAT(with_codes(5), ElementsAre(HasSubstr("II: 5 of the samples looked at")));
}

// Segments are not doubted one by one, and the whole was not at all.
TEST_F(MissingCodes, OfSegmentsAreSaid) {
  of_wfdb(-32767);
  put_file(folder_ / "m.hea", fmt::format("m/2 1 250 {0}\nr {1}\n~ {1}\n", 8 * ecg_rows, 4 * ecg_rows));
  put_file(folder_ / "r.hea", fmt::format("r 1 250 {}\nr.dat 16 400/mV 16 0 0 0 0 II\n", 4 * ecg_rows));
  EXPECT_THAT(open_recording(folder_ / "m")->info().warnings, ElementsAre(HasSubstr("are -32767, far")));
}

TEST_F(MissingCodes, SoundSamplesAreNotDoubted) {
  EXPECT_THAT(of_table("0"), IsEmpty());
  EXPECT_THAT(of_table("nan"), IsEmpty());
  EXPECT_THAT(of_wfdb(999), IsEmpty()) << "2.5 mV";
}

}  // namespace
}  // namespace rwave
