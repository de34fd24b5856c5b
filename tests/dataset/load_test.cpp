// What a name given to --data may mean, and whether its rows fit a model: sets joined, published files,
// refusals.
#include "dataset/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/output_file.h"
#include "dataset/beat_file.h"
#include "dataset/row_form.h"
#include "dataset/split.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Two rows, one a record.
BeatSet two_rows(const std::string& first, const std::string& second) {
  BeatSet set;
  set.recipe = "kaggle";
  set.width = 3;
  set.rate = 120;
  set.classes = {"N", "S"};
  set.records = {{first, "p/" + first}, {second, "p/" + second}};
  set.values = {0, 0.5F, 1, 1, 0.25F, 0};
  set.labels = {0, 1};
  set.record = {0, 1};
  set.sample = {77, 88};
  return set;
}

template <typename Call>
std::string fault_of(const Call& call) {
  try {
    call();
  } catch (const Error& fault) {
    return fault.what();
  }
  return "no error";
}

class LoadBeats : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string fault(const std::string& data) const {
    return fault_of([&] { load_beats(data, "kaggle"); });
  }

  const TemporaryFolder folder_;
};

TEST_F(LoadBeats, SetsJoinedByCommasKeepTheirRecordsApart) {
  write_beat_set(path("a.beats"), two_rows("100", "101"));
  write_beat_set(path("b.beats"), two_rows("800", "801"));
  const BeatSet set = load_beats(path("a.beats") + "," + path("b.beats"), "kaggle");
  EXPECT_THAT(set.record, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(set.records[2].patient, "p/800");
  EXPECT_EQ(set.values.size(), 12U);
  write_beat_set(path("a,b.beats"), two_rows("1", "2"));
  EXPECT_EQ(load_beats(path("a,b.beats"), "kaggle").size(), 2U) << "a name that is there may hold a comma";
}

TEST_F(LoadBeats, SetsThatMeanDifferentThingsAreNotJoined) {
  write_beat_set(path("a.beats"), two_rows("100", "101"));
  BeatSet other = two_rows("800", "801");
  other.classes = {"N", "V"};
  write_beat_set(path("b.beats"), other);
  EXPECT_THAT(fault(path("a.beats") + "," + path("b.beats")), HasSubstr("b.beats: has rows of the recipe"));
  other = two_rows("900", "901");
  other.width = 6;
  other.values.resize(12);
  write_beat_set(path("b.beats"), other);
  EXPECT_THAT(fault(path("a.beats") + "," + path("b.beats")),
              HasSubstr("b.beats: has rows of 6 values, " + path("a.beats") + " of 3"));
  // A set of no rows has no record by whose name it could be called.
  other = BeatSet();
  other.recipe = "kaggle";
  other.classes = {"N", "V"};
  write_beat_set(path("b.beats"), other);
  EXPECT_THAT(fault(path("a.beats") + "," + path("b.beats")), HasSubstr("b.beats: has rows of the recipe"));
}

// Rows of the published files have no record: the official split goes by the file they came from.
TEST_F(LoadBeats, KagglesOwnFilesAreTheOfficialSplit) {
  write_file(path("mitbih_train.csv"), "0,0.5,1,0\n0,1,1,4\n");
  write_file(path("mitbih_test.csv"), "1,0.5,0,2\n");
  const BeatSet set = load_beats(folder_.path().string(), "kaggle");
  EXPECT_THAT(set.classes, ElementsAre("N", "S", "V", "F", "Q"));
  const Split split = official_split(set);
  EXPECT_THAT(split.train, ElementsAre(0, 1));
  EXPECT_THAT(split.test, ElementsAre(2));
  EXPECT_THAT(fault_of([&] { records_folders(folder_.path().string()); }),
              HasSubstr("is no folder of recordings with annotated beats"));
}

TEST_F(LoadBeats, TheTwoFilesOfThePtbRowsAreNormalAndAbnormal) {
  write_file(path("ptbdb_normal.csv"), "0,0.5,1,0\n");
  write_file(path("ptbdb_abnormal_partial.csv"), "1,0.5,0,1\n1,0,0,1\n");
  const BeatSet set = load_beats(folder_.path().string(), "kaggle");
  EXPECT_THAT(set.classes, ElementsAre("normal", "abnormal"));
  EXPECT_THAT(set.labels, ElementsAre(0, 1, 1));
}

TEST_F(LoadBeats, WhatHoldsNoRowsSaysWhatToDo) {
  write_file(path("ptbxl_database.csv"), "ecg_id,scp_codes\n");
  EXPECT_THAT(fault(folder_.path().string()), HasSubstr("is PTB-XL as PhysioNet has it"));
  const BeatSet set = two_rows("1", "2");
  EXPECT_EQ(fault_of([&] { require_recipe(set, "x.beats", "kaggle"); }), "no error");
  EXPECT_THAT(fault_of([&] { require_recipe(set, "x.beats", "template-rr"); }),
              HasSubstr("x.beats holds rows of the recipe kaggle, not of template-rr"));
}

// In the order in which a person can do something about it: classes, shape, recipe.
TEST(RowForm, TheFirstDifferenceFromAModelIsNamed) {
  const BeatSet set = two_rows("1", "2");
  const RowForm fits{"kaggle", 1, 3, {"N", "S"}, ""};
  const auto differs = [&](const RowForm& form) { return fault_of([&] { require_form(set, form, "m"); }); };
  EXPECT_EQ(differs(fits), "no error");
  EXPECT_THAT(differs({"template-rr", 2, 3, {"N", "V"}, ""}),
              HasSubstr("tells N V apart, the rows are of N S"));
  EXPECT_THAT(differs({"template-rr", 2, 3, {"N", "S"}, ""}),
              HasSubstr("takes rows of 2 x 3 samples, these have 1 x 3"));
  EXPECT_THAT(differs({"template-rr", 1, 3, {"N", "S"}, ""}),
              HasSubstr("was trained on beats cut by 'template-rr', these were cut by 'kaggle'"));
}

}  // namespace
}  // namespace rwave
