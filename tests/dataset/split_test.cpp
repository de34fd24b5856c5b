#include "dataset/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "rwave/error.h"

namespace rwave {
namespace {

// 12 patients p0..p11 of 50 rows each; class i % 5, record 2 k and 2 k + 1 belong to patient k.
BeatSet made_up_set() {
  BeatSet set;
  set.width = 1;
  set.classes = {"N", "S", "V", "F", "Q"};
  for (std::uint32_t record = 0; record < 24; ++record) {
    set.records.push_back({"r" + std::to_string(record), "p" + std::to_string(record / 2)});
    for (int i = 0; i < 25; ++i) {
      set.values.push_back(0);
      set.labels.push_back(static_cast<std::uint8_t>(i % 5));
      set.record.push_back(record);
      set.sample.push_back(i);
    }
  }
  return set;
}

std::set<std::string> patients(const BeatSet& set, const std::vector<std::uint32_t>& rows) {
  std::set<std::string> found;
  for (const std::uint32_t row : rows) found.insert(set.records[set.record[row]].patient);
  return found;
}

void expect_partition(const BeatSet& set, const Split& split) {
  std::vector<std::uint32_t> all = split.train;
  all.insert(all.end(), split.validation.begin(), split.validation.end());
  all.insert(all.end(), split.test.begin(), split.test.end());
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), set.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], i);
}

TEST(Split, RandomKeepsTheClassesInProportion) {
  const BeatSet set = made_up_set();
  const Split split = random_split(set, 0.2, 1);
  expect_partition(set, split);
  std::array<int, 5> counts{};
  for (const std::uint32_t row : split.test) ++counts.at(set.labels[row]);
  EXPECT_THAT(counts, ::testing::Each(24));
}

TEST(Split, TheSeedDecides) {
  const BeatSet set = made_up_set();
  EXPECT_EQ(random_split(set, 0.2, 1).test, random_split(set, 0.2, 1).test);
  EXPECT_NE(random_split(set, 0.2, 1).test, random_split(set, 0.2, 2).test);
}

TEST(Split, ByPatientKeepsPatientsApart) {
  const BeatSet set = made_up_set();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Split split = patient_split(set, 0.25, seed);
    hold_out_validation(set, split, 0.2, true, seed);
    expect_partition(set, split);
    const auto train = patients(set, split.train);
    for (const auto* other : {&split.validation, &split.test}) {
      ASSERT_FALSE(other->empty());
      for (const std::string& patient : patients(set, *other)) EXPECT_FALSE(train.contains(patient));
    }
    EXPECT_NEAR(static_cast<double>(split.test.size()), 150, 25);
  }
}

TEST(Split, FoldsCoverEveryRowOnce) {
  const BeatSet set = made_up_set();
  std::vector<int> tested(set.size());
  for (int fold = 1; fold <= 5; ++fold) {
    const Split split = make_split(set, "fold:" + std::to_string(fold) + "/5", 0, 3);
    expect_partition(set, split);
    for (const std::uint32_t row : split.test) ++tested[row];
  }
  EXPECT_THAT(tested, ::testing::Each(1));
}

TEST(Split, FoldsByPatientTestEachPatientOnceAndSpreadTheClasses) {
  BeatSet set = made_up_set();
  for (std::uint32_t row = 0; row < set.size(); ++row)  // p0 to p3 are ill, the other 8 are not
    set.labels[row] = set.record[row] < 8 ? 1 : 0;
  for (const std::uint64_t seed : {1, 2, 3}) {
    std::multiset<std::string> tested;
    for (int fold = 1; fold <= 4; ++fold) {
      const Split split = make_split(set, "patient:" + std::to_string(fold) + "/4", 0, seed);
      expect_partition(set, split);
      const auto test = patients(set, split.test), train = patients(set, split.train);
      EXPECT_EQ(test.size(), 3U);
      for (const std::string& patient : test) EXPECT_FALSE(train.contains(patient));
      EXPECT_EQ(std::ranges::count_if(split.test, [&](std::uint32_t row) { return set.labels[row] == 1; }),
                50)
          << "one ill patient a fold";
      tested.insert(test.begin(), test.end());
    }
    EXPECT_EQ(tested.size(), 12U);
    EXPECT_EQ(std::set<std::string>(tested.begin(), tested.end()).size(), 12U);
  }
  EXPECT_NE(make_split(set, "patient:1/4", 0, 1).test, make_split(set, "patient:1/4", 0, 2).test);
  EXPECT_THROW(make_split(set, "patient:5/4", 0, 1), UsageError);
  EXPECT_THROW(make_split(set, "patient:1/13", 0, 1), Error) << "12 patients";
}

