// What each figure shows, read back from its SVG.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "dataset/beat_file.h"
#include "figures/certainty_figure.h"
#include "figures/confusion_figure.h"
#include "figures/example_beats.h"
#include "figures/gnuplot.h"
#include "figures/picture.h"
#include "figures/study_figures.h"
#include "figures/title.h"
#include "figures/training_curves.h"
#include "rwave/error.h"
#include "score/provenance.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::occurrences;
using ::testing::HasSubstr;
using ::testing::Not;

const Provenance drawn_by = {"seed_2", "mitdb", "kaggle, patients on both sides", "1"};

// A mark on a curve in gnuplot's SVG; its definitions of marks have no such transform.
const char* mark = "' transform='translate(";

std::vector<EpochRow> log_of(int epochs) {
  std::vector<EpochRow> log;
  for (int e = 1; e <= epochs; ++e)
    log.push_back({e, 1.0 / e, 1.1 / e, 1 - 0.1 / e, 1 - 0.2 / e, 1 - 0.3 / e});
  return log;
}

TEST(Certainty, ShowsAPointABinAndTheRisk) {
  RWAVE_NEED_GNUPLOT();
  std::vector<Answer> answers;
  for (int i = 0; i < 300; ++i)
    answers.push_back({.35F + .1F * static_cast<float>(i % 6), i % 6 > 2});  // six bins of a fifteenth
  const std::string picture = svg(certainty_figure(answers, drawn_by));
  for (const char* words : {"Certainty, model seed_2", "probability of the class given (%)",
                            "of these right (%)", "beats kept, the most probable (%)", "of these wrong (%)"})
    EXPECT_THAT(picture, HasSubstr(words));
  EXPECT_EQ(occurrences(picture, mark), 6);
  EXPECT_THROW(certainty_figure({}, drawn_by), Error);
}

TEST(TrainingCurves, ShowEveryEpochOfTheFiveCurvesAndTheOneKept) {
  RWAVE_NEED_GNUPLOT();
  const std::string picture = svg(training_curves(log_of(7), 5, drawn_by));
  for (const char* words : {"training", "validation", "accuracy", "balanced accuracy", "macro-F1",
                            "epoch 5, kept", "loss", "validation score (%)", "Training curves, model seed_2",
                            "data mitdb | split kaggle, patients on both sides | seed 1"}) {
    EXPECT_THAT(picture, HasSubstr(words));
  }
  // A mark an epoch and curve, and one for each curve in the key.
  EXPECT_EQ(occurrences(picture, mark), 5 * 7 + 5);
}

TEST(TrainingCurves, OfOneEpochOrWithoutAScoreAreDrawnToo) {
  RWAVE_NEED_GNUPLOT();
  EXPECT_EQ(occurrences(svg(training_curves(log_of(1), 1, drawn_by)), mark), 5 + 5);
  std::vector<EpochRow> log = log_of(3);
  log[1].macro_f1 = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(occurrences(svg(training_curves(log, 3, drawn_by)), mark), 5 * 3 - 1 + 5);
}

TEST(TrainingCurves, WithoutValidationRowsShowTheTrainingLossAlone) {
  RWAVE_NEED_GNUPLOT();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<EpochRow> log = {{1, 1, nan, nan, nan, nan}, {2, 0.5, nan, nan, nan, nan}};
  const std::string picture = svg(training_curves(log, 2, drawn_by));
  EXPECT_THAT(picture, HasSubstr("epoch 2, kept"));
  EXPECT_EQ(occurrences(picture, mark), 2 + 1);
}

TEST(TrainingCurves, AreRefusedWithoutEpochsOrSplit) {
  EXPECT_THROW(training_curves({}, 1, drawn_by), Error);
  EXPECT_THROW(training_curves(log_of(2), 1, {"seed", "mitdb", "", "1"}), Error);
}

TEST(ConfusionFigure, ShowsCountAndShareInEveryCell) {
  RWAVE_NEED_GNUPLOT();
  Confusion confusion({"N", "S", "V"});
  confusion.add(0, 0, 12345);
  confusion.add(0, 2, 55);
  confusion.add(2, 2, 150);
  confusion.add(2, 0, 50);
  const std::string picture = svg(confusion_figure(confusion, drawn_by));
  for (const char* words : {"12,345", "99.56 %", "0.44 %", "75.00 %", "25.00 %", "N (12,400)", "V (200)",
                            "S (0)", "called", "Confusion matrix, model seed_2", "seed 1"}) {
    EXPECT_THAT(picture, HasSubstr(words));
  }
  EXPECT_EQ(occurrences(picture, ">-<"), 3);      // S has no beats: its row has dashes, and no shade
  EXPECT_EQ(occurrences(picture, ">0.00 %"), 2);  // N called S, V called S
}

