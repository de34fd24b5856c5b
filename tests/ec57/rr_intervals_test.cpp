// RR intervals, heart rates and the times of the WFDB programs, on annotations made by hand.
#include "ec57/rr_intervals.h"

#include <gtest/gtest.h>

#include "annotations.h"
#include "ec57/heart_rate.h"

namespace rwave::ec57 {
namespace {

RecordClock clock_at(double rate, const std::string& start = "") {
  WfdbHeader header;
  header.rate = rate;
  header.frames = 10'000'000;
  header.start = start;
  return RecordClock(header);
}

TEST(RrIntervals, FirstOneBeginsAtTheStartAndMarksDoNotBreakThem) {
  const std::vector<Annotation> file = {mark(100, "N"), mark(200, "+", "(N"), mark(400, "V"), mark(700, "!")};
  RrOptions options;
  options.begin_annotation = options.end_annotation = true;
  EXPECT_EQ(rr_lines(file, options, clock_at(360)), "[0]\t100\tN\nN\t300\tV\nV\t300\t!\n");
  options.consecutive = true;
  EXPECT_EQ(rr_lines(file, options, clock_at(360)), "V\t300\t!\n");
}

TEST(RrIntervals, RoundingIsFedBack) {
  const std::vector<Annotation> file = {mark(34, "N"), mark(68, "N"), mark(102, "N")};
  RrOptions options;
  options.interval = {.letter = 's', .decimals = 1};
  options.end_time.emplace();
  // 34 samples at 100 Hz are 0.3 s as printed: the next interval begins at 30, and is 38 long.
  EXPECT_EQ(rr_lines(file, options, clock_at(100)), "0.3\t30\n0.4\t70\n0.3\t100\n");
}

TEST(RrIntervals, TimesAreIntervalsOrTimesOfDay) {
  RrOptions options;
  options.begin_time = {.letter = 't', .decimals = 3};
  options.end_time = {.letter = 'T', .decimals = 3};
  const std::vector<Annotation> file = {mark(360'000, "N")};
  EXPECT_EQ(rr_lines(file, options, clock_at(100)), "    0:00.000\t360000\t 1:00:00.000\n");
  EXPECT_EQ(rr_lines(file, options, clock_at(100, "23:30:00 31/12/1999")),
            "    0:00.000\t360000\t[00:30:00.000 01/01/2000]\n");
}

TEST(RecordClock, ReadsTheTimesOfTheWfdbPrograms) {
  const RecordClock clock = clock_at(360, "12:00:00 01/02/2003");
  EXPECT_EQ(clock.parse("5:0"), 108'000);
  EXPECT_EQ(clock.parse("0.15"), 54);
  EXPECT_EQ(clock.parse("1:00:00"), 1'296'000);
  EXPECT_EQ(clock.parse("s7"), 7);
  EXPECT_EQ(clock.parse("e"), 10'000'000);
  EXPECT_EQ(clock.parse("[12:00:10]"), 3600);
  EXPECT_EQ(clock.parse("[00:00:00 02/02/2003]"), 360 * 12 * 3600);
  for (const char* text : {"", "soon", "1:", "-5", "[11:59:59]", "nan"})
    EXPECT_EQ(clock.parse(text), std::nullopt) << text;
  EXPECT_EQ(clock_at(360).parse("[12:00:10]"), std::nullopt);  // the header does not state the start
}

TEST(RecordClock, MillisecondsAreRoundedAndCarried) {
  EXPECT_EQ(clock_at(360).interval(359), "    0:00.997");
  EXPECT_EQ(clock_at(4000).interval(3999), "    0:01.000");
}

TEST(HeartRate, IsPrintedWithinTheToleranceOfTheLastAndOfThePrediction) {
  // 72 beats per minute at 300 samples of 360 Hz; then one interval of 200.
  const std::vector<Annotation> file = {mark(300, "N"),  mark(600, "N"),  mark(900, "N"),
                                        mark(1100, "N"), mark(1400, "N"), mark(1700, "N")};
  HeartRateOptions options;
  options.unit = 'v';
  EXPECT_EQ(heart_rate_lines(file, 360, options), "600\t72\t1\n1400\t72\t1\n");
  options.at_end = true;
  options.exclude_after_others = true;
  EXPECT_EQ(heart_rate_lines(file, 360, options), "900\t72\n1700\t72\n");
}

TEST(HeartRate, ExcludedBeatEndsTheIntervalBeforeIt) {
  const std::vector<Annotation> file = {mark(300, "N"), mark(600, "N"), mark(900, "V"), mark(1200, "N"),
                                        mark(1500, "N")};
  HeartRateOptions options;
  options.unit = 'v';
  options.tolerance = 1000;
  EXPECT_EQ(heart_rate_lines(file, 360, options), "300\t72\t0\n1200\t72\t1\n");
  options.included = qrs_types();
  EXPECT_EQ(heart_rate_lines(file, 360, options), "300\t72\t0\n600\t72\t0\n900\t72\t0\n1200\t72\t0\n");
}

}  // namespace
}  // namespace rwave::ec57
