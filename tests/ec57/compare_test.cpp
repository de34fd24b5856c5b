#include "ec57/compare.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include "ec57/figures.h"
#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

constexpr double rate = 360;  // so that the window of 150 ms is 54 samples

constexpr std::uint8_t normal = 1, atrial = 8, ventricular = 5, nodal_escape = 11, noise = 14,
                       flutter_on = 32, flutter_off = 33;

Annotation at(std::int64_t sample, std::uint8_t code = normal, std::int8_t subtype = 0) {
  return {.sample = sample, .code = code, .subtype = subtype, .channel = 0, .number = 0, .text = {}};
}

// From the record's start, without a learning period.
Comparison compared(const std::vector<Annotation>& reference, const std::vector<Annotation>& test) {
  return compare(reference, test, rate, {.start = 0});
}

TEST(Ec57Labels, FollowTheStandardsMapWhichIsNotTheKaggleRows) {
  EXPECT_EQ(label_of(nodal_escape), Label::S);  // N in the Kaggle rows
  EXPECT_EQ(label_of(34), Label::S);            // e
  EXPECT_EQ(label_of(10), Label::V);            // E
  EXPECT_EQ(label_of(38), Label::Q);            // f
  EXPECT_EQ(label_of(noise), std::nullopt);
  EXPECT_EQ(label_of(28), std::nullopt);  // rhythm change
}

TEST(Ec57Compare, MatchesWithinTheWindowAndNotBeyond) {
  EXPECT_EQ(compared({at(1000)}, {at(1054)}).count(Label::N, Label::N), 1);
  EXPECT_EQ(compared({at(1054)}, {at(1000)}).count(Label::N, Label::N), 1);
  const Comparison apart = compared({at(1000)}, {at(1055)});
  EXPECT_EQ(apart.count(Label::N, Label::O), 1);
  EXPECT_EQ(apart.count(Label::O, Label::N), 1);
}

TEST(Ec57Compare, TakesTheNearerOfTwoCandidates) {
  const Comparison result = compared({at(1000)}, {at(960, ventricular), at(1010)});
  EXPECT_EQ(result.count(Label::O, Label::V), 1);
  EXPECT_EQ(result.count(Label::N, Label::N), 1);
}

TEST(Ec57Compare, LeavesOutTheLearningPeriodAndWhatComesAfterTheEnd) {
  const std::vector<Annotation> beats = {at(107999), at(108000), at(200000)};  // 5:00 is sample 108,000
  EXPECT_EQ(compare(beats, beats, rate).sum("NSVFQ", "NSVFQ"), 2);
  EXPECT_EQ(compare(beats, beats, rate, {.start = 300, .end = 301}).sum("NSVFQ", "NSVFQ"), 1);
}

TEST(Ec57Compare, BeatsInShutdownStandAgainstX) {
  // MIT-BIH: the subtype -1 begins shutdown, another noise annotation ends it.
  const std::vector<Annotation> beats = {at(1000), at(1300), at(1600)};
  const Comparison of_test = compared(beats, {at(1000), at(1200, noise, -1), at(1560, noise, 0), at(1600)});
  EXPECT_EQ(of_test.count(Label::N, Label::X), 1);
  EXPECT_EQ(of_test.count(Label::N, Label::N), 2);
  EXPECT_DOUBLE_EQ(of_test.shutdown_seconds, 1.0);
  EXPECT_EQ(qrs_sensitivity(of_test).whole, 3);  // a beat missed in shutdown is missed

  const Comparison of_reference =
      compared({at(1000), at(1200, noise, -1), at(1560, noise, 0), at(1600)}, beats);
  EXPECT_EQ(of_reference.count(Label::X, Label::N), 1);
  EXPECT_EQ(of_reference.shutdown_seconds, 0);
}

// As somebody may upload them: a look at every segment for every beat would take minutes.
TEST(Ec57Compare, ManyShutdownsAndBeatsThatStandAloneTakeNoTime) {
  constexpr int many = 200'000;
  std::vector<Annotation> reference, test;
  for (int i = 0; i < many; ++i) {
    const std::int64_t from = 1000 * std::int64_t{i};
    // Beats in the shutdown and between two of them.
    reference.insert(reference.end(), {at(from + 100, noise, -1), at(from + 300, noise)});
    test.insert(test.end(), {at(from + 200), at(from + 600)});
  }
  const auto begin = std::chrono::steady_clock::now();
  const Comparison result = compared(reference, test);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(result.count(Label::X, Label::N), many);
  EXPECT_EQ(result.count(Label::O, Label::N), many);
}

