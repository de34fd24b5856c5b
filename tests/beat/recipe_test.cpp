// Recipes as objects: what their table promises of each, and names found, former ones included.
#include "beat/recipes/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/warning.h"
#include "beat/patient_prior.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Recipes, EachSaysWhatItsRowsAreAndHowTheyAreMade) {
  std::set<std::string_view> names;
  for (const Recipe* recipe : recipes()) {
    SCOPED_TRACE(recipe->name);
    EXPECT_TRUE(names.insert(recipe->name).second) << "two of one name";
    EXPECT_NE(recipe->what, "");
    EXPECT_NE(recipe->normalisation, "");
    EXPECT_GT(recipe->row_values(), 0U);
    EXPECT_GT(recipe->rate, 0);
    EXPECT_GE(recipe->classes.size(), 2U);
    EXPECT_LE(recipe->signal_channels, recipe->channels);
    const bool annotated = recipe->labels == LabelSource::annotations;
    EXPECT_EQ(recipe->cut != nullptr, annotated);
    EXPECT_EQ(recipe->lead != nullptr, annotated);
    EXPECT_EQ(recipe->cut_folder != nullptr, !annotated);
    EXPECT_EQ(recipe->longest_wait > 0, recipe->cutter != nullptr) << "a live label waits for something";
  }
}

TEST(Recipes, AnUnknownOneIsNamedWithThoseThereAre) {
  try {
    recipe_named("kagle");
    FAIL() << "no error";
  } catch (const UsageError& fault) {
    EXPECT_STREQ(fault.what(),
                 "recipe 'kagle' is unknown (known: kaggle, template-rr, kaggle-ptb, kaggle-ptb12)");
  }
}

TEST(Recipes, TheFormerNameIsUnderstoodAndSaidOnce) {
  std::vector<std::string> said;
  on_notice([&](const std::string& line) { said.push_back(line); });
  EXPECT_EQ(&recipe_named("rhythm"), &template_rr_recipe());
  EXPECT_EQ(current_recipe("rhythm", "old.onnx"), "template-rr");
  EXPECT_EQ(current_recipe("rhythm", "old.onnx"), "template-rr");
  EXPECT_EQ(current_recipe("kaggle", "old.onnx"), "kaggle");
  EXPECT_EQ(current_recipe("of my own", "old.onnx"), "of my own");
  EXPECT_EQ(current_recipe("rhythm", ""), "template-rr");
  on_notice({});
  EXPECT_THAT(said, ElementsAre("old.onnx: the recipe 'rhythm' is called 'template-rr' now"));
}

TEST(Recipes, RowsThatCameWithTheirFileHaveNone) {
  EXPECT_EQ(find_recipe(""), nullptr);
  EXPECT_EQ(find_recipe("of my own"), nullptr);
  EXPECT_THAT(std::string(normalisation_of("of my own")), IsEmpty());
  EXPECT_FALSE(has_patient_prior("of my own"));
}

TEST(Recipes, TheDefaultMeansWhatTheRecordingsAreLabelledBy) {
  EXPECT_EQ(&recipe_for("kaggle", LabelSource::annotations), &kaggle_recipe());
  EXPECT_EQ(&recipe_for("kaggle", LabelSource::diagnosis), &infarction_recipe());
  EXPECT_EQ(&recipe_for("kaggle-ptb12", LabelSource::diagnosis), &twelve_lead_recipe());
  try {
    recipe_for("kaggle-ptb12", LabelSource::annotations);
    FAIL() << "no error";
  } catch (const UsageError& fault) {
    EXPECT_STREQ(
        fault.what(),
        "recipe 'kaggle-ptb12' cuts no recordings whose beats are annotated (these do: kaggle, template-rr)");
  }
}

TEST(Recipes, OneListOfThemIsTheHelpText) {
  const std::string list = recipe_list();
  for (const Recipe* recipe : recipes()) EXPECT_THAT(list, HasSubstr(std::string(recipe->name) + " "));
  EXPECT_THAT(list, HasSubstr("2 x 90 values"));
}

// Only beats whose rhythm is in the row can tell how often a patient's beats are S.
TEST(Recipes, ThePriorOfThePatientIsARecipesOwn) {
  EXPECT_TRUE(has_patient_prior("template-rr"));
  EXPECT_TRUE(has_patient_prior("rhythm"));
  EXPECT_FALSE(has_patient_prior("kaggle"));
}

}  // namespace
}  // namespace rwave
