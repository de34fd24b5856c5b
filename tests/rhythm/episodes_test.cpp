// Rhythm statements of beats written down by hand, 100 samples a second, and of the databases' own beats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "math/random.h"
#include "rhythm/annotated_beats.h"
#include "rhythm/episodes_support.h"
#include "rwave/error.h"
#include "rwave/rhythm.h"
#include "support/support.h"

namespace rwave {
namespace {

TEST_F(Episodes, NamesAreOneOfEachKind) {
  std::vector<RhythmKind> seen;
  for (const RhythmName& name : rhythm_names()) {
    EXPECT_EQ(std::ranges::count(seen, name.kind), 0);
    EXPECT_FALSE(name.key.empty());
    EXPECT_FALSE(name.rule.empty());
    seen.push_back(name.kind);
  }
  EXPECT_TRUE(std::ranges::is_sorted(seen)) << "the table is in the order of precedence";
}

TEST_F(Episodes, ThreeVInARowAreATachycardiaOrIdioventricularByTheirRate) {
  EXPECT_TRUE(episodes_of(spaced("NNNVVNNN", 0.5), {}, {.tachycardia = 300}).empty());
  const auto fast = episodes_of(spaced("NNNVVVVNNN", 0.5), {}, {.tachycardia = 300});
  ASSERT_EQ(kinds(fast), std::vector<std::string>{"vt"});
  EXPECT_EQ(fast[0].first, 200);
  EXPECT_EQ(fast[0].end, 400) << "until the next beat of another rhythm";
  EXPECT_EQ(fast[0].beats, 4);
  EXPECT_DOUBLE_EQ(fast[0].mean_rate, 120);
  EXPECT_EQ(kinds(episodes_of(spaced("NNNVVVVNNN", 0.8))), std::vector<std::string>{"ivr"});
}

TEST_F(Episodes, RunsOfUnsureVAreNotStated) {
  auto beats = spaced("NNNVVVVNNN", 0.5);
  for (LabelledBeat& beat : beats) beat.probability = 0.6F;
  EXPECT_TRUE(episodes_of(beats, {}, {.tachycardia = 300}).empty());
  for (LabelledBeat& beat : beats) beat.probability = 0;  // not known: who labelled them was sure
  EXPECT_EQ(kinds(episodes_of(beats, {}, {.tachycardia = 300})), std::vector<std::string>{"vt"});
  // A broad rhythm: nearly all beats are called V, with 0.8.
  std::string labels;
  for (int i = 0; i < 30; ++i) labels += "NVVVV";
  auto broad = spaced(labels, 0.5);
  for (LabelledBeat& beat : broad) beat.probability = 0.8F;
  const auto first_minute = episodes_of(broad, {}, {.tachycardia = 300});
  EXPECT_LT(first_minute.size(), 12U)
      << "runs of the first 64 beats alone, until the rhythm is known to be broad";
  EXPECT_GT(first_minute.size(), 0U);
}

TEST_F(Episodes, BigeminyAndTrigeminyNeedThreeEctopicBeats) {
  EXPECT_TRUE(episodes_of(spaced("NNVNVNNNN")).empty());
  EXPECT_EQ(kinds(episodes_of(spaced("NNVNVNVNNN"))), std::vector<std::string>{"bigeminy"});
  EXPECT_EQ(kinds(episodes_of(spaced("NNVNNVNNVNNNN"))), std::vector<std::string>{"trigeminy"});
  EXPECT_EQ(kinds(episodes_of(spaced("NNSNSNSNNN"))), std::vector<std::string>{"atrial_bigeminy"});
  EXPECT_EQ(kinds(episodes_of(spaced("NN////NN"))), std::vector<std::string>{"paced"});
  EXPECT_EQ(kinds(episodes_of(spaced("NNSSSNN", 0.5))), std::vector<std::string>{"svt"});
}

// Escape beats, S at 43 a minute, were a supraventricular tachyarrhythmia.
TEST_F(Episodes, SlowRunsOfSAreNoTachyarrhythmia) {
  EXPECT_TRUE(episodes_of(spaced("NNSSSSSSNN", 1.4)).empty());
  EXPECT_TRUE(episodes_of(spaced("NNSSSSSSNN", 0.61)).empty());
  // Slow, fast from 12.5 s on, slow again.
  std::vector<LabelledBeat> beats = spaced("NNSSSSSSSSSS", 1);
  for (int i = 1; i <= 12; ++i) beats.push_back({1200 + 40 * i, 'S', 1});
  for (int i = 1; i <= 12; ++i) beats.push_back({1680 + 100 * i, 'S', 1});
  const auto found = episodes_of(beats);
  ASSERT_EQ(kinds(found), std::vector<std::string>{"svt"});
  EXPECT_EQ(found[0].first, 1200);
  EXPECT_EQ(found[0].end, 1880) << "one slow beat is within four intervals, two are not";
  EXPECT_EQ(found[0].beats, 14);
  EXPECT_GT(found[0].mean_rate, 130);
}

TEST_F(Episodes, ASpanBetweenTwoBeatsEndsARun) {
  const auto beats = spaced("NNNVVVVVVNNN", 0.5);
  const KnownSpan span{RhythmKind::Unanalyzable, {310, 340}};
  EXPECT_EQ(kinds(episodes_of(beats, {span}, {.tachycardia = 300})),
            (std::vector<std::string>{"vt", "unanalyzable", "vt"}));
}

TEST_F(Episodes, RatesMustLast) {
  EXPECT_TRUE(episodes_of(spaced(std::string(20, 'N'), 1.5)).empty())
      << "30 s of it at most, less the first window";
  const auto slow = episodes_of(spaced(std::string(60, 'N'), 1.5));
  ASSERT_EQ(kinds(slow), std::vector<std::string>{"bradycardia"});
  EXPECT_NEAR(slow[0].mean_rate, 40, 1e-9);
  EXPECT_EQ(kinds(episodes_of(spaced(std::string(200, 'N'), 0.5))), std::vector<std::string>{"tachycardia"});
}

TEST_F(Episodes, IrregularIntervalsAreFibrillationAndPatternsAreNot) {
  const auto beats = irregular(300);
  const auto found = episodes_of(beats);
  ASSERT_EQ(std::ranges::count(kinds(found), "af"), 1);
  const auto& af = *std::ranges::find(found, RhythmKind::AtrialFibrillation, &Episode::kind);
  EXPECT_GT(static_cast<double>(af.end - af.first), 0.95 * static_cast<double>(beats.back().sample));
  EXPECT_EQ(std::ranges::count(kinds(episodes_of(spaced(std::string(300, 'N')))), "af"), 0);
  // Bigeminy of beats all called N: every interval differs from the one before, and repeats the one before
  // that.
  std::vector<LabelledBeat> paired;
  for (std::int64_t i = 0, at = 0; i < 300; ++i) paired.push_back({at += i % 2 ? 50 : 100, 'N', 1});
  EXPECT_EQ(std::ranges::count(kinds(episodes_of(paired)), "af"), 0);
}

// Premature beats at all times make sinus rhythm as irregular as fibrillation: half of svdb's records with
// many S had hours of it stated. Without them it is regular.
TEST_F(Episodes, ManyPrematureBeatsAreNoFibrillation) {
  Random random(3);
  std::vector<LabelledBeat> beats;
  std::int64_t sample = 0;
  for (int i = 0; i < 400; ++i) {
    const bool premature = i > 0 && beats.back().label == 'N' && random.uniform() < 0.45;
    const bool after = i > 0 && beats.back().label == 'S';
    const double rr = premature ? 0.4 + 0.3 * random.uniform() : after ? 0.8 + 0.25 * random.uniform() : 0.8;
    sample += std::lround(rr * rate);
    beats.push_back({sample, premature ? 'S' : 'N', 1});
  }
  const auto is_fibrillation = [](const Episode& one) { return one.kind == RhythmKind::AtrialFibrillation; };
  EXPECT_TRUE(std::ranges::none_of(episodes_of(beats), is_fibrillation));
  for (LabelledBeat& beat : beats) beat.label = 'N';
  EXPECT_TRUE(std::ranges::any_of(episodes_of(beats), is_fibrillation)) << "by its intervals it is";
}

// Labels of S in fibrillation, which may be wrong, do not hide it.
TEST_F(Episodes, FibrillationHoldsWithoutTheBeatsLabelledS) {
  for (const std::size_t every : {10, 5, 3}) {
    auto beats = irregular(300);
    for (std::size_t i = 0; i < beats.size(); i += every) beats[i].label = 'S';
    const auto found = episodes_of(beats);
    const auto af = std::ranges::find(found, RhythmKind::AtrialFibrillation, &Episode::kind);
    ASSERT_NE(af, found.end()) << every;
    EXPECT_GT(af->end - af->first, beats.back().sample * 8 / 10) << every;
  }
}

TEST_F(Episodes, FibrillationHasABeginningAndAnEnd) {
  std::vector<LabelledBeat> beats = spaced(std::string(200, 'N'));
  const std::int64_t begin = beats.back().sample;
  for (LabelledBeat beat : irregular(300)) beats.push_back({begin + beat.sample, 'N', 1});
  const std::int64_t end = beats.back().sample;
  for (LabelledBeat beat : spaced(std::string(200, 'N'))) beats.push_back({end + beat.sample, 'N', 1});
  const auto found = episodes_of(beats);
  const auto af = std::ranges::find(found, RhythmKind::AtrialFibrillation, &Episode::kind);
  ASSERT_NE(af, found.end());
  EXPECT_NEAR(static_cast<double>(af->first - begin) / rate, 0, 20);
  EXPECT_NEAR(static_cast<double>(af->end - end) / rate, 0, 20);
}

TEST_F(Episodes, WithinASpanThatGoesOnNoRhythmIsMade) {
  const auto run = [](std::int64_t since) {
    EpisodeStream stream(rate);
    stream.set_open_span(since);
    for (const LabelledBeat& beat : spaced("NNNNNNSSSSSSNN", 0.5)) stream.add_beat(beat);
    stream.advance(700);
    return stream.take_events().size();
  };
  EXPECT_EQ(run(-1), 2U) << "a supraventricular run begins and ends";
  EXPECT_EQ(run(320), 0U);
  EXPECT_EQ(run(660), 2U) << "it began behind the run";
}

TEST_F(Episodes, AStreamSaysWhatTheWholeRecordingSays) {
  std::vector<LabelledBeat> beats = irregular(400);
  for (std::size_t i = 50; i < 56; ++i) beats[i].label = 'V';
  const auto whole = find_episodes(beats, {}, rate, beats.back().sample + 100);
  EpisodeStream stream(rate);
  std::vector<Episode> ended;
  std::size_t begun = 0;
  for (const LabelledBeat& beat : beats) {
    stream.add_beat(beat.sample, beat.label);
    stream.advance(beat.sample - 50);
    for (const EpisodeEvent& e : stream.take_events()) e.ended ? ended.push_back(e.episode) : void(++begun);
  }
  stream.finish(beats.back().sample + 100);
  for (const EpisodeEvent& e : stream.take_events())
    if (e.ended) ended.push_back(e.episode);
  EXPECT_GT(begun, 0U);
  std::ranges::stable_sort(ended, {}, [](const Episode& e) { return std::pair(e.first, e.kind); });
  ASSERT_EQ(ended.size(), whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].kind == RhythmKind::AtrialFibrillation)  // of which a stream leaves V beats out
      ended[i].beats = whole[i].beats, ended[i].mean_rate = whole[i].mean_rate,
      ended[i].max_rate = whole[i].max_rate;
    EXPECT_EQ(ended[i], whole[i]);
  }
}