TEST(Ec57Compare, SegmentsOfAnyOrderAreFound) {
  // The one within another, one that begins where it ends, and one that ends before it begins.
  SegmentSearch search({{500, 600}, {100, 900}, {900, 950}, {2000, 1000}, {200, 300}});
  std::string found;
  for (const std::int64_t sample : {99, 100, 250, 601, 900, 950, 951, 2000, 2001})
    found += search.covers(sample) ? 'x' : '.';
  EXPECT_EQ(found, ".xxxxx...");
}

TEST(Ec57Compare, SingleShutdownAnnotationStandsForTheTimeBetweenItsNeighbours) {
  // AHA: from 150 ms after the annotation before it to 150 ms before the beat after it: 1054 to 1946.
  const std::vector<Annotation> test = {at(1000), at(1500, noise, 0x30), at(2000)};
  const Comparison result = compared({at(1000), at(1060), at(1940), at(1947), at(2000)}, test);
  EXPECT_EQ(result.count(Label::N, Label::X), 2);
  EXPECT_EQ(result.count(Label::N, Label::O), 1);
  EXPECT_NEAR(result.shutdown_seconds, (1946 - 1054) / rate, 1e-12);
}

TEST(Ec57Compare, TestBeatsInTheReferencesFlutterAreNotCounted) {
  const std::vector<Annotation> reference = {at(1000), at(1100, flutter_on), at(1500, flutter_off), at(1600)};
  const Comparison of_test = compared(reference, {at(1000), at(1300), at(1500), at(1600)});
  EXPECT_EQ(of_test.sum("OX", "NSVFQ"), 0);
  EXPECT_EQ(of_test.count(Label::N, Label::N), 2);
  // The other way round the beats are missed.
  EXPECT_EQ(compared({at(1000), at(1300), at(1600)}, reference).count(Label::N, Label::O), 1);
}

TEST(Ec57Compare, AMatchIsGivenUpOnlyForABeatWithoutANearerOne) {
  // A window of 37 samples at 250 Hz: the second reference beat is as near to the first test beat as the
  // first one is, but has its own.
  const Comparison result = compare(std::vector{at(96), at(160)}, std::vector{at(128), at(185)}, 250,
                                    {.start = 0, .window = 0.148});
  EXPECT_EQ(result.count(Label::N, Label::N), 2);
}

TEST(Ec57Compare, ABeatMatchesAcrossTheBeginningAndTheEndOfTheScoredTime) {
  const Options minute = {.start = 60, .end = 120};  // samples 21,600 to 43,200
  const auto counted = [&](std::int64_t reference, std::int64_t test) {
    const Comparison result =
        compare(std::vector{at(9000), at(reference)}, std::vector{at(9000), at(test)}, rate, minute);
    return std::pair(result.sum("NO", "N"), result.sum("N", "NO"));
  };
  EXPECT_EQ(counted(21610, 21590), std::pair(1L, 1L));
  EXPECT_EQ(counted(21590, 21610).second, 0);  // the reference beat is in the learning period
  EXPECT_EQ(counted(43190, 43210), std::pair(1L, 1L));
  EXPECT_EQ(counted(43210, 43190), std::pair(1L, 1L));
  EXPECT_EQ(counted(43201, 43300), std::pair(0L, 0L));
}

TEST(Ec57Compare, EndsWithBothFilesWithTheReferenceOrWithEither) {
  const std::vector<Annotation> longer = {at(1000), at(2000), at(3000)}, shorter = {at(1000)};
  const auto pairs = [&](const auto& reference, const auto& test, Ending ending) {
    return compare(reference, test, rate, {.start = 0, .ending = ending}).sum("NO", "NO");
  };
  EXPECT_EQ(pairs(longer, shorter, Ending::both_files), 3);
  EXPECT_EQ(pairs(longer, shorter, Ending::reference), 3);
  EXPECT_EQ(pairs(shorter, longer, Ending::reference), 1);
  EXPECT_EQ(pairs(longer, shorter, Ending::either_file), 1);
}

TEST(Ec57Compare, ListsThePairs) {
  std::vector<BeatPair> found;
  compare(std::vector{at(1000), at(2000), at(3000, ventricular)},
          std::vector{at(1010, atrial), at(2500), at(3005, ventricular)}, rate, {.start = 0}, &found);
  ASSERT_EQ(found.size(), 4U);         // the last one matches
  EXPECT_EQ(found[0].sample(), 1010);  // the test beat's
  EXPECT_EQ(found[0].test, Label::S);
  EXPECT_EQ(found[1].sample(), 2000);  // missed: the reference's
  EXPECT_EQ(found[1].test, Label::O);
  EXPECT_EQ(found[2].sample(), 2500);
  EXPECT_EQ(found[2].reference, Label::O);
}

