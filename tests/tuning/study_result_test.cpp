// What is said of a study, from trials made by hand.

#include "experiment/tuning/study_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/toy.h"

namespace rwave::experiment {
namespace {

using study::finished;
using study::toy_space;
using study::Trial;
using study::TrialState;
using ::testing::HasSubstr;
using ::testing::StartsWith;

StudySetup setup() {
  return {.name = "rwave",
          .storage = "out/study.sqlite3",
          .metric = "macro-f1",
          .metric_text = "validation macro-F1",
          .direction = study::Direction::maximize,
          .sampler = "tpe",
          .pruner = "median",
          .random_draws = 10,
          .seed = 3,
          .space = toy_space(),
          .provenance = {"mlp", "toy, recipe kaggle", "random validation rows: a tenth", "1, study 3"}};
}

// Four complete, the third the best; one pruned, one whose parameters do not train, one that was lost.
std::vector<Trial> trials() {
  const study::Space space = toy_space();
  std::vector<Trial> all;
  const std::vector<double> values = {0.5, 0.7, 0.9, 0.6};
  for (int i = 0; i < 4; ++i)
    all.push_back(finished(i, space, {{"lr", 0.001 * (i + 1)}, {"batch", 64.0 + i}, {"optimizer", i % 2}},
                           values[static_cast<std::size_t>(i)]));
  all[0].user = {{"epochs", 3}, {"seconds", 1.25}};
  all.push_back(finished(4, space, study::toy_parameters, 0.4, TrialState::pruned));
  Trial fails = finished(5, space, study::toy_parameters, 0, TrialState::fail);
  fails.value.reset();
  fails.user = {{study::fault_attribute, "the loss is not a number, in epoch 1"}};
  all.push_back(fails);
  fails.number = 6;
  fails.user.clear();
  all.push_back(fails);
  return all;
}

TEST(StudyResult, TheBestIsCompleteAndHasAllParameters) {
  EXPECT_EQ(study_result(setup(), trials()).best_trial()->number, 2);
  std::vector<Trial> foreign = trials();
  foreign[2].parameters.erase("batch");  // as another program may leave it
  foreign[4].value = 0.99;               // pruned: it did not come to its end
  EXPECT_EQ(study_result(setup(), foreign).best_trial()->number, 1);
  StudySetup least = setup();
  least.direction = study::Direction::minimize;
  EXPECT_EQ(study_result(least, trials()).best_trial()->number, 0);
  EXPECT_EQ(study_result(setup(), {}).best_trial(), nullptr);
}

TEST(StudyResult, StatesAreCounted) {
  EXPECT_EQ(states_text(trials()), "7: 4 complete, 1 pruned, 2 failed");
  EXPECT_EQ(states_text({}), "0:");
}

TEST(StudyResult, ALineATrialWithWhatItIsOf) {
  const std::string text = trials_csv(study_result(setup(), trials()));
  EXPECT_THAT(text,
              StartsWith("model,data,split,seeds,number,state,metric,value,epochs,seconds,started,finished,"
                         "lr,batch,optimizer,fault\n"
                         "mlp,\"toy, recipe kaggle\",random validation rows: a tenth,\"1, study 3\",0,"
                         "COMPLETE,macro-f1,0.5,3,1.25,,,0.001,64,adam,\n"));
  EXPECT_THAT(text, HasSubstr(",5,FAIL,macro-f1,,,,,,"));
  EXPECT_THAT(text, HasSubstr(",\"the loss is not a number, in epoch 1\"\n"));
}

TEST(StudyResult, JsonNamesTheBestAndHowItGrew) {
  const nlohmann::json text = study_json(study_result(setup(), trials()), "rwave train");
  EXPECT_EQ(text.at("best_trial"), 2);
  EXPECT_EQ(text.at("best_value"), 0.9);
  EXPECT_EQ(text.at("best_params"), nlohmann::json({{"lr", 0.003}, {"batch", 66}, {"optimizer", "adam"}}));
  EXPECT_EQ(text.at("command"), "rwave train");
  EXPECT_EQ(text.at("random_draws"), 10);
  EXPECT_EQ(text.at("trials"), nlohmann::json({{"COMPLETE", 4}, {"PRUNED", 1}, {"FAIL", 2}}));
  // Six count: the lost trial tried nothing.
  EXPECT_EQ(text.at("best_so_far"), nlohmann::json({0.5, 0.7, 0.9, 0.9, 0.9, 0.9}));
  EXPECT_EQ(text.at("importances").size(), 3U) << "four complete trials suffice for a forest";

  StudySetup grid = setup();
  grid.sampler = "grid";
  const nlohmann::json none = study_json(study_result(grid, {}), "unused");
  EXPECT_TRUE(none.at("best_value").is_null());
  EXPECT_TRUE(none.at("command").is_null());
  EXPECT_FALSE(none.contains("random_draws"));
}

TEST(StudyResult, TheTableHasTheBestFirst) {
  const std::string table = best_table(study_result(setup(), trials()));
  EXPECT_THAT(table, StartsWith("trial"));
  const std::size_t first = table.find("0.9000"), second = table.find("0.7000"), last = table.find("0.5000");
  EXPECT_LT(first, second);
  EXPECT_LT(second, last);
  EXPECT_NE(last, std::string::npos);
  EXPECT_EQ(table.find("0.4000"), std::string::npos) << "the pruned one is no candidate";
}

TEST(StudyResult, ThePictureHasEveryTrialWithAValue) {
  const StudyPicture picture = picture_of(study_result(setup(), trials()));
  ASSERT_EQ(picture.points.size(), 5U);
  EXPECT_EQ(picture.points[2].coordinates, (std::vector<double>{0.003, 66, 0}));
  EXPECT_EQ(picture.points[4].fate, TrialFate::pruned);
  ASSERT_EQ(picture.axes.size(), 3U);
  EXPECT_TRUE(picture.axes[0].log);
  EXPECT_EQ(picture.axes[2].choices, (std::vector<std::string>{"adam", "sgd"}));
  EXPECT_EQ(picture.metric, "validation macro-F1");
  EXPECT_TRUE(picture.greater_is_better);
}

}  // namespace
}  // namespace rwave::experiment
