// The figures of a Holter report of beats written down by hand.
#include "holter/holter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "holter/charts.h"
#include "holter/holter_output.h"
#include "holter/holter_page.h"
#include "holter_support.h"

namespace rwave {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Holter, CountsByHour) {
  // 4,500 beats of 0.8 s fill an hour.
  std::string labels(9000, 'N');
  labels.replace(100, 2, "VV");
  labels.replace(5000, 4, "VVVV");
  labels.replace(6000, 1, "S");
  const Holter holter = make_holter(input_of(labels, 0.8, 7210), {});
  ASSERT_EQ(holter.hours.size(), 3U);
  EXPECT_EQ(holter.total.beats, 9000);
  EXPECT_EQ(holter.hours[0].beats + holter.hours[1].beats + holter.hours[2].beats, 9000);
  EXPECT_EQ(holter.hours[0].by_class[2], 2);
  EXPECT_EQ(holter.hours[1].by_class[2], 4);
  EXPECT_EQ(holter.hours[1].by_class[1], 1);
  EXPECT_EQ(holter.hours[0].v_couplets, 1);
  EXPECT_EQ(holter.total.v_runs, 1);
  EXPECT_DOUBLE_EQ(holter.hours[2].seconds, 10);
  EXPECT_NEAR(holter.total.mean_rate, 75, 1e-9);
  EXPECT_NEAR(holter.total.max_rate.rate, 75, 1e-9);
}

TEST(Holter, UnanalyzableTimeIsTakenOff) {
  HolterInput input = input_of(std::string(1000, 'N'), 0.8, 800);
  input.spans.push_back({RhythmKind::Unanalyzable, {10000, 18000}});
  const Holter holter = make_holter(std::move(input), {});
  EXPECT_NEAR(holter.total.analyzable, 720, 0.02) << "the last beat lies at the end";
}

// A detector cannot tell a heart that stands still from a lead that came off: of either a person must hear.
TEST(Holter, SpansWithoutAnySignOfAHeartAreLookedAtFirst) {
  HolterInput input = input_of(std::string(100, 'N'), 0.8, 100);
  input.has_signal = true;
  std::erase_if(input.beats,
                [](const LabelledBeat& beat) { return beat.sample > 3000 && beat.sample < 3900; });
  input.spans.push_back({RhythmKind::Unanalyzable, {1000, 1900}});  // noise: its beats are not the heart's
  input.spans.push_back({RhythmKind::Unanalyzable, {3100, 3800}});
  EXPECT_THAT(
      urgent_findings(make_holter(input, {})),
      ::testing::Contains(HasSubstr("No signal of a heart for 5 s and more: 1, the first at 00:00:31")));
  input.spans = {{RhythmKind::Unanalyzable, {100, 9900}}};
  EXPECT_THAT(urgent_findings(make_holter(input, {})).front(), HasSubstr("not the heart's rhythm"));
}

// Without one beat anywhere the reader must know what else looks so.
TEST(Holter, FibrillationWithoutAnyBeatMayBeNoise) {
  HolterInput input = input_of("", 0.8, 60);
  input.spans = {{RhythmKind::VentricularFibrillation, {0, 6000}}};
  EXPECT_THAT(urgent_findings(make_holter(input, {})),
              ::testing::ElementsAre(HasSubstr("flutter (no heartbeat in the whole")));
  input.beats = {{100, 'N', 1}};
  input.spans = {{RhythmKind::VentricularFibrillation, {500, 6000}}};
  EXPECT_THAT(urgent_findings(make_holter(input, {})),
              ::testing::ElementsAre("Ventricular fibrillation or flutter: 1, the first at 00:00:05"));
}

// An electrode that hangs loose moves now and then: its few artefacts pass for beats, and no heart is seen
// all the same.
TEST(Holter, AFewArtefactsAreNoSignOfAHeart) {
  HolterInput input = input_of(std::string(200, 'N'), 0.8, 160);
  input.has_signal = true;
  std::erase_if(input.beats, [](const LabelledBeat& beat) {
    return beat.sample > 3000 && beat.sample < 9000 && beat.sample != 4000 && beat.sample != 4400 &&
           beat.sample != 6000 && beat.sample != 8000;
  });
  input.spans.push_back({RhythmKind::Unanalyzable, {3100, 8900}});
  EXPECT_THAT(
      urgent_findings(make_holter(input, {})),
      ::testing::Contains(HasSubstr("No signal of a heart for 5 s and more: 1, the first at 00:00:31")));
  // One beat in every 4.9 s is not what nothing looks like.
  input.beats.clear();
  for (int i = 0; i < 32; ++i) input.beats.push_back({100 + 490 * i, 'N', 1});
  EXPECT_THAT(urgent_findings(make_holter(input, {})), ::testing::Each(Not(HasSubstr("No signal"))));
}