TEST(ConfusionFigure, GrowsWithTheClassesAndTheirNames) {
  const Figure two = confusion_figure(Confusion({"normal", "abnormal"}), drawn_by);
  const Figure five = confusion_figure(Confusion({"N", "S", "V", "F", "Q"}), drawn_by);
  EXPECT_LT(two.height, five.height);
  EXPECT_GT(two.width, confusion_figure(Confusion({"a", "b"}), drawn_by).width);
}

StudyPicture picture_of_study() {
  StudyPicture picture;
  picture.metric = "validation macro-F1";
  picture.points = {{0, TrialFate::complete, 0.5, {1e-3, 0}},
                    {1, TrialFate::pruned, 0.4, {1e-4, 1}},
                    {3, TrialFate::complete, 0.7, {5e-3, 1}}};
  picture.axes = {{"lr", true, 1e-4, 1e-2, {}}, {"weight_decay", false, 0, 1, {"adam", "sgd"}}};
  picture.bars = {{"lr", 0.6, 0.1}, {"weight_decay", 0.2, 0.05}};
  picture.random_draws = 10;
  picture.provenance = drawn_by;
  return picture;
}

TEST(StudyFigures, HistoryShowsEveryTrialTheBestSoFarAndWhatIsRandom) {
  RWAVE_NEED_GNUPLOT();
  const std::string picture = svg(study_history(picture_of_study()));
  for (const char* words : {"History of the study, model seed_2", "seed 1", "trial", "validation macro-F1",
                            "complete", "pruned", "best so far", "the first 10 trials are random draws"}) {
    EXPECT_THAT(picture, HasSubstr(words));
  }
  EXPECT_EQ(occurrences(picture, mark), 3 + 2) << "and two in the key";
  EXPECT_THAT(study_history(picture_of_study()).script,
              HasSubstr("$best << EOD\n0 0.5\n1 0.5\n3 0.7\nEOD\n"));
  StudyPicture by_chance = picture_of_study();
  by_chance.random_draws = 0;
  by_chance.greater_is_better = false;
  EXPECT_THAT(study_history(by_chance).script, Not(HasSubstr("random draws")));
  EXPECT_THAT(study_history(by_chance).script, HasSubstr("$best << EOD\n0 0.5\n1 0.5\n3 0.5\nEOD\n"));
}

TEST(StudyFigures, SlicesHaveAPanelAParameter) {
  RWAVE_NEED_GNUPLOT();
  const std::string picture = svg(study_slices(picture_of_study()));
  for (const char* words : {"Values by parameter", "lr", "weight_decay", "adam", "sgd"}) {
    EXPECT_THAT(picture, HasSubstr(words));
  }
  EXPECT_EQ(occurrences(picture, mark), 2 * 3 + 2) << "one key for all panels";
}

TEST(StudyFigures, ImportancesHaveABarAParameter) {
  RWAVE_NEED_GNUPLOT();
  const std::string picture = svg(study_importances(picture_of_study()));
  for (const char* words : {"Importance of the parameters", "lr", "weight_decay", "variance"}) {
    EXPECT_THAT(picture, HasSubstr(words));
  }
}

TEST(StudyFigures, OfNothingAreRefused) {
  StudyPicture picture = picture_of_study();
  picture.points.clear();
  picture.bars.clear();
  EXPECT_THROW(study_history(picture), Error);
  EXPECT_THROW(study_slices(picture), Error);
  EXPECT_THROW(study_importances(picture), Error);
}

// Three rows of N and one of V, ten samples long at 10 Hz, the last four filled up with zeros.
BeatSet small_set() {
  BeatSet set;
  set.width = 10;
  set.rate = 10;
  set.classes = {"N", "S", "V"};
  set.records = {{"100", ""}, {"208", ""}};
  set.labels = {0, 0, 0, 2};
  set.record = {0, 0, 0, 1};
  for (int row = 0; row < 4; ++row) {
    const float values[] = {1, 0.5F, 0.25F, 0.125F, 0.5F, 0.75F, 0, 0, 0, 0};
    set.values.insert(set.values.end(), std::begin(values), std::end(values));
  }
  return set;
}

