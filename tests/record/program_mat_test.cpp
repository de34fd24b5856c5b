// MAT files as LabChart and AcqKnowledge export them, made number by number (version 4).
#include <gmock/gmock.h>

#include <cstring>

#include "record/files.h"
#include "record/make_ishne.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::fault_of;
using rwave::testing::little;
using rwave::testing::put_file;
using rwave::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string mat_head(int type, std::size_t rows, std::size_t columns, const std::string& name) {
  return little(type, 4) + little(static_cast<long long>(rows), 4) +
         little(static_cast<long long>(columns), 4) + little(0, 4) +
         little(static_cast<long long>(name.size() + 1), 4) + name + '\0';
}

// Column after column.
std::string mat_numbers(const std::string& name, std::size_t rows, const std::vector<double>& values) {
  std::string out = mat_head(0, rows, values.size() / rows, name);
  for (const double value : values) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
  }
  return out;
}

// A line a row, all of one length.
std::string mat_text(const std::string& name, const std::vector<std::string>& lines) {
  std::string out = mat_head(51, lines.size(), lines[0].size(), name);
  for (std::size_t column = 0; column < lines[0].size(); ++column)
    for (const std::string& line : lines) out += line[column];
  return out;
}

class ProgramMat : public ::testing::Test {
 protected:
  std::unique_ptr<Recording> open(const std::string& bytes) {
    put_file(folder_ / "x.mat", bytes);
    return open_recording(folder_ / "x.mat");
  }
  TemporaryFolder folder_;
};

TEST_F(ProgramMat, LabChartsChannelsEndToEndAreLeads) {
  const std::string data = mat_numbers("data", 1, {1, 2, 3, 2, 1, 0.25, 0.5, 0.75, 1, 1.25});
  const std::string titles = mat_text("titles", {"Resp  ", "ECG II"}),
                    rates = mat_numbers("samplerate", 2, {400, 400});
  const auto r =
      open(data + mat_numbers("datastart", 2, {1, 6}) + mat_numbers("dataend", 2, {5, 10}) + titles + rates);
  EXPECT_EQ(r->info().rate, 400);
  EXPECT_EQ(r->info().frames, 5);
  ASSERT_EQ(r->info().signals.size(), 2U);
  EXPECT_EQ(r->info().signals[0].name, "Resp");
  EXPECT_EQ(r->info().signals[1].name, "ECG II");
  EXPECT_THAT(r->read_physical(1, 0, 3), ElementsAre(0.25, 0.5, 0.75));
  EXPECT_THAT(r->info().warnings, IsEmpty());
  EXPECT_THAT(fault_of([&] {
                open(data + mat_numbers("datastart", 2, {1, 6}) + mat_numbers("dataend", 2, {5, 11}) +
                     titles + rates);
              }),
              HasSubstr("channel 2 is said to lie at 6 to 11 of 10 numbers"));
}

TEST_F(ProgramMat, OfLabChartsBlocksTheLongestIsReadAndOfUnlikeRatesTheFastest) {
  const auto r =
      open(mat_numbers("data", 1, {9, 9, 0.25, 0.5, 0.75, 1, 1.25, 1, 0.75, 0.5, 8, 8}) +
           mat_numbers("datastart", 2, {1, 2, 3, 11}) + mat_numbers("dataend", 2, {1, 2, 10, 12}) +
           mat_text("titles", {"ECG ", "Temp"}) + mat_numbers("samplerate", 2, {400, 100, 400, 100}));
  EXPECT_EQ(r->info().frames, 8);
  ASSERT_EQ(r->info().signals.size(), 1U);
  EXPECT_EQ(r->info().signals[0].name, "ECG");
  EXPECT_THAT(r->read_physical(0, 0, 4), ElementsAre(0.25, 0.5, 0.75, 1));
  EXPECT_THAT(r->info().warnings, ElementsAre(HasSubstr("of 2 blocks the longest is read")));
}

// 60,000 channels of a megabyte's header asked for gigabytes of the same samples.
TEST_F(ProgramMat, LabChartsChannelsThatLieInOneAnotherAreRefused) {
  const std::string data = mat_numbers("data", 1, {1, 2, 3, 2, 1, 0.25, 0.5, 0.75, 1, 1.25});
  const std::string rate = mat_numbers("samplerate", 1, {400});
  EXPECT_THAT(fault_of([&] {
                open(data + mat_numbers("datastart", 2, {1, 5}) + mat_numbers("dataend", 2, {6, 10}) + rate);
              }),
              HasSubstr("channels up to 2 lie in one another"));
  // The same of blocks of numbers that are not as many.
  EXPECT_NO_THROW(open(data + mat_numbers("datastart", 2, {1, 6}) + mat_numbers("dataend", 1, {5}) + rate));
}

TEST_F(ProgramMat, AcqKnowledgesIntervalIsTheRateAndItsLabelsAreNames) {
  const auto r =
      open(mat_numbers("data", 4, {5, 6, 7, 8, 1, 2, 3, 4}) + mat_numbers("isi", 1, {2}) +
           mat_text("isi_units", {"ms"}) + mat_text("labels", {"RSP, X, RSPEC-R", "ECG, Y, ECG2-R "}));
  EXPECT_EQ(r->info().rate, 500);
  EXPECT_EQ(r->info().signals[0].name, "RSP, X, RSPEC-R");
  EXPECT_EQ(r->info().signals[1].name, "ECG, Y, ECG2-R");
}

}  // namespace
}  // namespace rwave
