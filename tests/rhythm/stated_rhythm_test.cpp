// What a person states of a span, against what the rules found there. Beats each .5 s at 100 samples a
// second.
#include "rhythm/stated_rhythm.h"

#include <gtest/gtest.h>

#include <string>

#include "rhythm/rhythm_output.h"

namespace rwave {
namespace {

std::vector<LabelledBeat> every_50(int count) {
  std::vector<LabelledBeat> beats;
  for (int i = 1; i <= count; ++i) beats.push_back({50 * i, 'N', 1});
  return beats;
}

// "KEY first-end beats" of each.
std::string said(const std::vector<Episode>& episodes) {
  std::string text;
  for (const Episode& e : episodes)
    text += std::string(name_of(e.kind).key) + " " + std::to_string(e.first) + "-" + std::to_string(e.end) +
            " " + std::to_string(e.beats) + "; ";
  return text;
}

constexpr Episode fast_episode = {.kind = RhythmKind::Tachycardia, .first = 100, .end = 900, .beats = 16};

std::vector<Episode> with(const std::vector<Episode>& found, const std::vector<StatedRhythm>& stated) {
  return with_stated(found, stated, every_50(20), 100);
}

TEST(StatedRhythm, TakesTheSpansPlaceAndLeavesTheRestWithItsOwnBeats) {
  const std::vector<StatedRhythm> stated = {{{300, 500}, RhythmKind::AtrialFibrillation}};
  EXPECT_EQ(said(with({fast_episode}, stated)),
            "tachycardia 100-300 4; af 300-500 4; tachycardia 500-900 8; ");
  EXPECT_EQ(said(with({fast_episode}, {{{0, 500}, RhythmKind::AtrialFibrillation}})),
            "af 0-500 9; tachycardia 500-900 8; ");
  EXPECT_EQ(said(with({fast_episode}, {{{500, 1000}, RhythmKind::AtrialFibrillation}})),
            "tachycardia 100-500 8; af 500-1000 10; ");
  EXPECT_EQ(said(with({fast_episode}, {{{0, 1000}, {}}})), "") << "no episode lies there";
  EXPECT_EQ(said(with({fast_episode}, {{{200, 300}, {}}, {{400, 500}, {}}})),
            "tachycardia 100-200 2; tachycardia 300-400 2; tachycardia 500-900 8; ");
  EXPECT_EQ(said(with({fast_episode}, {{{900, 950}, {}}, {{0, 100}, {}}})), "tachycardia 100-900 16; ")
      << "they touch it";
}

// Kinds that no rule finds: a person says them over what the rules found, and files say them by their codes.
TEST(StatedRhythm, APersonMayStateSinusRhythmAndFlutter) {
  Episode fibrillation = fast_episode;
  fibrillation.kind = RhythmKind::AtrialFibrillation;
  const auto found =
      with({fibrillation}, {{{300, 500}, RhythmKind::SinusRhythm}, {{700, 900}, RhythmKind::AtrialFlutter}});
  EXPECT_EQ(said(found), "af 100-300 4; sinus 300-500 4; af 500-700 4; afl 700-900 4; ");
  std::string codes;
  for (const RhythmSegment& one : rhythm_segments(found, 1000)) codes += one.code;
  EXPECT_EQ(codes, "(N(AFIB(N(AFIB(AFL(N");
}

TEST(StatedRhythm, RatesAreOfTheBeatsWithin) {
  std::vector<LabelledBeat> beats = every_50(20);
  beats[8].sample -= 20;  // the four intervals before it take 1.8 s, those after it 2.2
  const auto found =
      with_stated({}, std::vector<StatedRhythm>{{{0, 1001}, RhythmKind::Tachycardia}}, beats, 100);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].beats, 20);
  EXPECT_DOUBLE_EQ(found[0].mean_rate, 120);
  EXPECT_DOUBLE_EQ(found[0].max_rate, 60 * 4 / 1.8);
}

