// Rhythm statements of beats written down by hand, 100 samples a second, and of the databases' own beats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "rhythm/annotated_beats.h"
#include "rwave/error.h"
#include "rwave/rhythm.h"
#include "support/support.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
constexpr double rate = 100;

// Beats `rr` seconds apart, labelled in turn.
std::vector<LabelledBeat> spaced(std::string_view labels, double rr = 0.8) {
  std::vector<LabelledBeat> beats;
  for (std::size_t i = 0; i < labels.size(); ++i)
    beats.push_back({std::lround(static_cast<double>(i + 1) * rr * rate), labels[i], 1});
  return beats;
}

std::vector<Episode> episodes_of(const std::vector<LabelledBeat>& beats,
                                 const std::vector<KnownSpan>& spans = {},
                                 const EpisodeOptions& options = {}) {
  return find_episodes(beats, spans, rate, beats.empty() ? 1000 : beats.back().sample + 100, options);
}

std::vector<std::string> kinds(const std::vector<Episode>& episodes) {
  std::vector<std::string> names;
  for (const Episode& e : episodes) names.emplace_back(name_of(e.kind).key);
  return names;
}

// Pseudo-random intervals of 0.4 to 1.0 s, as irregular as fibrillation's.
std::vector<LabelledBeat> irregular(std::size_t count) {
  std::vector<LabelledBeat> beats;
  std::uint32_t state = 7;
  std::int64_t sample = 0;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 1664525U + 1013904223U;
    sample += 40 + static_cast<std::int64_t>(state >> 16) % 60;
    beats.push_back({sample, 'N', 1});
  }
  return beats;
}

TEST(Episodes, NamesAreOneOfEachKind) {
  std::vector<RhythmKind> seen;
  for (const RhythmName& name : rhythm_names()) {
    EXPECT_EQ(std::ranges::count(seen, name.kind), 0);
    EXPECT_FALSE(name.key.empty());
    EXPECT_FALSE(name.rule.empty());
    seen.push_back(name.kind);
  }
  EXPECT_TRUE(std::ranges::is_sorted(seen)) << "the table is in the order of precedence";
}

TEST(Episodes, ThreeVInARowAreATachycardiaOrIdioventricularByTheirRate) {
  EXPECT_TRUE(episodes_of(spaced("NNNVVNNN", 0.5), {}, {.tachycardia = 300}).empty());
  const auto fast = episodes_of(spaced("NNNVVVVNNN", 0.5), {}, {.tachycardia = 300});
  ASSERT_EQ(kinds(fast), std::vector<std::string>{"vt"});
  EXPECT_EQ(fast[0].first, 200);
  EXPECT_EQ(fast[0].end, 400) << "until the next beat of another rhythm";
  EXPECT_EQ(fast[0].beats, 4);
  EXPECT_DOUBLE_EQ(fast[0].mean_rate, 120);
  EXPECT_EQ(kinds(episodes_of(spaced("NNNVVVVNNN", 0.8))), std::vector<std::string>{"ivr"});
}

