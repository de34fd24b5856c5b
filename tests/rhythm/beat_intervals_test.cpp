// Intervals and rates that spans cut, and episodes as lines, JSON and WFDB annotations.
#include "rhythm/beat_intervals.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "rhythm/annotated_beats.h"
#include "rhythm/rhythm_output.h"

namespace rwave {
namespace {

TEST(BeatIntervals, ASpanBetweenTwoBeatsHidesTheirInterval) {
  const std::vector<LabelledBeat> beats = {
      {100, 'N', 1}, {200, 'N', 1}, {320, 'V', 1}, {400, 'N', 1}, {500, 'N', 1}};
  EXPECT_EQ(beat_intervals(beats, {}, 100), (std::vector<double>{0, 1, 1.2, 0.8, 1}));
  const auto without = [&](std::int64_t first, std::int64_t end) {
    return beat_intervals(beats, known_spans(std::vector<SampleSpan>{{first, end}}, {}), 100);
  };
  EXPECT_EQ(without(250, 260), (std::vector<double>{0, 1, 0, 0.8, 1}));
  EXPECT_EQ(without(150, 401), (std::vector<double>{0, 0, 0, 0, 0})) << "one long span over several";
  EXPECT_EQ(without(150, 400), (std::vector<double>{0, 0, 0, 0, 1})) << "ends at a beat";
  EXPECT_EQ(without(200, 201), (std::vector<double>{0, 1, 0, 0.8, 1})) << "begins at a beat";
  EXPECT_EQ(without(600, 700), (std::vector<double>{0, 1, 1.2, 0.8, 1}));
  EXPECT_TRUE(beat_intervals({}, {}, 100).empty());
}

TEST(KnownSpans, AreInOrderOfTheirBeginnings) {
  const auto spans =
      known_spans(std::vector<SampleSpan>{{10, 20}, {50, 60}}, std::vector<SampleSpan>{{30, 40}});
  ASSERT_EQ(spans.size(), 3U);
  EXPECT_EQ(spans[1].kind, RhythmKind::VentricularFibrillation);
  EXPECT_EQ(spans[1].span.first, 30);
  EXPECT_EQ(spans[2].kind, RhythmKind::Unanalyzable);
  EXPECT_EQ(spans[2].span.end, 60);
}

TEST(NoiseSpans, AreUnanalyzableAndLongerThanAMark) {
  const std::vector<KnownSpan> spans = {{RhythmKind::Unanalyzable, {10, 20}},
                                        {RhythmKind::VentricularFibrillation, {30, 40}},
                                        {RhythmKind::Unanalyzable, {50, 51}},  // an artefact's mark
                                        {RhythmKind::Unanalyzable, {60, 62}}};
  EXPECT_EQ(noise_spans(spans), (std::vector<SampleSpan>{{10, 20}, {60, 62}}));
}

TEST(Joined, SpansNearEachOtherAreOneAndALongOneHoldsShorterOnes) {
  const std::vector<SampleSpan> spans = {{0, 100}, {10, 20}, {100, 110}, {111, 120}, {130, 140}};
  EXPECT_EQ(joined(spans), (std::vector<SampleSpan>{{0, 110}, {111, 120}, {130, 140}}));
  EXPECT_EQ(joined(spans, 1), (std::vector<SampleSpan>{{0, 120}, {130, 140}}));
  EXPECT_EQ(joined(spans, 10), (std::vector<SampleSpan>{{0, 140}}));
  EXPECT_TRUE(joined({}).empty());
}

TEST(ClassOf, PacedBeatsAndWhatIsNoLabelAreQ) {
  EXPECT_EQ(class_of('N'), BeatClass::N);
  EXPECT_EQ(class_of('S'), BeatClass::S);
  EXPECT_EQ(class_of('F'), BeatClass::F);
  for (const char label : {'Q', '/', '?', '\0'}) EXPECT_EQ(class_of(label), BeatClass::Q) << label;
}

TEST(RateWindow, IsOverTheLastEightIntervalsInARow) {
  RateWindow window;
  for (int i = 0; i < 7; ++i) EXPECT_FALSE(window.add(1).has_value()) << i;
  EXPECT_EQ(window.add(1), 60);
  EXPECT_DOUBLE_EQ(*window.add(0.2), 60 * 8 / 7.2);  // the oldest is gone
  EXPECT_FALSE(window.add(0).has_value());           // cut
  for (int i = 0; i < 7; ++i) EXPECT_FALSE(window.add(0.2).has_value());
  EXPECT_EQ(std::optional<double>(window.add(0.2)).value_or(0) > 299.9, true) << "300 a minute is a rate yet";
  for (int i = 0; i < 8; ++i) window.add(0.19);
  EXPECT_FALSE(window.add(0.19).has_value()) << "316 is beats found twice";
}

constexpr Episode fast = {.kind = RhythmKind::Tachycardia,
                          .first = 250,
                          .end = 15250,
                          .beats = 120,
                          .mean_rate = 120.04,
                          .max_rate = 131.96};

TEST(RhythmOutput, LinesAndObjectsHaveSecondsAndRatesToATenth) {
  const std::string line = episodes_csv("a,b", std::vector{fast}, 250);
  EXPECT_EQ(line, "\"a,b\",tachycardia,(ST,250,15250,1.0000,60.0000,120,120.0,132.0\n") << line;
  const auto object = episode_json(fast, 360);
  EXPECT_EQ(object["rhythm"], "tachycardia");
  EXPECT_EQ(object["first_sample"], 250);
  EXPECT_EQ(object["end_sample"], 15250);
  EXPECT_DOUBLE_EQ(object["start_s"], 0.6944);  // 250 / 360 to four decimals
  EXPECT_DOUBLE_EQ(object["duration_s"], 41.6667);
  EXPECT_DOUBLE_EQ(object["mean_rate"], 120);
  EXPECT_DOUBLE_EQ(object["max_rate"], 132);
  EXPECT_EQ(episodes_json(std::vector{fast, fast}, 360).size(), 2U);
}

std::string written(std::span<const Episode> episodes, std::int64_t frames) {
  std::string text;
  for (const Annotation& a : rhythm_annotations(episodes, 100, frames))
    text += std::to_string(a.sample) + ":" + std::string(symbol_of(a.code)) + a.text + " ";
  return text;
}

TEST(RhythmOutput, AnnotationsTellChangesFibrillationAndPauses) {
  const Episode fibrillation = {.kind = RhythmKind::VentricularFibrillation, .first = 200, .end = 500};
  const Episode pause = {.kind = RhythmKind::Pause, .first = 600, .end = 825};
  const Episode slow = {.kind = RhythmKind::Bradycardia, .first = 500, .end = 2000};
  EXPECT_EQ(written(std::vector{fibrillation, slow, pause}, 1000),
            "0:+(N 200:+(VFIB 200:[ 500:+(SBR 500:] 600:\"PAUSE 2.25 s ");
  // Beyond the end: cut to the last sample, and no change is told where nothing follows.
  const Episode beyond = {.kind = RhythmKind::VentricularFlutter, .first = 900, .end = 1200};
  EXPECT_EQ(written(std::vector{beyond}, 1000), "0:+(N 900:+(VFL 900:[ 999:] ");
  EXPECT_EQ(written({}, 1000), "0:+(N ");
  EXPECT_EQ(written({}, 0), "");
  // The important one of two that overlap; the other again after it.
  EXPECT_EQ(written(std::vector<Episode>{{.kind = RhythmKind::Tachycardia, .first = 0, .end = 900},
                                         {.kind = RhythmKind::AtrialFibrillation, .first = 100, .end = 300}},
                    1000),
            "0:+(ST 100:+(AFIB 300:+(ST 900:+(N ");
}

TEST(BeatRows, EndAtAnotherLabelAndAtACut) {
  const std::vector<LabelledBeat> beats = {{100, 'V', 1}, {200, 'V', 1}, {300, 'N', 1},
                                           {400, 'V', 1}, {500, 'V', 1}, {600, 'V', 1}};
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (const BeatRow& row : beat_rows(beats, std::vector<double>{0, 1, 1, 1, 1, 0}, 'V'))
    found.emplace_back(row.first, row.end);
  EXPECT_EQ(found, (std::vector<std::pair<std::size_t, std::size_t>>{{0, 2}, {3, 5}, {5, 6}}));
}

}  // namespace
}  // namespace rwave