TEST(Ec57Compare, ShutdownThatIsNotEndedLastsToTheEndOfTheComparison) {
  const std::vector<Annotation> beats = {at(1000), at(2000)}, test = {at(1000), at(1100, noise, -1)};
  EXPECT_EQ(compared(beats, test).count(Label::N, Label::X), 1);
  EXPECT_EQ(compared(beats, test).shutdown_seconds, 0);  // its end is not known
  EXPECT_NEAR(compare(beats, test, rate, {.start = 0, .end = 10}).shutdown_seconds, 10 - 1100 / rate, 1e-9);
}

TEST(Ec57Compare, BeatsInAFilesOwnFlutterAreLeftOut) {
  const std::vector<Annotation> reference = {at(1000), at(1100, flutter_on), at(1300), at(1500, flutter_off),
                                             at(1600)};
  const Comparison result = compared(reference, {at(1000), at(1600)});
  EXPECT_EQ(result.sum("NSVFQ", "NSVFQOX"), 2);
  EXPECT_EQ(result.intervals, 0);  // the interval across the flutter is none
}

TEST(Ec57Compare, IntervalErrorIsTheRootMeanSquareOfTheDifferences) {
  // Intervals 360 and 360 against 378 and 342 samples: both 18 samples, 50 ms, apart.
  const Comparison result = compared({at(100), at(460), at(820)}, {at(100), at(478), at(820)});
  EXPECT_EQ(result.intervals, 2);
  EXPECT_NEAR(result.interval_error(), 50, 1e-9);
  EXPECT_TRUE(std::isnan(compared({at(0)}, {at(0)}).interval_error()));
}

TEST(Ec57Compare, IntervalAfterABeatAtSampleZeroIsUndefinedAsInTheReferenceProgram) {
  EXPECT_EQ(compared({at(0), at(360), at(720)}, {at(0), at(378), at(720)}).intervals, 1);
}

TEST(Ec57Compare, FlutterWaveOutsideOfFlutterIsAComplexWithoutAClass) {
  constexpr std::uint8_t wave = 31;
  EXPECT_EQ(compared({at(1000, wave)}, {at(1000)}).count(Label::O, Label::N), 1);
  EXPECT_EQ(compared({at(1000)}, {at(1000, wave)}).count(Label::N, Label::O), 1);
}

TEST(Ec57Compare, ShutdownBehindTheEndIsNotReadAndNotCounted) {
  const std::vector<Annotation> beats = {at(1000), at(2000), at(3000), at(4000), at(5000)};
  std::vector<Annotation> test = beats;
  test.push_back(at(6000, noise, -1));
  test.push_back(at(6360, noise, 0));
  EXPECT_DOUBLE_EQ(compare(beats, test, rate, {.start = 0, .end = 2000 / rate}).shutdown_seconds, 0);
  EXPECT_DOUBLE_EQ(compare(beats, test, rate, {.start = 0, .end = 7000 / rate}).shutdown_seconds, 1);
}

TEST(Ec57Compare, WithoutSCountsItsBeatsAsN) {
  const Comparison merged =
      compared({at(1000, atrial), at(2000), at(3000)}, {at(1000), at(2000, atrial)}).without_s();
  EXPECT_EQ(merged.count(Label::N, Label::N), 2);
  EXPECT_EQ(merged.count(Label::N, Label::O), 1);
  EXPECT_EQ(merged.sum("S", "NSVFQOX") + merged.sum("NSVFQOX", "S"), 0);
}

TEST(Ec57Compare, OfNothingIsNothing) {
  const Comparison result = compared({}, {});
  EXPECT_EQ(result.sum("NSVFQOX", "NSVFQOX"), 0);
  EXPECT_FALSE(qrs_sensitivity(result).defined());
}

TEST(Ec57Compare, RefusesDisorderAndNoRate) {
  EXPECT_THROW(compared({at(2), at(1)}, {}), Error);
  EXPECT_THROW(compare({}, {}, 0), Error);
}

TEST(Ec57Figures, LeaveOutFusionAndUnclassifiableAsTheStandardDoes) {
  Comparison comparison;
  comparison.add(Label::V, Label::V, 90);
  comparison.add(Label::V, Label::N, 10);
  comparison.add(Label::F, Label::V, 7);  // not a false V
  comparison.add(Label::Q, Label::V, 5);  // nor is this
  comparison.add(Label::N, Label::V, 10);
  comparison.add(Label::Q, Label::S, 3);  // not a false S
  EXPECT_EQ(v_sensitivity(comparison).percent(), 90);
  EXPECT_EQ(v_predictivity(comparison).percent(), 90);
  EXPECT_FALSE(s_predictivity(comparison).defined());
}

}  // namespace
}  // namespace rwave::ec57