// A report's rate in fibrillation was of the intervals without V beats: in mitdb 203 94 a minute, and the
// heart beat 99 times.
TEST_F(Episodes, TheRateInFibrillationIsOfAllBeats) {
  std::vector<LabelledBeat> beats = irregular(400);
  for (std::size_t i = 80; i < 300; i += 5) beats[i].label = 'V';
  const std::int64_t gap = beats[200].sample + 1;
  const auto found = episodes_of(beats, {{RhythmKind::Unanalyzable, {gap, beats[203].sample + 1}}});
  const auto af = std::ranges::find(found, RhythmKind::AtrialFibrillation, &Episode::kind);
  ASSERT_NE(af, found.end());
  std::int64_t count = 0, intervals = 0, samples = 0;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    if (beats[i].sample < af->first || beats[i].sample > af->end) continue;
    if (i < 201 || i > 203) ++count;  // what noise is taken for is no beat
    if (beats[i].sample == af->first || (i >= 201 && i <= 204)) continue;
    ++intervals;
    samples += beats[i].sample - beats[i - 1].sample;
  }
  EXPECT_GT(count, 300);
  EXPECT_EQ(af->beats, count);
  EXPECT_NEAR(af->mean_rate, 60 * rate * static_cast<double>(intervals) / static_cast<double>(samples), 1e-9);
}