TEST(Split, FoldsOfDs1KeepPatientsApartAndDs2Closed) {
  BeatSet set = made_up_set();
  set.records.clear();
  for (const char* name : {"101", "106", "100", "108"}) set.records.push_back({name, name});  // 100 is DS2's
  for (std::uint32_t row = 0; row < set.size(); ++row) set.record[row] = row % 4;
  const Split first = make_split(set, "ds1:1/2", 0, 1), second = make_split(set, "ds1:2/2", 0, 1);
  EXPECT_EQ(patients(set, first.test), (std::set<std::string>{"101", "108"}));
  EXPECT_EQ(patients(set, first.train), std::set<std::string>{"106"});
  EXPECT_EQ(patients(set, second.test), std::set<std::string>{"106"});
  EXPECT_THROW(make_split(set, "ds1:3/2", 0, 1), UsageError);
  set.records.assign(4, {"900", "900"});
  EXPECT_THROW(make_split(set, "ds1:1/2", 0, 1), Error);
}

TEST(Split, OfSvdbHalfTrainsOrIsForChoicesAndTheOtherHalfOrAllOfItTests) {
  BeatSet set = made_up_set();
  set.records.clear();
  for (const char* name : {"101", "100", "803", "801", "802", "804"}) set.records.push_back({name, name});
  for (std::uint32_t row = 0; row < set.size(); ++row) set.record[row] = row % 6;
  const Split both = make_split(set, "ds1svdb", 0, 1), choices = make_split(set, "ds1:svdb", 0, 1);
  EXPECT_EQ(patients(set, both.train), (std::set<std::string>{"101", "801", "803"}));
  EXPECT_EQ(patients(set, both.test), (std::set<std::string>{"100", "802", "804"}));
  EXPECT_EQ(patients(set, choices.train), std::set<std::string>{"101"});
  EXPECT_EQ(patients(set, choices.test), (std::set<std::string>{"801", "803"}));
  const Split across = make_split(set, "mitdb:svdb", 0, 1);
  EXPECT_EQ(patients(set, across.train), (std::set<std::string>{"100", "101"}));
  EXPECT_EQ(patients(set, across.test), (std::set<std::string>{"801", "802", "803", "804"}));
  set.records.resize(2);
  for (std::uint32_t row = 0; row < set.size(); ++row) set.record[row] = row % 2;
  for (const char* name : {"ds1svdb", "ds1:svdb", "mitdb:svdb"})
    EXPECT_THROW(make_split(set, name, 0, 1), Error) << name;
}

TEST(Split, ValidationComesFromTheTrainingRowsAlone) {
  const BeatSet set = made_up_set();
  Split split = random_split(set, 0.2, 1);
  const auto test = split.test;
  hold_out_validation(set, split, 0.2, false, 5);
  EXPECT_EQ(split.test, test);
  EXPECT_EQ(split.validation.size(), 95U);  // 19 of each class's 96 (0.2 x 96 = 19.2)
  expect_partition(set, split);
}

TEST(Split, RefusesWhatItCannotDo) {
  BeatSet set = made_up_set();
  EXPECT_THROW(make_split(set, "fold:6/5", 0, 1), UsageError);
  EXPECT_THROW(make_split(set, "fold:x/5", 0, 1), UsageError);
  EXPECT_THROW(make_split(set, "nonsense", 0, 1), UsageError);
  EXPECT_THROW(random_split(set, 1.5, 1), UsageError);
  EXPECT_THROW(official_split(set), Error);
  EXPECT_THROW(ds1_ds2_split(set), Error);
  for (RecordOrigin& origin : set.records) origin.patient.clear();
  EXPECT_THROW(patient_split(set, 0.2, 1), Error);
  EXPECT_THROW(patient_fold_split(set, 1, 5, 1), Error);
}

TEST(Split, ThinningKeepsTheClassesInProportionAndOfEachARow) {
  const BeatSet set = made_up_set();
  Split split = random_split(set, 0.2, 1);
  const Split whole = split;
  subsample_training(set, split, 1, 1);
  EXPECT_EQ(split.train, whole.train);
  EXPECT_EQ(split.description, whole.description);
  subsample_training(set, split, 0.1, 1);
  std::array<int, 5> counts{};
  for (const std::uint32_t row : split.train) ++counts.at(set.labels[row]);
  EXPECT_THAT(counts, ::testing::Each(10));  // a tenth of 120 - 24, rounded
  EXPECT_TRUE(std::ranges::includes(whole.train, split.train));
  EXPECT_EQ(split.test, whole.test);
  EXPECT_THAT(split.description, ::testing::EndsWith("; 10 % of each class's training rows used"));
  subsample_training(set, split, 0.001, 1);
  EXPECT_EQ(split.train.size(), 5);
}

}  // namespace
}  // namespace rwave
