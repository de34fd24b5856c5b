// What a report counts, what it leaves out and what it says of either. 100 samples a second.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "holter/charts.h"
#include "holter/holter.h"
#include "holter/holter_output.h"
#include "holter/holter_page.h"

namespace rwave {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

HolterInput beats_of(std::string_view labels, double rr, double seconds) {
  HolterInput input;
  input.info.name = "a";
  input.info.rate = 100;
  input.labelled_by = "annotator test";
  for (std::size_t i = 0; i < labels.size(); ++i)
    input.beats.push_back({std::lround(static_cast<double>(i + 1) * rr * 100), labels[i], 1});
  input.info.frames = std::lround(seconds * 100);
  return input;
}

std::string page_of(const Holter& holter) {
  return holter_page(holter, nullptr, {});
}

// An episode goes on over a short artefact: fibrillation throughout was 100.04 % of mitdb 203's analyzable
// time.
TEST(ReportFigures, FibrillationIsNoMoreThanAllOfTheAnalyzableTime) {
  HolterInput input = beats_of("", 0.8, 400);
  std::uint32_t state = 7;
  for (std::int64_t sample = 100; sample < 39900;
       sample += 40 + static_cast<std::int64_t>(state >> 16) % 60) {
    state = state * 1664525U + 1013904223U;
    input.beats.push_back({sample, 'N', 1});
  }
  // One over the other: what both cover is lost once.
  input.spans = {{RhythmKind::Unanalyzable, {10000, 13000}}, {RhythmKind::Unanalyzable, {12000, 14000}}};
  const Holter holter = make_holter(input, {});
  ASSERT_EQ(holter.af_episodes, 1);
  const Episode& af = holter.episodes[static_cast<std::size_t>(holter.longest_af)];
  ASSERT_GT(af.end, 20000);
  EXPECT_NEAR(holter.total.analyzable, 360, 1e-9);
  EXPECT_NEAR(holter.total.af_seconds, static_cast<double>(af.end - af.first) / 100 - 40, 1e-9);
  EXPECT_NEAR(holter.hours[0].af_seconds, holter.total.af_seconds, 1e-9);
}

// A program had to know that hours count from the first sample, and could not tell the clock's time of one.
TEST(ReportFigures, HoursSayWhereTheyBegin) {
  HolterInput input = beats_of(std::string(5000, 'N'), 0.8, 4000);
  input.info.start = "23:30:00 01/02/2026";
  const auto hours = holter_json(make_holter(input, {}))["hours"];
  ASSERT_EQ(hours.size(), 2U);
  EXPECT_EQ(hours[0]["first_sample"], 0);
  EXPECT_EQ(hours[0]["time"], "23:30:00");
  EXPECT_EQ(hours[1]["first_sample"], 360000);
  EXPECT_EQ(hours[1]["time"], "2d 00:30:00");
}

// S beats in fibrillation were couplets, though their runs there are none.
TEST(ReportFigures, CoupletsOfSInFibrillationAreNone) {
  HolterInput input = beats_of(std::string(20, 'N') + "SSNSSN", 0.8, 40);
  EXPECT_EQ(make_holter(input, {}).total.s_couplets, 2);
  input.stated = {{{0, 1850}, RhythmKind::AtrialFibrillation}};
  EXPECT_EQ(make_holter(input, {}).total.s_couplets, 1);
}

// A run that is not surely V is no tachycardia. Its beats were in the burden and in no other line, so that
// who counted runs by hand found more.
TEST(ReportFigures, RunsOfDoubtfulVAreSaid) {
  HolterInput input = beats_of("NNNNVVVNNNNVVVVNNNNVVNNNN", 0.5, 13);
  for (std::size_t i = 4; i < 7; ++i) input.beats[i].probability = 0.5F;
  const Holter holter = make_holter(input, {});
  EXPECT_EQ(holter.total.v_runs, 1);
  EXPECT_EQ(holter.total.v_runs_doubtful, 1);
  EXPECT_EQ(holter.hours[0].v_runs_doubtful, 1);
  EXPECT_EQ(holter.total.v_couplets, 1);
  EXPECT_THAT(page_of(holter), HasSubstr("<p>1 run more of doubtful V, not counted</p>"));
  EXPECT_THAT(holter_text(holter, "a"), HasSubstr("V         1 couplet, 1 run (1 VT; 1 more of doubtful V)"));
  EXPECT_EQ(holter_json(holter)["total"]["v_runs_doubtful"], 1);
  // What a person denied is not in doubt.
  input.stated = {{{0, 600}, {}}};
  EXPECT_EQ(make_holter(input, {}).total.v_runs_doubtful, 0);
}

// Tachycardia is stated from 3 beats on, looked at first from 6 on, sustained from 30 s on; slower runs are
// runs as well. The page says each where the figure stands.
TEST(ReportFigures, TachycardiaIsDefinedOnceAndSaidWhetherSustained) {
  const std::string five = "NNNNVVVVVNNNN", long_one = five + std::string(64, 'V') + "NNNN";
  const Holter brief = make_holter(beats_of(five, 0.5, 7), {});
  EXPECT_EQ(brief.total.vt, 1);
  EXPECT_THAT(urgent_findings(brief), ::testing::Each(Not(HasSubstr("tachycardia"))));
  const Holter holter = make_holter(beats_of(long_one, 0.5, 41), {});
  EXPECT_EQ(holter.total.vt, 2);
  EXPECT_EQ(holter.total.sustained_vt, 1);
  EXPECT_THAT(
      urgent_findings(holter),
      ::testing::Contains("Ventricular tachycardia of 6 beats and more (1 sustained, 30 s and more): 1, "
                          "the first at 00:00:07"));
  const std::string page = page_of(holter);
  EXPECT_THAT(page, HasSubstr("Ventricular tachycardia of 3 to 5 beats is not listed here"));
  EXPECT_THAT(page,
              HasSubstr("<p>2 of the runs VT (100 per minute and more), 1 sustained (30 s and more)</p>"));
  const Holter slow = make_holter(beats_of(long_one, 0.8, 66), {});
  EXPECT_EQ(slow.total.v_runs, 2);
  EXPECT_EQ(slow.total.vt, 0);
  EXPECT_THAT(holter_text(slow, "a"), HasSubstr("2 runs   S"));
}

// No pause where 16 intervals of 2 s and more are not quiet, as in vfdb 614, is no finding.
TEST(ReportFigures, LongIntervalsThatAreNoPausesAreSaid) {
  HolterInput input = beats_of("NNNNNNNNNN", 0.8, 20);
  for (std::size_t i = 4; i < 10; ++i) input.beats[i].sample += i < 7 ? 200 : 400;
  input.has_signal = true;
  const std::int64_t first = input.beats[3].sample;
  const Holter holter = make_holter(input, {.quiet = [&](SampleSpan span) { return span.first == first; }});
  EXPECT_EQ(holter.total.pauses, 1);
  EXPECT_EQ(holter.doubtful_pauses, 1);
  EXPECT_EQ(holter_json(holter)["pauses"]["doubtful"], 1);
  EXPECT_THAT(page_of(holter),
              HasSubstr("1 interval as long, not counted: something like a beat lies within"));
}

TEST(ReportFigures, EachHasItsDefinition) {
  const Holter holter = make_holter(beats_of("NNNNNNNNNNNNNNN", 0.8, 13), {});
  const auto json = holter_json(holter);
  const std::string page = page_of(holter);
  EXPECT_FALSE(figure_definitions().empty());
  for (const FigureDefinition& one : figure_definitions()) {
    EXPECT_EQ(json["definitions"][std::string(one.key)], std::string(one.text));
    EXPECT_TRUE(one.key == "burden" || json["total"].contains(std::string(one.key))) << one.key;
    EXPECT_THAT(page, HasSubstr(std::string(one.text.substr(0, one.text.find('\'')))));
  }
}

// Ten seconds hold no fibrillation that the rule could see, and a V beat of them is no 360 an hour.
TEST(ReportFigures, OfAShortRecordingNoMoreIsSaidThanItHolds) {
  const Holter strip = make_holter(beats_of("NNNNVNNNNNNN", 0.8, 10), {});
  EXPECT_THAT(holter_text(strip, "a"), HasSubstr("AF        not known of less than 30 s"));
  EXPECT_THAT(page_of(strip), HasSubstr("<p>not known of less than 30 s</p>"));
  EXPECT_THAT(page_of(strip), Not(HasSubstr(" an hour")));
  EXPECT_TRUE(holter_json(strip)["af"]["burden_percent"].is_null());
  EXPECT_THAT(hourly_trend_svg(strip), HasSubstr("beats in each hour"));
  // Bars of V and S looked like the first and the second half of five minutes.
  EXPECT_THAT(hourly_trend_svg(strip), AllOf(HasSubstr(">V</text>"), HasSubstr(">S</text>")));
  EXPECT_THAT(page_of(strip), HasSubstr("by the annotator&#39;s marks alone"));
  const Holter hours = make_holter(beats_of(std::string(9000, 'N') + "V", 0.8, 7300), {});
  EXPECT_THAT(page_of(hours), HasSubstr("<p>0.01 % of beats, 0 an hour</p>"));
  EXPECT_EQ(holter_json(hours)["af"]["burden_percent"], 0);
}

// A list showed figures of noise without a word where the run itself had failed.
TEST(ReportFigures, TheListNamesTheFaultOfAReportThatIsNone) {
  const Holter holter = make_holter(beats_of("NN", 0.8, 10), {});
  EXPECT_THAT(holter_index({{"a", "a.html", &holter, "a: is analyzable for 3.0 % of its time"}}),
              HasSubstr("</a><br><span class=\"quiet\">a: is analyzable for 3.0 % of its time</span>"));
}

// Six digits of a fortnight's seconds are tens of them.
TEST(ReportFigures, SecondsOfLongRecordingsAreWholeInTheCsv) {
  EXPECT_THAT(holter_csv(make_holter(beats_of("NN", 0.8, 1209601.25), {}), "a"),
              HasSubstr("a,1209601.25,1209601.25,2,"));
}

}  // namespace
}  // namespace rwave