TEST(Holter, BeatsInNoiseMakeNoBurden) {
  std::string labels(100, 'N');
  labels.replace(40, 20, std::string(20, 'V'));
  labels.replace(90, 5, "VNVNV");
  HolterInput input = input_of(labels, 0.8, 81);
  // Two spans over one another hold the 20 V, beats 41 to 60; an artefact's mark lies on a V beat.
  input.spans = {{RhythmKind::Unanalyzable, {3250, 4810}},
                 {RhythmKind::Unanalyzable, {3300, 3400}},
                 {RhythmKind::Unanalyzable, {7280, 7281}}};
  const Holter holter = make_holter(input, {});
  EXPECT_EQ(holter.total.by_class[2], 23);
  EXPECT_EQ(holter.total.in_noise, (std::array<std::int64_t, 5>{0, 0, 20, 0, 0}));
  EXPECT_EQ(analyzable_beats(holter.hours[0], BeatClass::V), 3);
  EXPECT_DOUBLE_EQ(burden(holter.total, BeatClass::V), 100 * 3 / 80.0);
  EXPECT_THAT(urgent_findings(holter), ::testing::Each(Not(HasSubstr("Ventricular ectopic beats"))));
  EXPECT_EQ(holter_json(holter)["total"]["in_unanalyzable"]["V"], 20);
  input.spans.clear();
  EXPECT_THAT(urgent_findings(make_holter(input, {})),
              ::testing::Contains("Ventricular ectopic beats: 23.0 % of analyzable beats"));
}

// The cards, the hour table, the hourly trend, the list of reports and the summary count the same beats as
// the burdens; the files for programs have both numbers.
TEST(Holter, PeopleSeeOneCountOfBeatsWhateverNoiseIs) {
  std::string labels(100, 'N');
  labels.replace(40, 20, std::string(20, 'V'));
  labels.replace(90, 5, "VNVN/");
  labels.replace(45, 1, "/");
  HolterInput input = input_of(labels, 0.8, 81);
  input.spans = {{RhythmKind::Unanalyzable, {3250, 4810}}};
  const Holter holter = make_holter(input, {});
  const std::string page = holter_page(holter, nullptr, {});
  EXPECT_THAT(page, HasSubstr("<h3>Beats</h3><p class=\"big\">80</p><p>N 77, S 0, V 2</p><p>F 0, Q 1</p>"
                              "<p>20 more in unanalyzable spans"));
  EXPECT_THAT(page, HasSubstr("<h3>Ventricular ectopic beats (V)</h3><p class=\"big\">2</p>"));
  EXPECT_THAT(page, HasSubstr("19 more in unanalyzable spans, not counted"));
  EXPECT_THAT(page, HasSubstr("</td><td>80</td><td>75</td><td>75</td><td>75</td><td>2</td><td>0</td>"));
  EXPECT_THAT(hourly_trend_svg(holter),
              HasSubstr("2 V and 0 S beats outside unanalyzable spans in 1 hour, at most 2"));
  EXPECT_THAT(holter_index({{"a", "a.html", &holter, ""}}),
              HasSubstr("<td>80</td><td>75</td><td>2</td><td>0</td>"));
  EXPECT_THAT(holter_text(holter, "a"),
              HasSubstr("80 beats   N 77   S 0   V 2   Q 1 (1 paced)   (20 more in unanalyzable spans)\n"));
  EXPECT_EQ(holter_json(holter)["total"]["by_class"]["V"], 21);
  EXPECT_THAT(holter_csv(holter, "a"), HasSubstr(",0,0,19,0,1,0,0,0\n"));
  EXPECT_THAT(holter_csv_header(), HasSubstr(",V_in_unanalyzable,"));
  input.spans.clear();
  EXPECT_THAT(holter_page(make_holter(input, {}), nullptr, {}), Not(HasSubstr("more in unanalyzable")));
}

