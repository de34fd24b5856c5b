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

TEST(RecordClock, DatesAreTheCalendars) {
  const RecordClock leap = clock_at(1, "23:59:59 28/02/2000"), common = clock_at(1, "23:59:59 28/02/1999");
  EXPECT_EQ(leap.time_of_day(1), "[00:00:00.000 29/02/2000]");
  EXPECT_EQ(common.time_of_day(1), "[00:00:00.000 01/03/1999]");
  EXPECT_EQ(common.parse("[00:00:00 01/03/1999]"), 1);
  EXPECT_EQ(leap.parse("[00:00:00 01/03/2000]"), 1 + 24 * 3600);
  for (const char* text : {"[00:00:00 29/02/1999]", "[00:00:00 00/03/1999]", "[00:00:00 32/03/1999]",
                           "[00:00:00 01/13/1999]", "[00:00:00 01/00/2000]", "[00:00:00 01/01/10000]"})
    EXPECT_EQ(common.parse(text), std::nullopt) << text;
  // No date in the header: days are counted from the start, and a date cannot be asked for.
  const RecordClock dateless = clock_at(1, "23:00:00");
  EXPECT_EQ(dateless.time_of_day(0), "[23:00:00.000]");
  EXPECT_EQ(dateless.time_of_day(3600 + 24 * 3600), "[00:00:00.000 2]");
  EXPECT_EQ(dateless.parse("[23:00:10 01/01/2000]"), std::nullopt);
}

TEST(RecordClock, IntervalsTellHoursFromOneOnAndNoSign) {
  const RecordClock clock = clock_at(250);
  EXPECT_EQ(clock.interval(250 * 3599), "   59:59.000");
  EXPECT_EQ(clock.interval(250 * 3600), " 1:00:00.000");
  EXPECT_EQ(clock.interval(-250 * 61), "    1:01.000");
  EXPECT_EQ(clock.interval(250 * 100 * 3600 + 125), "100:00:00.500");
  EXPECT_EQ(clock.interval_in_seconds(250 * 60 + 249), "    1:00");  // cut off, not rounded
  EXPECT_EQ(interval_text(1, 3), "    0:00.333");
}

TEST(HeartRate, TimesAreOfTheUnitAskedForWithAllTheDecimalsOfASample) {
  std::vector<Annotation> file;
  for (int beat = 1; beat <= 3; ++beat) file.push_back(mark(36'001 * beat, "N"));
  HeartRateOptions options;
  options.tolerance = 1e6;
  options.end = 36'001 * 2;
  const auto first_time = [&](char unit) {
    options.unit = unit;
    const std::string text = heart_rate_lines(file, 360, options);
    return text.substr(0, text.find('\t'));
  };
  EXPECT_EQ(first_time('s'), "100.003");
  EXPECT_EQ(first_time('m'), "1.66671");
  EXPECT_EQ(first_time('h'), "0.0277785");
  EXPECT_EQ(first_time('v'), "36001");
  EXPECT_EQ(heart_rate_lines(file, 360, options), "36001\t0.599983\t0\n");  // the third lies behind the end
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
