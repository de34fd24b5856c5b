// Episodes and ST measurements rule by rule, on annotations made by hand: the edges of overlap, of the scored
// time and of the reference implementation's slips.
#include "ec57/episodes.h"

#include <gtest/gtest.h>

#include "annotations.h"
#include "ec57/st_measurements.h"

namespace rwave::ec57 {
namespace {

constexpr double episode_rate = 100;  // so that samples are centiseconds

EpisodeOptions options_for(EpisodeKind kind, std::int64_t end = 100'000) {
  EpisodeOptions options;
  options.kind = kind;
  options.end = end;
  return options;
}

EpisodeComparison af(const std::vector<Annotation>& reference, const std::vector<Annotation>& test,
                     const EpisodeOptions& options = options_for(EpisodeKind::atrial_fibrillation)) {
  return compare_episodes(reference, test, episode_rate, options);
}

std::vector<Annotation> rhythm(std::int64_t begin, std::int64_t end, const std::string& name = "(AFIB") {
  return {mark(begin, "+", name), mark(end, "+", "(N")};
}

TEST(Episodes, BeginAndEndByKind) {
  const std::vector<Annotation> file = {
      mark(100, "+", "(AFIB"), mark(200, "+", "(AFIB"), mark(250, "+"),         mark(300, "+", "(AFL"),
      mark(400, "["),          mark(450, "["),          mark(500, "]"),         mark(600, "s", "(ST0+"),
      mark(650, "s", "(ST1-"), mark(700, "s", "ST0+)"), mark(800, "s", "ST1-)")};
  const auto bounds = [&](EpisodeKind kind) {
    std::string text;
    for (const Episode& each : episodes_of(file, kind, 1000))
      text += std::to_string(each.begin) + "-" + std::to_string(each.end) + " ";
    return text;
  };
  EXPECT_EQ(bounds(EpisodeKind::atrial_fibrillation), "100-300 ");  // a rhythm change without text is ignored
  EXPECT_EQ(bounds(EpisodeKind::atrial_flutter), "300-1000 ");      // never closed
  EXPECT_EQ(bounds(EpisodeKind::ventricular_fibrillation), "400-500 ");
  EXPECT_EQ(bounds(EpisodeKind::st_signal_0), "600-700 ");
  EXPECT_EQ(bounds(EpisodeKind::st_both), "600-800 ");
}

TEST(Episodes, AnyOverlapFindsFibrillationAndTouchingDoesNot) {
  EXPECT_EQ(af(rhythm(100, 200), rhythm(199, 300)).found, 1);
  EXPECT_EQ(af(rhythm(100, 200), rhythm(200, 300)).missed, 1);
  const EpisodeComparison compared = af(rhythm(100, 200), rhythm(150, 350));
  EXPECT_EQ(compared.right, 1);
  EXPECT_EQ(compared.reference_overlap, 50);
  EXPECT_EQ(compared.test_duration, 200);
}

TEST(Episodes, AreCutAtStartAndEnd) {
  EpisodeOptions options = options_for(EpisodeKind::atrial_fibrillation, 1000);
  options.start = 500;
  EXPECT_EQ(af(rhythm(100, 499), {}, options).missed, 0);  // over before the start
  const EpisodeComparison ends_at_start = af(rhythm(100, 500), rhythm(100, 500), options);
  EXPECT_EQ(ends_at_start.missed, 1);  // stays, with no length
  EXPECT_EQ(af(rhythm(400, 600), {}, options).reference_duration, 100);
  EXPECT_EQ(af(rhythm(900, 1100), {}, options).reference_duration, 100);
  EXPECT_EQ(af(rhythm(1000, 1100), {}, options).missed, 0);
  options.end = 0;  // no limit
  EXPECT_EQ(af(rhythm(1000, 1100), {}, options).missed, 1);
  options.end.reset();  // not known: the reference program counts nothing
  EXPECT_EQ(af(rhythm(600, 700), {}, options).missed, 0);
}

TEST(Episodes, ShortOnesAreLeftOutOfCountsAndOfTheOverlapOnlyIfAsked) {
  EpisodeOptions options = options_for(EpisodeKind::atrial_fibrillation);
  options.shortest = 50;
  const auto reference = rhythm(100, 200), test = rhythm(120, 160);
  EXPECT_EQ(af(reference, test, options).invented + af(reference, test, options).right, 0);
  EXPECT_EQ(af(reference, test, options).found, 1);
  options.ignore_short_others = true;
  EXPECT_EQ(af(reference, test, options).missed, 1);
}

TEST(Episodes, StNeedsHalfOfTheEpisodeOrItsExtremum) {
  const EpisodeOptions options = options_for(EpisodeKind::st_signal_0);
  const auto st = [](std::int64_t begin, std::int64_t end) {
    return std::vector{mark(begin, "s", "(ST0+"), mark(end, "s", "ST0+)")};
  };
  const std::vector<Annotation> reference = {mark(100, "s", "(ST0+"), mark(180, "s", "AST0+200"),
                                             mark(200, "s", "ST0+)")};
  EXPECT_EQ(compare_episodes(reference, st(100, 150), episode_rate, options).found, 1);   // half
  EXPECT_EQ(compare_episodes(reference, st(100, 149), episode_rate, options).missed, 1);  // less
  EXPECT_EQ(compare_episodes(reference, st(180, 190), episode_rate, options).found,
            1);  // the extremum at its edge
  EXPECT_EQ(compare_episodes(reference, st(100, 150), episode_rate, options).right,
            1);  // all of the test's lies within
}

TEST(Episodes, ExcludedFlutterMovesTestEpisodesAndKeepsTheSlipInTheirDuration) {
  EpisodeOptions options = options_for(EpisodeKind::atrial_fibrillation);
  options.exclude_flutter = true;
  const auto flutter = rhythm(100, 200, "(AFL");
  EXPECT_EQ(af(flutter, rhythm(120, 180), options).invented, 0);  // within: left out
  EXPECT_EQ(af(flutter, rhythm(150, 300), options).test_duration,
            200);  // 150 long, begins at 200 now: 50 added
  EXPECT_EQ(af(flutter, rhythm(50, 300), options).test_duration, 150);  // flutter inside
  EXPECT_EQ(af(flutter, rhythm(50, 150), options).test_duration, 50);   // flutter over its end
}

TEST(EpisodeReports, DurationsOfNothingHaveNoMinutes) {
  EpisodeComparison comparison;
  comparison.rate = episode_rate;
  comparison.found = 1;
  comparison.reference_duration = 100 * 3723 + 46;  // 1:02:03.46
  EXPECT_EQ(episode_line(comparison, "100"),
            "   100    1    0    0    0  100   -   0   -   1:02:03.460          0.000\n");
}

TEST(StMeasurements, NearestBeatIsTakenAndTheLaterOfTwoAsNear) {
  const std::vector<Annotation> test = {mark(100, "N", "10 20"), mark(200, "N", "30 40"), mark(300, "N")};
  const auto measured = [&](std::int64_t sample, const std::string& text) {
    StMeasurementComparer comparer;
    return comparer.compare(std::vector{mark(sample, "s", text)}, test, EpisodeKind::st_both).front().test;
  };
  EXPECT_EQ(measured(149, "AST0+100"), 10);
  EXPECT_EQ(measured(150, "AST0+100"), 30);
  EXPECT_EQ(measured(199, "AST1-100"), 40);
  EXPECT_EQ(measured(290, "AST1-100"), 40);  // a beat without text leaves the last ones
  EXPECT_EQ(measured(400, "AST+100"), 30);   // after the last beat; signal 0 without its digit
}

TEST(StMeasurements, BeatThatEndedASearchIsUsedUp) {
  const std::vector<Annotation> test = {mark(100, "N", "1 1"), mark(200, "N", "2 2"), mark(300, "N", "3 3")};
  StMeasurementComparer comparer;
  const auto found = comparer.compare(std::vector{mark(110, "s", "AST0+100"), mark(120, "s", "AST1+100")},
                                      test, EpisodeKind::st_both);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].test, 1);
  EXPECT_EQ(found[1].test, 2);  // against the beats at 200 and 300, with the time of that at 100
  EXPECT_EQ(st_measurement_lines(found, "100", RecordClock(WfdbHeader{})),
            "   100     0:00       0        100     1\n   100     0:00       1        100     2\n");
}

}  // namespace
}  // namespace rwave::ec57