TEST(ExampleBeats, DrawsThatManyDifferentRowsOfEachClass) {
  const std::vector<std::uint32_t> rows = {0, 1, 2, 3};
  const auto drawn = draw_examples(small_set(), rows, {"mitdb", "train", 2, 1});
  ASSERT_EQ(drawn.size(), 3U);
  EXPECT_NE(drawn[0], drawn[1]);
  EXPECT_LT(drawn[0], 3U);
  EXPECT_EQ(drawn[2], 3U);
  EXPECT_EQ(draw_examples(small_set(), rows, {"mitdb", "train", 2, 1}), drawn);
}

TEST(ExampleBeats, LeavesOutTheZerosThatFillARowUp) {
  const std::vector<std::uint32_t> rows = {3};
  const Figure figure = example_beats(small_set(), rows, {"mitdb", "train", 2, 1});
  EXPECT_THAT(figure.script,
              HasSubstr("$row3 << EOD\n0.0000 1\n0.1000 0.5\n0.2000 0.25\n0.3000 0.125\n0.4000 "
                        "0.5\n0.5000 0.75\nEOD\n"));
}

TEST(ExampleBeats, ShowsClassesInTheirColoursWithTheirRecords) {
  RWAVE_NEED_GNUPLOT();
  const std::vector<std::uint32_t> rows = {0, 1, 2, 3};
  const std::string picture = svg(example_beats(small_set(), rows, {"mitdb", "training rows", 2, 7}));
  for (const char* words :
       {"N (3)", "V (1)", "100", "208", "time (s)", "data mitdb | split training rows | seed 7"}) {
    EXPECT_THAT(picture, HasSubstr(words));
  }
  EXPECT_THAT(picture, Not(HasSubstr("S (0)")));
  EXPECT_EQ(occurrences(picture, "<path stroke='rgb(  0, 114, 178)'"), 2);  // two of the three N, in N's blue
  EXPECT_EQ(occurrences(picture, "<path stroke='rgb(213,  94,   0)'"), 1);  // the one V, in V's vermillion
}

TEST(ExampleBeats, OfGenuineRowsHaveAPanelARow) {
  RWAVE_NEED_GNUPLOT();
  RWAVE_NEED_DATA(file, "kaggle/golden_test_rows.csv");
  const BeatSet set = read_kaggle_csv(file, {"N", "S", "V", "F", "Q"});
  std::vector<std::uint32_t> rows(set.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i);
  const Figure figure = example_beats(set, rows, {"mitdb, 500 rows", "official test rows", 4, 1});
  EXPECT_EQ(occurrences(figure.script, "plot $row"), 5 * 4);
  const std::string picture = svg(figure);
  for (const char* words : {"N (291)", "S (45)", "V (52)", "F (52)", "Q (60)"})
    EXPECT_THAT(picture, HasSubstr(words));
}

TEST(ExampleBeats, RefusesRowsThatAreNotThere) {
  const std::vector<std::uint32_t> beyond = {4}, first = {0};
  EXPECT_THROW(example_beats(small_set(), beyond, {"mitdb", "train", 2, 1}), Error);
  EXPECT_THROW(example_beats(small_set(), {}, {"mitdb", "train", 2, 1}), Error);
  EXPECT_THROW(example_beats(small_set(), first, {"mitdb", "", 2, 1}), Error);
  EXPECT_THROW(example_beats(small_set(), first, {"mitdb", "train", 0, 1}), Error);
}

// A "p" reaches three points below its base line.
TEST(Figures, HaveRoomBelowTheLabelsOfTheirAxes) {
  RWAVE_NEED_GNUPLOT();
  for (const Figure& figure :
       {training_curves(log_of(7), 5, drawn_by), study_history(picture_of_study()),
        example_beats(small_set(), std::vector<std::uint32_t>{0, 1}, {"mitdb", "train", 2, 1})}) {
    const double lowest = testing::lowest_text(svg(figure));
    EXPECT_GT(lowest, figure.height - 40) << "the axis has a label";
    EXPECT_LT(lowest, figure.height - 8);
  }
}

// What `rwave reproduce --quick` has its steps say stands in the picture itself, and takes no room from it.
TEST(Figures, BearTheNoteOfTheEnvironment) {
  const Figure plain = example_beats(small_set(), std::vector<std::uint32_t>{0, 1}, {"mitdb", "train", 2, 1});
  ::setenv(figure_note_variable, "quick: it's small", 1);
  const Figure noted = example_beats(small_set(), std::vector<std::uint32_t>{0, 1}, {"mitdb", "train", 2, 1});
  ::unsetenv(figure_note_variable);
  EXPECT_THAT(plain.script, Not(HasSubstr("quick")));
  EXPECT_THAT(noted.script, HasSubstr("quick: it''s small"));
  EXPECT_GT(noted.height, plain.height);
}

}  // namespace
}  // namespace rwave
