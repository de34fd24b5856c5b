// The contract of the streaming detector: order, delay, independence of pieces, gain and polarity, errors.
#include "rwave/detector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "rwave/error.h"
#include "signal/detected.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

KnownBeats ordinary(double rate = 360, int leads = 2, std::uint64_t seed = 3) {
  return simulated(
      {.rate = rate, .seconds = 120, .leads = leads, .seed = seed, .ectopic_share = 0.1, .snr_db = 18});
}

class DetectorRates : public ::testing::TestWithParam<double> {};

TEST_P(DetectorRates, FindsTheBeatsOfOneLeadAndOfTwo) {
  for (const int leads : {1, 2}) {
    const KnownBeats known = ordinary(GetParam(), leads);
    const Figures found = figures(known.beats, detect(known).peaks, known.rate);
    EXPECT_GE(found.sensitivity(), 0.98) << leads << " leads, missed " << found.missed;
    EXPECT_GE(found.predictivity(), 0.98) << leads << " leads, false " << found.false_peaks;
  }
}

INSTANTIATE_TEST_SUITE_P(Detector, DetectorRates,
                         ::testing::Values(100, 128, 199.5, 200, 250, 257, 360, 500, 1000, 2000));

TEST(Detector, PeaksLieAtTheRPeak) {
  SimulateOptions options{
      .rate = 360, .seconds = 120, .leads = 1, .seed = 5, .ectopic_share = 0, .snr_db = 60};
  const KnownBeats known = simulated(options);
  EXPECT_LE(figures(known.beats, detect(known).peaks, known.rate).greatest_offset, 0.012);
}

TEST(Detector, PiecesDoNotChangeWhatIsFound) {
  const KnownBeats known = ordinary();
  const Found whole = detect(known);
  for (const std::size_t piece : {1U, 17U, 360U, 10007U}) {
    const Found pieces = detect(known, piece);
    EXPECT_EQ(pieces.peaks, whole.peaks) << piece;
    EXPECT_EQ(pieces.unanalyzable, whole.unanalyzable) << piece;
  }
}

TEST(Detector, GainOffsetAndPolarityDoNotMatter) {
  const KnownBeats known = ordinary();
  const std::vector<std::int64_t> peaks = detect(known).peaks;
  KnownBeats inverted = known, strong = known, lifted = known;
  for (float& sample : inverted.frames) sample = -sample;
  for (float& sample : strong.frames) sample *= 8;
  for (float& sample : lifted.frames) sample += 4;
  EXPECT_EQ(detect(inverted).peaks, peaks);
  EXPECT_EQ(detect(strong).peaks, peaks);
  const Figures shifted = figures(peaks, detect(lifted).peaks, known.rate);
  EXPECT_LE(shifted.missed + shifted.false_peaks, 1) << "equal but for rounding";
}

TEST(Detector, PeaksIncreaseStrictlyAndLieInTheRecording) {
  SimulateOptions wild{
      .rate = 250, .seconds = 300, .leads = 2, .seed = 9, .ectopic_share = 0.6, .snr_db = -6};
  const KnownBeats known = simulated(wild);
  const std::vector<std::int64_t> peaks = detect(known).peaks;
  ASSERT_FALSE(peaks.empty());
  EXPECT_GE(peaks.front(), 0);
  EXPECT_LT(peaks.back(), static_cast<std::int64_t>(known.size()));
  for (std::size_t i = 1; i < peaks.size(); ++i) ASSERT_LT(peaks[i - 1], peaks[i]);
}

TEST(Detector, APeakComesWithinTheDelayPromised) {
  const KnownBeats known = ordinary();
  Detector detector(known.rate, known.leads);
  std::span<const float> left = known.frames;
  std::int64_t given = 0;
  double longest = 0, longest_first = 0;
  for (; !left.empty(); left = left.subspan(2)) {
    detector.push(left.first(2));
    ++given;
    for (const std::int64_t peak : detector.take_peaks()) {
      const double delay = static_cast<double>(given - 1 - peak) / known.rate;
      (given < 6 * known.rate ? longest_first : longest) =
          std::max(given < 6 * known.rate ? longest_first : longest, delay);
    }
  }
  EXPECT_GT(longest, 0);
  EXPECT_LE(longest, Detector::longest_delay);
  EXPECT_LE(longest_first, Detector::longest_first_delay);
}

TEST(Detector, ARecordingMayBeEmptyOrShorterThanABeat) {
  for (const std::size_t frames : {0U, 1U, 50U, 400U}) {
    KnownBeats known = ordinary();
    known.frames.resize(2 * frames);
    for (const std::int64_t peak : detect(known).peaks) {
      EXPECT_GE(peak, 0);
      EXPECT_LT(peak, static_cast<std::int64_t>(frames));
    }
  }
}

TEST(Detector, RatesAndLeadsOutOfRangeAreRefused) {
  for (const double rate :
       {0.0, 1.0, 99.0, 2001.0, 100000.0, -360.0, std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(Detector(rate, 1), Error) << rate;
  }
  EXPECT_THROW(Detector(360, 0), Error);
  EXPECT_THROW(Detector(360, 3), Error);
  try {
    const Detector detector(1, 1);
    FAIL() << "1 Hz was taken";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("100 to 2000 Hz, not at 1 Hz: resample"));
  }
}

TEST(Detector, HalfAFrameAndSamplesAfterTheEndAreRefused) {
  Detector detector(360, 2);
  const std::vector<float> three(3);
  EXPECT_THROW(detector.push(three), Error);
  detector.finish();
  EXPECT_THROW(detector.push(std::span(three).first(2)), Error);
}

}  // namespace
}  // namespace rwave::testing