TEST(StatedRhythm, TheLastFourIntervalsCountForTheGreatestRateToo) {
  std::vector<LabelledBeat> beats = every_50(20);
  beats[19].sample -= 30;
  const auto found =
      with_stated({}, std::vector<StatedRhythm>{{{0, 1001}, RhythmKind::Tachycardia}}, beats, 100);
  EXPECT_DOUBLE_EQ(found[0].max_rate, 60 * 4 / 1.7);
  // One beat has no rate, two have one over their interval.
  const auto few =
      with_stated({}, std::vector<StatedRhythm>{{{0, 60}, RhythmKind::Paced}, {{60, 160}, RhythmKind::Paced}},
                  beats, 100);
  EXPECT_EQ(few[0].mean_rate, 0);
  EXPECT_EQ(few[1].beats, 2);
  EXPECT_DOUBLE_EQ(few[1].max_rate, 120);
}

// Across what is unanalyzable nobody counts beats: the rate was too low by those that lay there.
TEST(StatedRhythm, RatesAreNotTakenAcrossWhatIsUnanalyzable) {
  std::vector<LabelledBeat> beats = every_50(20);
  std::erase_if(beats, [](const LabelledBeat& b) { return b.sample > 300 && b.sample < 600; });
  beats.insert(beats.begin() + 6, {400, 'V', 1});  // noise that passes for a beat
  const Episode lost = {.kind = RhythmKind::Unanalyzable, .first = 310, .end = 590};
  const auto found = with_stated(std::vector{lost},
                                 std::vector<StatedRhythm>{{{0, 1001}, RhythmKind::Tachycardia}}, beats, 100);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].beats, 15);
  EXPECT_DOUBLE_EQ(found[0].mean_rate, 120);
  EXPECT_DOUBLE_EQ(found[0].max_rate, 120);
}

TEST(StatedRhythm, PartsThatNoLongerMeetTheirRuleAreNone) {
  const Episode run = {.kind = RhythmKind::VentricularTachycardia, .first = 100, .end = 400, .beats = 6};
  EXPECT_EQ(said(with({run}, {{{260, 300}, {}}})), "vt 100-260 4; ") << "two beats are no run";
  const Episode pause = {.kind = RhythmKind::Pause, .first = 100, .end = 400};
  EXPECT_EQ(said(with({pause}, {{{200, 210}, {}}})), "") << "a part of a pause is none";
  const Episode lost = {.kind = RhythmKind::Unanalyzable, .first = 100, .end = 400};
  EXPECT_EQ(said(with({lost}, {{{200, 210}, {}}})), "unanalyzable 100-400 0; ")
      << "what was not seen stays so";
  const Episode flutter = {.kind = RhythmKind::VentricularFlutter, .first = 101, .end = 400};
  EXPECT_EQ(said(with({flutter}, {{{140, 400}, {}}})), "vfl 101-140 0; ") << "it has no beats";
}

TEST(FindEpisodes, RunsOfSWithinFibrillationAreNotStated) {
  // Irregular beats for a minute and a half, with a run of four S within and one long after it.
  std::vector<LabelledBeat> beats;
  std::uint32_t state = 7;
  std::int64_t sample = 0;
  for (int i = 0; i < 300; ++i) {
    state = state * 1664525U + 1013904223U;
    const bool regular = i >= 150;
    sample += regular ? 50 : 40 + static_cast<std::int64_t>(state >> 16) % 60;
    const bool s = (i >= 60 && i < 64) || (i >= 260 && i < 264);
    beats.push_back({sample, s ? 'S' : 'N', 1});
  }
  int fibrillation = 0, runs = 0;
  for (const Episode& e : find_episodes(beats, {}, 100, sample + 100, {})) {
    fibrillation += e.kind == RhythmKind::AtrialFibrillation;
    if (e.kind != RhythmKind::SupraventricularRun) continue;
    ++runs;
    EXPECT_EQ(e.first, beats[260].sample);
  }
  EXPECT_EQ(fibrillation, 1);
  EXPECT_EQ(runs, 1) << "no beat of fibrillation is premature";
}

}  // namespace
}  // namespace rwave
