// Every WFDB signal format against what PhysioNet's rdsamp prints for the same files
// (golden/wfdb/*.expected.csv: sample number, then raw ADC units).
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using Frames = std::vector<std::vector<std::int32_t>>;  // by signal, then by sample

// Columns of an expected file; "-" is a missing sample.
Frames read_expected(const std::filesystem::path& file) {
  Frames columns;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells(line);
    std::string cell;
    std::getline(cells, cell, ',');  // the sample number
    for (std::size_t c = 0; std::getline(cells, cell, ','); ++c) {
      if (columns.size() <= c) columns.emplace_back();
      columns[c].push_back(cell == "-" ? missing_sample : std::stoi(cell));
    }
  }
  return columns;
}

class GoldenRecord : public ::testing::TestWithParam<const char*> {};
class PrintedRecord : public GoldenRecord {};

TEST_P(PrintedRecord, EverySampleIsWhatTheReferencePrints) {
  RWAVE_NEED_GOLDEN(golden, "wfdb");
  const Frames expected = read_expected(golden / (std::string(GetParam()) + ".expected.csv"));
  const auto recording = open_recording(golden / GetParam());
  ASSERT_EQ(recording->info().signals.size(), expected.size());
  for (std::size_t s = 0; s < expected.size(); ++s) {
    const auto count = static_cast<std::int64_t>(expected[s].size());
    ASSERT_LE(count, recording->info().frames);
    EXPECT_EQ(recording->read_adc(static_cast<int>(s), 0, count), expected[s])
        << recording->info().signals[s].name;
  }
}

TEST_P(GoldenRecord, ChecksumsAreTheHeaders) {
  RWAVE_NEED_GOLDEN(golden, "wfdb");
  EXPECT_NO_THROW(open_recording(golden / GetParam())->verify());
}

// A range read alone must be the same part of the whole, wherever it starts within packed units and FLAC
// frames.
TEST_P(GoldenRecord, AnyRangeIsAPartOfTheWhole) {
  RWAVE_NEED_GOLDEN(golden, "wfdb");
  const auto recording = open_recording(golden / GetParam());
  const std::int64_t frames = recording->info().frames;
  for (int s = 0; s < static_cast<int>(recording->info().signals.size()); ++s) {
    const auto whole = recording->read_adc(s, 0, frames);
    for (const std::int64_t first :
         {frames - 1, frames / 2, std::int64_t{7}, std::int64_t{1}, std::int64_t{0}}) {
      for (const std::int64_t count : {std::int64_t{0}, std::int64_t{1}, std::int64_t{2}, frames - first}) {
        if (first + count > frames) continue;
        const auto part = recording->read_adc(s, first, count);
        EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + first))
            << "signal " << s << " at " << first;
      }
    }
  }
}

// What rdsamp prints for the FLAC record is not at hand; GoldenFlac below takes its place.
INSTANTIATE_TEST_SUITE_P(Wfdb, PrintedRecord,
                         ::testing::Values("binformats", "100_3chan", "310derive", "test01_00s"));
INSTANTIATE_TEST_SUITE_P(Wfdb, GoldenRecord,
                         ::testing::Values("binformats", "flacformats", "100_3chan", "310derive",
                                           "test01_00s"));

// The two golden records store one ramp in many formats: 16 and FLAC 516 hold the same numbers.
TEST(GoldenFlac, HoldsTheSameRampAsFormat16) {
  RWAVE_NEED_GOLDEN(golden, "wfdb");
  EXPECT_EQ(open_recording(golden / "flacformats")->read_adc(1, 0, 499),
            open_recording(golden / "binformats")->read_adc(1, 0, 499));
}

// binformats' columns say of themselves what they are: the same recording, stored in each format.
TEST(GoldenHeader, SaysFormatGainAndName) {
  RWAVE_NEED_GOLDEN(golden, "wfdb");
  const auto recording = open_recording(golden / "binformats.hea");
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.name, "binformats");
  EXPECT_EQ(info.rate, 200);
  EXPECT_EQ(info.frames, 499);
  ASSERT_EQ(info.signals.size(), 10U);
  EXPECT_EQ(info.signals[5].format, 212);
  EXPECT_EQ(info.signals[5].name, "sig 5, fmt 212");
  EXPECT_EQ(info.signals[5].gain, 200);
  EXPECT_TRUE(info.signals[5].calibrated);
}

}  // namespace
}  // namespace rwave
