// What recordings suffer: the detector goes on through it, and says where nothing can be said.
#include <gtest/gtest.h>

#include <limits>

#include "math/random.h"
#include "signal/detected.h"

namespace rwave::testing {
namespace {

constexpr float not_recorded = std::numeric_limits<float>::quiet_NaN();

KnownBeats clean(int leads = 1, std::uint64_t seed = 4) {
  return simulated(
      {.rate = 360, .seconds = 120, .leads = leads, .seed = seed, .ectopic_share = 0.05, .snr_db = 24});
}

// Replaces a lead from `from` to `to` seconds.
template <typename Value>
void replace(KnownBeats& known, int lead, double from, double to, Value value) {
  for (std::size_t i = known.at(from); i < known.at(to); ++i) known.sample(i, lead) = value(i);
}

void expect_found(const KnownBeats& known, const Found& found, double from, double to, int missed,
                  int false_peaks) {
  const Figures result = figures(known.beats, found.peaks, known.rate, from, to);
  EXPECT_GT(result.found, 5);
  EXPECT_LE(result.missed, missed);
  EXPECT_LE(result.false_peaks, false_peaks);
}

std::size_t peaks_within(const KnownBeats& known, const Found& found, double from, double to) {
  return static_cast<std::size_t>(std::ranges::count_if(found.peaks, [&](std::int64_t peak) {
    return static_cast<double>(peak) >= from * known.rate && static_cast<double>(peak) < to * known.rate;
  }));
}

// Share of [from, to) seconds that is marked unanalyzable.
double unanalyzable_share(const KnownBeats& known, const Found& found, double from, double to) {
  double sum = 0;
  for (const SampleSpan& span : found.unanalyzable) {
    const double first = std::max(from, static_cast<double>(span.first) / known.rate);
    const double last = std::min(to, static_cast<double>(span.end) / known.rate);
    sum += std::max(0.0, last - first);
  }
  return sum / (to - from);
}

TEST(DetectorHardship, NothingIsWrongWithACleanRecording) {
  const KnownBeats known = clean();
  const Found found = detect(known);
  expect_found(known, found, 0, 120, 1, 1);
  EXPECT_TRUE(found.unanalyzable.empty());
}

TEST(DetectorHardship, AFlatStart) {
  KnownBeats known = clean();
  replace(known, 0, 0, 20, [](std::size_t) { return 0.0F; });
  const Found found = detect(known);
  EXPECT_LE(peaks_within(known, found, 0, 19.8), 1U);
  expect_found(known, found, 20.5, 120, 1, 1);
  EXPECT_GT(unanalyzable_share(known, found, 0, 20), 0.8);
  EXPECT_EQ(unanalyzable_share(known, found, 24, 120), 0);
}

TEST(DetectorHardship, ANoisyStart) {
  KnownBeats known = clean();
  Random random(1);
  replace(known, 0, 0, 20, [&](std::size_t) { return static_cast<float>(3 * random.normal()); });
  const Found found = detect(known);
  expect_found(known, found, 24, 120, 2, 2);
  EXPECT_GT(unanalyzable_share(known, found, 0, 20), 0.7);
  EXPECT_LT(unanalyzable_share(known, found, 24, 120), 0.05);
}

TEST(DetectorHardship, SaturationAtTheRail) {
  KnownBeats known = clean();
  replace(known, 0, 40, 60, [](std::size_t) { return 5.0F; });
  const Found found = detect(known);
  EXPECT_LE(peaks_within(known, found, 39.9, 60.1), 1U) << "the step to the rail is no beat";
  expect_found(known, found, 5, 39.5, 1, 1);
  expect_found(known, found, 61, 120, 2, 1);
  EXPECT_GT(unanalyzable_share(known, found, 40, 60), 0.8);
}

TEST(DetectorHardship, ClippedComplexes) {
  KnownBeats known = clean();
  for (float& sample : known.frames) sample = std::clamp(sample, -0.25F, 0.25F);
  expect_found(known, detect(known), 0, 120, 3, 2);
}

TEST(DetectorHardship, AnElectrodeComesOffOneLeadOfTwo) {
  KnownBeats known = clean(2);
  Random random(2);
  replace(known, 0, 40, 70, [&](std::size_t i) {
    return static_cast<float>(2 * std::sin(0.9 * static_cast<double>(i)) + 0.3 * random.normal());
  });
  const Found found = detect(known);
  expect_found(known, found, 0, 120, 3, 3);
  EXPECT_LT(unanalyzable_share(known, found, 0, 120), 0.03) << "the other lead can be read";
}

TEST(DetectorHardship, OneLeadNeverConnected) {
  KnownBeats known = clean(2);
  replace(known, 0, 0, 120, [](std::size_t) { return 0.0F; });
  expect_found(known, detect(known), 0, 120, 2, 2);
  replace(known, 0, 0, 120, [](std::size_t) { return not_recorded; });
  expect_found(known, detect(known), 0, 120, 2, 2);
}

TEST(DetectorHardship, MissingSamples) {
  KnownBeats known = clean();
  replace(known, 0, 30, 45, [](std::size_t) { return not_recorded; });
  replace(known, 0, 0, 3, [](std::size_t) { return not_recorded; });
  const Found found = detect(known);
  EXPECT_EQ(peaks_within(known, found, 30.1, 44.9), 0U);
  expect_found(known, found, 3.5, 29.5, 1, 1);
  expect_found(known, found, 46, 120, 1, 1);
  EXPECT_GT(unanalyzable_share(known, found, 30, 45), 0.8);
}

TEST(DetectorHardship, ScatteredMissingSamples) {
  KnownBeats known = clean();
  Random random(3);
  for (std::size_t i = 0; i < known.size(); i += 300 + random.below(900)) known.sample(i, 0) = not_recorded;
  const Figures result = figures(known.beats, detect(known).peaks, known.rate);
  EXPECT_GT(result.predictivity(), 0.98);
  EXPECT_GT(result.sensitivity(), 0.8) << "a complex next to a hole is not judged";
}

TEST(DetectorHardship, NothingWasRecorded) {
  KnownBeats known = clean(2);
  for (const float value : {not_recorded, 0.0F, 1.5F, std::numeric_limits<float>::infinity()}) {
    for (float& sample : known.frames) sample = value;
    const Found found = detect(known);
    EXPECT_TRUE(found.peaks.empty()) << value;
    EXPECT_GT(unanalyzable_share(known, found, 0, 120), 0.95) << value;
  }
}

TEST(DetectorHardship, PacingSpikes) {
  KnownBeats known = clean();
  // 2 ms and 5 mV, 0.16 s before each beat, as atrial pacing has them.
  for (const std::int64_t beat : known.beats) {
    const std::int64_t spike = beat - static_cast<std::int64_t>(0.16 * known.rate);
    if (spike >= 0) known.sample(static_cast<std::size_t>(spike), 0) += 5;
  }
  expect_found(known, detect(known), 0, 120, 4, 4);
}

TEST(DetectorHardship, OneDroppedSampleInAComplexCostsNoBeat) {
  KnownBeats known = clean();
  for (const std::int64_t beat : known.beats) known.sample(static_cast<std::size_t>(beat), 0) = not_recorded;
  const Found found = detect(known);
  expect_found(known, found, 0, 120, 1, 1);
  EXPECT_TRUE(found.unanalyzable.empty());
}

TEST(DetectorHardship, GainFallsToAQuarterAndComesBack) {
  KnownBeats known = clean();
  for (std::size_t i = known.at(40); i < known.at(80); ++i) known.sample(i, 0) *= 0.25F;
  expect_found(known, detect(known), 0, 120, 3, 3);
}

TEST(DetectorHardship, Noise) {
  const KnownBeats known =
      simulated({.rate = 360, .seconds = 300, .leads = 2, .seed = 6, .ectopic_share = 0.05, .snr_db = 3});
  const Figures result = figures(known.beats, detect(known).peaks, known.rate);
  EXPECT_GT(result.sensitivity(), 0.97);
  EXPECT_GT(result.predictivity(), 0.97);
}

TEST(DetectorHardship, NoiseAloneIsMarked) {
  KnownBeats known = clean();
  Random random(5);
  replace(known, 0, 0, 120, [&](std::size_t) { return static_cast<float>(random.normal()); });
  EXPECT_GT(unanalyzable_share(known, detect(known), 0, 120), 0.8);
}

}  // namespace
}  // namespace rwave::testing
