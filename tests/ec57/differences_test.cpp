// Where two annotators differ, and the beat comparison's public face, on annotations made by hand: 54 samples
// are the window of 150 ms at 360 Hz.
#include "ec57/difference_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "annotations.h"
#include "ec57/suite.h"
#include "rwave/error.h"
#include "rwave/score.h"

namespace rwave::ec57 {
namespace {

constexpr double tested_rate = 360;
constexpr Options from_start = {.start = 0};
// Without an end time the expanded comparison stops with the file that ends first, as the reference
// program's.
constexpr Options to_the_end = {.start = 0, .end = 60};

std::string said(const std::vector<Annotation>& annotations) {
  std::string text;
  for (const Annotation& a : annotations)
    text += std::to_string(a.sample) +
            (a.text.empty() ? std::string(symbol_of(a.code)) : "\"" + a.text + "\"") + " ";
  return text;
}

std::vector<BeatPair> pairs_of(const std::vector<Annotation>& reference,
                               const std::vector<Annotation>& test) {
  std::vector<BeatPair> pairs;
  compare(reference, test, tested_rate, from_start, &pairs);
  return pairs;
}

TEST(BeatDifferences, AreTheTestsBeatsAndNotesOfWhatDiffers) {
  const std::vector<Annotation> reference = {mark(400, "N"), mark(800, "V"), mark(1200, "N"),
                                             mark(1600, "A")};
  const std::vector<Annotation> test = {mark(410, "N"), mark(805, "N"), mark(1000, "V"), mark(1600, "A")};
  const auto pairs = pairs_of(reference, test);
  EXPECT_EQ(said(beat_differences(pairs, test)), "410N 805\"Vn\" 1000\"Ov\" 1200\"No\" 1600A ");
  EXPECT_EQ(difference_list(pairs), "V(800)/N(805)\nO(1000)/V(1000)\nN(1200)/O(1200)\n");
  auto without_s = pairs_of({mark(400, "A"), mark(800, "N")}, {mark(400, "N"), mark(800, "V")});
  EXPECT_EQ(difference_list(without_s), "S(400)/N(400)\nN(800)/V(800)\n");
  merge_s(without_s);
  EXPECT_EQ(difference_list(without_s), "N(800)/V(800)\n");
}

TEST(BeatDifferences, ATestBeatInTheReferencesFlutterIsNotedWithAStar) {
  const std::vector<Annotation> reference = {mark(400, "N"), mark(800, "["), mark(2000, "]"),
                                             mark(2400, "N")};
  const std::vector<Annotation> test = {mark(400, "N"), mark(1200, "V"), mark(2400, "N")};
  const auto pairs = pairs_of(reference, test);
  EXPECT_EQ(said(beat_differences(pairs, test)), "400N 1200\"*v\" 2400N ");
}

std::string expanded(const std::vector<Annotation>& reference, const std::vector<Annotation>& test,
                     const Options& options = from_start) {
  return said(expanded_differences(reference, test, tested_rate, options));
}

TEST(ExpandedDifferences, CompareEveryTypeInAllItsFields) {
  EXPECT_EQ(expanded({mark(400, "+", "(N"), mark(800, "N")}, {mark(400, "+", "(AFIB"), mark(800, "N")}),
            "400\"+ ((N)/+ ((AFIB)\" 800N ");
  EXPECT_EQ(expanded({mark(400, "N", "", 1)}, {mark(400, "N")}), "400\"N[1,0,0]/N\" ");
  EXPECT_EQ(expanded({mark(400, "N", "a")}, {mark(420, "N", "a")}), "420\"a\" ");
  EXPECT_EQ(expanded({mark(400, "~")}, {mark(400, "N")}), "400\"~/N\" ");
  EXPECT_EQ(expanded({mark(400, "N", "x")}, {}, to_the_end), "400\"N (x)/O\" ");
  EXPECT_EQ(expanded({mark(400, "N", std::string(250, 'x'))}, {}, to_the_end).size(), 254U + 3 + 3)
      << "the note is cut";
}

TEST(ExpandedDifferences, MatchWithinTheWindowAndByTheNearestBeat) {
  EXPECT_EQ(expanded({mark(400, "N")}, {mark(454, "N")}, {.start = 0, .ending = Ending::both_files}),
            "454N ");
  EXPECT_EQ(expanded({mark(400, "N")}, {mark(455, "N")}, to_the_end), "400\"N/O\" 455\"O/N\" ");
  // The test's beat belongs to the reference's second, which is nearer.
  EXPECT_EQ(expanded({mark(400, "N"), mark(440, "N")}, {mark(430, "N")}), "400\"N/O\" 430N ");
  // A note is no rival of a beat.
  EXPECT_EQ(expanded({mark(400, "N"), mark(440, "\"", "x")}, {mark(430, "N")}, to_the_end),
            "430N 440\"\" (x)/O\" ");
}

TEST(ExpandedDifferences, AreOfTheTimeAskedFor) {
  const std::vector<Annotation> reference = {mark(100, "N"), mark(400, "N"), mark(800, "V")};
  const std::vector<Annotation> test = {mark(100, "V"), mark(400, "N"), mark(800, "N"), mark(1200, "N")};
  EXPECT_EQ(expanded(reference, test, {.start = 1, .end = 60}), "400N 800\"V/N\" 1200\"O/N\" ");
  EXPECT_EQ(expanded(reference, test, {.start = 0, .end = 2}), "100\"N/V\" 400N ") << "to sample 720";
  EXPECT_EQ(expanded(reference, test, {.start = 1}), "400N 800\"V/N\" ") << "to the end of either file";
  EXPECT_EQ(expanded(test, reference, {.start = 1, .ending = Ending::reference}),
            "400N 800\"N/V\" 1200\"N/O\" ");
}

TEST(ScoreBeats, CountsAndFiguresOfTwoRecordsAddUp) {
  const auto reference = beats(400, "NNVNA"), test = beats(400, "NNVVA");
  BeatScore score = score_beats(reference, test, tested_rate, {.start = 0});
  EXPECT_EQ(score.counts[0][0], 2);
  EXPECT_EQ(score.counts[0][2], 1);
  EXPECT_EQ(score.counts[2][2], 1);
  EXPECT_EQ(score.counts[1][1], 1);
  EXPECT_EQ(score.qrs_sensitivity, 1);
  EXPECT_EQ(score.v_sensitivity, 1);
  EXPECT_EQ(score.v_predictivity, 0.5);
  EXPECT_DOUBLE_EQ(score.v_false_positive_rate, 0.25);  // of four beats that are no V
  EXPECT_EQ(score.s_predictivity, 1);
  EXPECT_EQ(score.rr_error_ms, 0);
  score += score_beats(beats(400, "NV"), beats(400, "NN"), tested_rate, {.start = 0});
  EXPECT_EQ(score.v_sensitivity, 0.5);
  EXPECT_EQ(score.counts[0][0], 3);
  EXPECT_NE(score.report("r", "atr", "tst").find("VEB sensitivity:  50.00% (1/2)"), std::string::npos);
  EXPECT_TRUE(
      std::isnan(score_beats(beats(400, "NN"), beats(400, "NN"), tested_rate, {.start = 0}).v_sensitivity));
  EXPECT_EQ(
      score_beats(beats(400, "NNNN"), beats(400, "NNNN"), tested_rate, {.start = 2, .end = 3}).counts[0][0],
      1)
      << "700 lies before the start, 720, and 1300 after the end, 1080";
}

TEST(ScoreBeats, RefusesWhatCannotBe) {
  const auto any = beats(400, "NN");
  const auto refused = [&](double at, const ScoreOptions& options) {
    EXPECT_THROW(score_beats(any, any, at, options), Error);
  };
  for (const double bad : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    refused(bad, {});
  refused(tested_rate, {.window = 0});
  refused(tested_rate, {.window = 10.1});
  refused(tested_rate, {.start = -1});
  refused(tested_rate, {.start = 10, .end = 10});
  EXPECT_NO_THROW(score_beats(any, any, tested_rate, {.start = 0, .end = 0.1, .window = 10}));
}

TEST(CompareSuite, ComparesWhatIsAskedForAndSaysWhatCannotBe) {
  const std::vector<Annotation> reference = {
      mark(400, "+", "(AFIB"), mark(600, "N"),        mark(1000, "V"),          mark(1300, "V"),
      mark(1600, "N"),         mark(2000, "+", "(N"), mark(2100, "=", "60", 3), mark(2200, "=", "5", 4)};
  const std::vector<Annotation> test = {mark(500, "+", "(AFIB"), mark(600, "N"),  mark(1000, "V"),
                                        mark(1300, "N"),         mark(1600, "N"), mark(1900, "+", "(N"),
                                        mark(2100, "=", "66", 3)};
  const SuiteTimes times = {.start = 0, .end = {}, .window = 54};
  const RecordSuite none = compare_suite("r", reference, test, tested_rate, times, {});
  EXPECT_FALSE(none.ventricular || none.supraventricular || !none.episodes.empty() ||
               !none.measurements.empty());
  const RecordSuite all = compare_suite("r", reference, test, tested_rate, times,
                                        {.runs = true, .episodes = true, .measurements = true});
  EXPECT_EQ(all.ventricular->sensitivity.counts[2][1], 1);  // a couplet of which one beat was found
  const EpisodeComparison& fibrillation = all.episodes.at(EpisodeKind::atrial_fibrillation);
  EXPECT_EQ(fibrillation.found, 1);
  EXPECT_EQ(fibrillation.reference_duration, 1600);
  EXPECT_EQ(fibrillation.reference_overlap, 1400);
  EXPECT_EQ(all.episodes.count(EpisodeKind::ventricular_fibrillation), 1U);
  EXPECT_EQ(all.episodes.count(EpisodeKind::st_both), 0U) << "no file tells of ST";
  EXPECT_EQ(all.measurements.at(3).test_read, 1);
  EXPECT_EQ(all.measurements.count(4), 0U);
  ASSERT_EQ(all.notes.size(), 1U);
  EXPECT_EQ(all.notes[0], "no measurements of type 4 by the test annotator");
  const RecordSuite late = compare_suite("r", beats(400, "NVN"), beats(400, "NVN"), tested_rate,
                                         {.start = 5000, .end = {}, .window = 54}, {.runs = true});
  ASSERT_EQ(late.notes.size(), 1U);
  EXPECT_FALSE(late.ventricular.has_value());
}

}  // namespace
}  // namespace rwave::ec57