TEST_F(Episodes, OfNoBeatAndOfOneNothingIsSaid) {
  EXPECT_TRUE(episodes_of({}).empty());
  EXPECT_TRUE(episodes_of(spaced("N")).empty());
  EXPECT_THROW(EpisodeStream(0), Error);
  EpisodeStream stream(rate);
  stream.add_beat(100, 'N');
  stream.add_beat(100, 'V');
  EXPECT_THROW(stream.add_beat(99, 'N'), Error);
}

// What the databases' own annotations say of three records.
TEST_F(Episodes, OfMitdbSayWhatItsAnnotationsSay) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const auto of = [&](const std::string& record) {
    const auto found = annotated_beats(read_annotations(mitdb / (record + ".atr")), 650000, 2);
    return find_episodes(found.beats, found.spans, 360, 650000);
  };
  const auto seconds = [](const std::vector<Episode>& episodes, RhythmKind kind) {
    double sum = 0;
    for (const Episode& e : episodes)
      if (e.kind == kind) sum += static_cast<double>(e.end - e.first) / 360;
    return sum;
  };
  EXPECT_NEAR(seconds(of("219"), RhythmKind::AtrialFibrillation), 1426, 150);
  EXPECT_NEAR(seconds(of("203"), RhythmKind::AtrialFibrillation), 1454 + 350 - 60, 120) << "AF and flutter";
  EXPECT_EQ(seconds(of("100"), RhythmKind::AtrialFibrillation), 0);
  EXPECT_GT(seconds(of("207"), RhythmKind::VentricularFibrillation), 100) << "flutter between [ and ]";
  EXPECT_GT(seconds(of("106"), RhythmKind::VentricularBigeminy), 100);
}

}  // namespace
}  // namespace rwave
