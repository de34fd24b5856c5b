// An EDF+ recording of another program whose signals are known by formula.
#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

// test_generator_2.edf (Teunis van Beelen's test signals): 600 s of 11 signals at 200 Hz, each in -1000..1000
// uV over all 16 bits. Two of its units are the Latin-1 degree sign.
class TestGenerator : public ::testing::Test {
 protected:
  void SetUp() override {
    RWAVE_NEED_GOLDEN(file, "wfdb/test_generator_2.edf");
    recording_ = open_recording(file);
  }
  const RecordingInfo& info() const { return recording_->info(); }

  std::unique_ptr<Recording> recording_;
};

TEST_F(TestGenerator, HeaderAndScale) {
  EXPECT_EQ(info().rate, 200);
  EXPECT_EQ(info().frames, 120000);
  EXPECT_EQ(info().start, "12:44:02 10/12/2009");
  ASSERT_EQ(info().signals.size(), 11U);
  EXPECT_EQ(info().signals[3].name, "ECG");
  EXPECT_EQ(info().signals[3].units, "uV");
  EXPECT_EQ(info().signals[8].units, "\u00b0");
  EXPECT_DOUBLE_EQ(info().signals[0].gain, 65535 / 2000.0);
  EXPECT_DOUBLE_EQ(info().signals[0].baseline, -0.5);
}

// Signals 5 to 10 are sines of amplitude 100 from phase one sample on: 1, 8, 8.5, 15, 17 and 50 Hz.
TEST_F(TestGenerator, SinesAreSines) {
  const double frequencies[] = {1, 8, 8.5, 15, 17, 50};
  for (int s = 0; s < 6; ++s) {
    const auto values = recording_->read_physical(5 + s, 0, 120000);
    double greatest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double phase = 2 * std::numbers::pi * frequencies[s] * (static_cast<double>(i) + 1) / 200;
      greatest = std::max(greatest, std::abs(values[i] - 100 * std::sin(phase)));
    }
    // The file's values were cut off to whole steps of 2000 / 65535 uV.
    EXPECT_LT(greatest, 2 * 2000 / 65535.0) << frequencies[s] << " Hz";
  }
}

TEST_F(TestGenerator, RampRisesOnceASecond) {
  const auto ramp = recording_->read_adc(1, 0, 120000);
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    ASSERT_NEAR(ramp[i], -3276 + static_cast<double>(i % 200) * 6519 / 199, 1) << i;
  }
}

TEST_F(TestGenerator, RangesAreReadAcrossDataRecords) {
  const auto whole = recording_->read_adc(4, 0, 120000);
  for (const std::int64_t first : {0, 199, 200, 1234, 118999}) {
    const std::vector<std::int32_t> part(whole.begin() + first, whole.begin() + first + 1001);
    EXPECT_EQ(recording_->read_adc(4, first, 1001), part) << first;
  }
}

TEST_F(TestGenerator, SignalsReadTogetherAreThoseReadAlone) {
  constexpr std::int64_t first = 150;
  constexpr std::int64_t frames = 70001;  // several blocks
  std::vector<std::vector<std::int32_t>> values(11, std::vector<std::int32_t>(frames));
  std::vector<SignalSlice> slices;
  for (int s = 10; s >= 0; --s) slices.push_back({s, values[static_cast<std::size_t>(s)]});
  recording_->read(first, frames, slices);
  for (int s = 0; s < 11; ++s) {
    EXPECT_EQ(values[static_cast<std::size_t>(s)], recording_->read_adc(s, first, frames)) << s;
  }
}

TEST_F(TestGenerator, AnnotationsAreNotes) {
  const auto notes = recording_->annotations();
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].sample, 0);
  EXPECT_EQ(notes[0].text, "RECORD START");
  EXPECT_EQ(notes[0].code, 22);
  EXPECT_EQ(notes[1].sample, 120000);
  EXPECT_EQ(notes[1].text, "REC STOP");
}

TEST_F(TestGenerator, MayBeOpenTwice) {
  const auto again = open_recording(info().source);
  EXPECT_EQ(again->read_adc(0, 5000, 10), recording_->read_adc(0, 5000, 10));
}

}  // namespace
}  // namespace rwave