TEST(Holter, TheSummaryNamesEveryClassAndRhythmThatIsThere) {
  const std::string normal = holter_text(make_holter(input_of(std::string(300, 'N')), {}), "a");
  EXPECT_THAT(normal, ::testing::Not(HasSubstr("Q ")));
  EXPECT_THAT(normal, ::testing::Not(HasSubstr("rhythm ")));
  std::string labels(300, 'N');
  labels.replace(10, 5, "FQ///");
  const std::string text = holter_text(make_holter(input_of(labels, 0.5), {}), "a");
  EXPECT_THAT(text, HasSubstr("   F 1   Q 4 (3 paced)"));
  EXPECT_THAT(text, HasSubstr("  rhythm    tachycardia 2:2"));
  EXPECT_THAT(text, HasSubstr("in 1 episode"));
  std::string every_other(300, 'N');
  for (std::size_t i = 20; i < 40; i += 2) every_other[i] = 'V';
  EXPECT_THAT(holter_text(make_holter(input_of(every_other), {}), "a"),
              HasSubstr("  rhythm    ventricular bigeminy 0:1"));
  std::ranges::replace(every_other, 'V', 'S');
  EXPECT_THAT(holter_text(make_holter(input_of(every_other), {}), "a"), HasSubstr("atrial bigeminy"));
}

// An NN interval above 3 s is none: of a heart that slow two that follow each other may be missing.
TEST(Holter, WithoutDifferencesThereIsNoRmssd) {
  HolterInput slow = input_of("NNNNNNNN", 2.9);
  for (std::size_t i = 0; i < slow.beats.size(); ++i) slow.beats[i].label = i % 3 == 2 ? 'V' : 'N';
  const Holter holter = make_holter(std::move(slow), {});
  EXPECT_THAT(holter_text(holter, "a"), Not(HasSubstr("nan")));
}

TEST(Holter, PausesAreCountedFromThreeLengths) {
  HolterInput input = input_of(std::string(60, 'N'));
  std::int64_t shift = 0;
  for (std::size_t i = 0; i < input.beats.size(); ++i) {
    if (i == 20) shift += 130;  // 2.1 s
    if (i == 30) shift += 200;  // 2.8 s
    if (i == 40) shift += 250;  // 3.3 s
    input.beats[i].sample += shift;
  }
  const Holter holter = make_holter(std::move(input), {.quiet = [](SampleSpan) { return true; }});
  EXPECT_EQ(holter.pauses_from, (std::array<std::int64_t, 3>{3, 2, 1}));
  ASSERT_GE(holter.longest_pause, 0);
  EXPECT_EQ(holter.episodes[static_cast<std::size_t>(holter.longest_pause)].end -
                holter.episodes[static_cast<std::size_t>(holter.longest_pause)].first,
            330);
  EXPECT_THAT(urgent_findings(holter), ::testing::ElementsAre(HasSubstr("Pauses of 3 s")));
}

TEST(Holter, TimesAreOfTheDayWhereTheFileStatesOne) {
  HolterInput input = input_of("NNNN");
  input.info.start = "23:59:00 01/02/2003";
  const Holter holter = make_holter(input, {});
  EXPECT_EQ(time_text(holter, 3000), "23:59:30");
  EXPECT_EQ(time_text(holter, 9000), "2d 00:00:30");
  input.info.start = "27:61:00";
  const Holter wrong = make_holter(input, {});
  EXPECT_EQ(time_text(wrong, 3000), "00:00:30");
  EXPECT_THAT(holter_page(wrong, nullptr, {}), HasSubstr("no time of day"));
}

TEST(Holter, PagesOfNoBeatAndOfOneSaySo) {
  for (const std::string_view labels : {"", "N"}) {
    const Holter holter = make_holter(input_of(labels, 0.8, 60), {});
    const std::string page = holter_page(holter, nullptr, {});
    EXPECT_THAT(page, Not(HasSubstr(">nan")));
    EXPECT_THAT(page, Not(HasSubstr(">inf")));
    EXPECT_EQ(page.find("No beats were found") != std::string::npos, labels.empty());
    EXPECT_TRUE(holter_json(holter)["total"]["mean_rate"].is_null());
  }
}

TEST(HolterOutput, CsvHasAColumnForEachFigure) {
  const Holter holter = make_holter(input_of("NNNNVNNNN"), {});
  const std::string header = holter_csv_header(), line = holter_csv(holter, "x,y");
  EXPECT_EQ(std::ranges::count(header, ','), std::ranges::count(line, ',') - 1) << "the name holds one comma";
  EXPECT_THAT(line, HasSubstr("\"x,y\","));
}

}  // namespace
}  // namespace rwave