TEST(Episodes, RunsOfUnsureVAreNotStated) {
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

TEST(Episodes, BigeminyAndTrigeminyNeedThreeEctopicBeats) {
  EXPECT_TRUE(episodes_of(spaced("NNVNVNNNN")).empty());
  EXPECT_EQ(kinds(episodes_of(spaced("NNVNVNVNNN"))), std::vector<std::string>{"bigeminy"});
  EXPECT_EQ(kinds(episodes_of(spaced("NNVNNVNNVNNNN"))), std::vector<std::string>{"trigeminy"});
  EXPECT_EQ(kinds(episodes_of(spaced("NNSNSNSNNN"))), std::vector<std::string>{"atrial_bigeminy"});
  EXPECT_EQ(kinds(episodes_of(spaced("NN////NN"))), std::vector<std::string>{"paced"});
  EXPECT_EQ(kinds(episodes_of(spaced("NNSSSNN"))), std::vector<std::string>{"svt"});
}

TEST(Episodes, ASpanBetweenTwoBeatsEndsARun) {
  const auto beats = spaced("NNNVVVVVVNNN", 0.5);
  const KnownSpan span{RhythmKind::Unanalyzable, {310, 340}};
  EXPECT_EQ(kinds(episodes_of(beats, {span}, {.tachycardia = 300})),
            (std::vector<std::string>{"vt", "unanalyzable", "vt"}));
}

TEST(Episodes, RatesMustLast) {
  EXPECT_TRUE(episodes_of(spaced(std::string(20, 'N'), 1.5)).empty())
      << "30 s of it at most, less the first window";
  const auto slow = episodes_of(spaced(std::string(60, 'N'), 1.5));
  ASSERT_EQ(kinds(slow), std::vector<std::string>{"bradycardia"});
  EXPECT_NEAR(slow[0].mean_rate, 40, 1e-9);
  EXPECT_EQ(kinds(episodes_of(spaced(std::string(200, 'N'), 0.5))), std::vector<std::string>{"tachycardia"});
}

TEST(Episodes, IrregularIntervalsAreFibrillationAndPatternsAreNot) {
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

TEST(Episodes, FibrillationHasABeginningAndAnEnd) {
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

TEST(Episodes, PausesAreAskedOfTheSignal) {
  auto beats = spaced(std::string(20, 'N'));
  for (std::size_t i = 10; i < beats.size(); ++i) beats[i].sample += 200;  // 2.8 s, no multiple of 0.8 s
  EXPECT_EQ(kinds(episodes_of(beats)), std::vector<std::string>{"pause"});
  SampleSpan asked;
  EpisodeOptions options;
  options.quiet = [&](SampleSpan span) {
    asked = span;
    return false;
  };
  EXPECT_TRUE(episodes_of(beats, {}, options).empty());
  EXPECT_EQ(asked, (SampleSpan{800, 1080}));
}

TEST(Episodes, WithoutASignalAMissedBeatIsNoPause) {
  std::vector<LabelledBeat> beats = spaced(std::string(20, 'N'), 1.1);
  beats.erase(beats.begin() + 10);
  EXPECT_TRUE(episodes_of(beats).empty());
}

TEST(Episodes, AsystoleIsStatedWhileItLasts) {
  EpisodeOptions options;
  options.quiet = [](SampleSpan) { return true; };
  EpisodeStream stream(rate, options);
  for (const LabelledBeat& beat : spaced("NNNNN")) stream.add_beat(beat.sample, beat.label);
  stream.advance(700);
  EXPECT_TRUE(stream.take_events().empty());
  stream.advance(900);
  const auto begun = stream.take_events();
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(begun[0].episode.kind, RhythmKind::Asystole);
  EXPECT_FALSE(begun[0].ended);
  stream.finish(2000);
  const auto ended = stream.take_events();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_TRUE(ended[0].ended);
  EXPECT_EQ(ended[0].episode.end, 2000);
}

TEST(Episodes, WithinASpanThatGoesOnNoRhythmIsMade) {
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

TEST(Episodes, AStreamSaysWhatTheWholeRecordingSays) {
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
TEST(Episodes, TheRateInFibrillationIsOfAllBeats) {
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

// Stated while it lasts, then the lead comes off: how long it went on was not seen.
TEST(Episodes, AnAsystoleThatALostLeadCutsOffEndsWithItsLastBeat) {
  EpisodeOptions options;
  options.quiet = [](SampleSpan) { return true; };
  for (const bool beat_after : {false, true}) {
    EpisodeStream stream(rate, options);
    for (const LabelledBeat& beat : spaced("NNN"))
      stream.add_beat(beat.sample, beat.label);  // the last at 240
    stream.advance(1000);
    auto events = stream.take_events();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].episode.kind, RhythmKind::Asystole);
    EXPECT_FALSE(events[0].ended);
    stream.add_span(RhythmKind::Unanalyzable, {1000, 1400});
    if (beat_after) stream.add_beat(1380, 'N');
    stream.finish(1400);
    events = stream.take_events();
    const auto ended = std::ranges::find_if(
        events, [](const EpisodeEvent& e) { return e.episode.kind == RhythmKind::Asystole; });
    ASSERT_NE(ended, events.end());
    EXPECT_TRUE(ended->ended);
    EXPECT_EQ(ended->episode.first, 240);
    EXPECT_EQ(ended->episode.end, 241) << beat_after;
  }
}

TEST(Episodes, OfNoBeatAndOfOneNothingIsSaid) {
  EXPECT_TRUE(episodes_of({}).empty());
  EXPECT_TRUE(episodes_of(spaced("N")).empty());
  EXPECT_THROW(EpisodeStream(0), Error);
  EpisodeStream stream(rate);
  stream.add_beat(100, 'N');
  stream.add_beat(100, 'V');
  EXPECT_THROW(stream.add_beat(99, 'N'), Error);
}

// What the databases' own annotations say of three records.
TEST(Episodes, OfMitdbSayWhatItsAnnotationsSay) {
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
