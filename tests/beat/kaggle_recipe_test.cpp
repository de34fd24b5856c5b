// The recipe against genuine rows of the published files, and against a literal window.
#include "beat/recipes/kaggle_recipe.h"
#include "beat/cut_recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "beat/aami.h"
#include "catalog/databases.h"
#include "dataset/beat_file.h"
#include "dataset/cut_records.h"
#include "dataset/split.h"
#include "record/record_list.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;

// A recording of one signal held in memory.
class Samples : public Recording {
 public:
  Samples(std::vector<std::int32_t> samples, double rate) : samples_(std::move(samples)) {
    info_.source = "samples";
    info_.rate = rate;
    info_.frames = static_cast<std::int64_t>(samples_.size());
    info_.signals.emplace_back();
  }
  void set_samples_per_frame(int samples) { info_.signals[0].samples_per_frame = samples; }
  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    ASSERT_GE(first, 0);
    ASSERT_LE(first + frames, info_.frames);
    std::copy_n(samples_.begin() + first, frames, slices[0].out.begin());
  }

 private:
  std::vector<std::int32_t> samples_;
};

Annotation beat_at(std::int64_t sample, const char* symbol = "N") {
  Annotation annotation;
  annotation.sample = sample;
  annotation.code = static_cast<std::uint8_t>(code_of(symbol));
  return annotation;
}

TEST(KaggleRecipe, CutsTheLiteralWindow) {
  std::vector<std::int32_t> x(40);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<std::int32_t>(i);
  Samples recording(x, 360);
  // Window of the beat at 3: to 13 + int(0.2 * (24 - 13)) = 15, so samples 3 6 9 12. The rhythm mark at 13
  // ends it. Window of the beat at 24: the record's last annotation: none.
  const std::vector<Annotation> annotations = {beat_at(3, "V"), beat_at(13, "+"), beat_at(24)};
  BeatSet set = empty_set(recipe_named("kaggle"));
  const CutTally tally = cut_kaggle(recording, annotations, 0, set);
  EXPECT_EQ(tally.beats, 2);
  EXPECT_EQ(tally.no_following, 1);
  ASSERT_EQ(set.size(), 1U);
  EXPECT_EQ(set.labels[0], 2);
  EXPECT_EQ(set.sample[0], 3);
  const auto row = set.row(0);
  EXPECT_THAT(row.first(5), ElementsAre(0, static_cast<float>(1 / 3.0), static_cast<float>(2 / 3.0), 1, 0));
}

TEST(KaggleRecipe, TheRecordsEndFollowsTheLastAnnotation) {
  std::vector<std::int32_t> x(100, 5);
  x[10] = 10;
  Samples recording(x, 120);
  const std::vector<Annotation> annotations = {beat_at(10), beat_at(20)};
  BeatSet set = empty_set(recipe_named("kaggle"));
  cut_kaggle(recording, annotations, 0, set);  // window 10 .. 20 + int(0.2 * 80) = 36, every sample at 120 Hz
  ASSERT_EQ(set.size(), 1U);
  EXPECT_EQ(set.row(0)[0], 1);
  EXPECT_EQ(set.row(0)[1], 0);
}

TEST(KaggleRecipe, LongWindowsAreNormalisedOverTheirWholeLength) {
  std::vector<std::int32_t> x(200000, 0);
  x[0] = 1;
  x[180000] = 4;  // far beyond the row, and beyond one block of reading
  Samples recording(x, 360);
  const std::vector<Annotation> annotations = {beat_at(0), beat_at(190000), beat_at(190001)};
  BeatSet set = empty_set(recipe_named("kaggle"));
  cut_kaggle(recording, annotations, 0, set);
  EXPECT_EQ(set.row(0)[0], 0.25F);
}

TEST(KaggleRecipe, FlatWindowsAreZeroAndMissingSamplesLeaveTheBeatOut) {
  std::vector<std::int32_t> x(100, 7);
  x[33] = missing_sample;
  Samples recording(x, 360);
  const std::vector<Annotation> annotations = {beat_at(0), beat_at(20), beat_at(30), beat_at(60)};
  BeatSet set = empty_set(recipe_named("kaggle"));
  const CutTally tally = cut_kaggle(recording, annotations, 0, set);
  EXPECT_EQ(tally.missing, 1);
  EXPECT_THAT(set.sample, ElementsAre(0, 20));
  EXPECT_THAT(set.values, ::testing::Each(0));
}

TEST(KaggleRecipe, RefusesARateItCannotReach) {
  Samples recording(std::vector<std::int32_t>(10), 250);
  BeatSet set = empty_set(recipe_named("kaggle"));
  EXPECT_THROW(cut_kaggle(recording, {}, 0, set), Error);
  Samples near(std::vector<std::int32_t>(10), 360.01);
  EXPECT_THROW(cut_kaggle(near, {}, 0, set), Error);
  Samples slow(std::vector<std::int32_t>(10), 60);
  EXPECT_THROW(cut_kaggle(slow, {}, 0, set), Error);
  Samples fast(std::vector<std::int32_t>(10), 125'000);
  EXPECT_THROW(cut_kaggle(fast, {}, 0, set), Error)
      << "1,000 times as fast as the rows: no recording of a heart";
}

TEST(KaggleRecipe, RefusesASignalOfSeveralSamplesAFrameByItsName) {
  Samples recording(std::vector<std::int32_t>(10), 120);  // at 3 samples a frame that would be 360 Hz
  recording.set_samples_per_frame(3);
  BeatSet set = empty_set(recipe_named("kaggle"));
  try {
    cut_kaggle(recording, {}, 0, set);
    FAIL() << "frames were taken for samples";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), ::testing::HasSubstr("one sample a frame"));
    EXPECT_THAT(fault.what(), ::testing::EndsWith("has 3"));
  }
}

// The 48 records, cut once for the tests below.
const BeatSet& mitdb_set(const std::filesystem::path& folder) {
  static const BeatSet set = cut_records(folder, list_records(folder), "kaggle").set;
  return set;
}

TEST(KaggleRows, HaveThePublishedCounts) {
  RWAVE_NEED_DATA(folder, "mitdb");
  const BeatSet& set = mitdb_set(folder);
  std::array<int, 5> counts{};
  for (const std::uint8_t label : set.labels) ++counts.at(label);
  EXPECT_EQ(set.size(), 109446U);
  EXPECT_THAT(counts, ElementsAre(90589, 2779, 7236, 803, 8039));
}

using Key = std::pair<std::uint8_t, std::vector<float>>;

std::multiset<Key> keys(const BeatSet& set, const std::vector<std::uint32_t>& rows) {
  std::multiset<Key> found;
  for (const std::uint32_t row : rows)
    found.emplace(set.labels[row], std::vector<float>(set.row(row).begin(), set.row(row).end()));
  return found;
}

void expect_all_found(const std::filesystem::path& csv, std::multiset<Key> built, std::size_t expected) {
  const BeatSet golden = read_kaggle_csv(csv, {"N", "S", "V", "F", "Q"});
  ASSERT_EQ(golden.size(), expected);
  for (std::size_t i = 0; i < golden.size(); ++i) {
    const auto found =
        built.find({golden.labels[i], std::vector<float>(golden.row(i).begin(), golden.row(i).end())});
    ASSERT_NE(found, built.end()) << csv << " line " << i + 1 << " is no row of ours";
    built.erase(found);
  }
}

// Genuine rows of mitbih_test.csv and mitbih_train.csv: each must be one of ours, on its side, equal as
// float32.
TEST(KaggleRows, EqualTheGenuineOnes) {
  RWAVE_NEED_DATA(folder, "mitdb");
  RWAVE_NEED_DATA(golden, "kaggle");
  const BeatSet& set = mitdb_set(folder);
  const Split split = official_split(set);
  expect_all_found(golden / "golden_test_rows.csv", keys(set, split.test), 500);
  expect_all_found(golden / "golden_train_rows.csv", keys(set, split.train), 260);
}

TEST(KaggleRows, AreFoundByTheOfficialTestList) {
  RWAVE_NEED_DATA(folder, "mitdb");
  RWAVE_NEED_DATA(list, "kaggle/mitbih_test_split.csv");
  const BeatSet& set = mitdb_set(folder);
  const Split split = official_split(set);
  ASSERT_EQ(split.test.size(), 21892U);
  ASSERT_EQ(split.train.size(), 87554U);
  std::ifstream in(list);
  std::string line;
  std::getline(in, line);
  std::array<int, 5> counts{};
  for (const std::uint32_t row : split.test) {
    std::getline(in, line);
    ASSERT_EQ(line, set.records[set.record[row]].record + "," + std::to_string(set.sample[row]) + "," +
                        set.classes[set.labels[row]]);
    ++counts.at(set.labels[row]);
  }
  EXPECT_THAT(counts, ElementsAre(18118, 556, 1448, 162, 1608));
}

// De Chazal's counts (with the last beat of each record, which the recipe leaves out: tally.beats).
TEST(Mitdb, ListsHoldThePublishedBeats) {
  RWAVE_NEED_DATA(folder, "mitdb");
  const auto count = [&](const auto& records) {
    std::array<int, 5> counts{};
    for (const std::string_view record : records) {
      for (const Annotation& annotation : read_annotations(folder / (std::string(record) + ".atr"))) {
        if (const auto beat = beat_class(annotation.code)) ++counts.at(static_cast<std::size_t>(*beat));
      }
    }
    return counts;
  };
  EXPECT_THAT(count(mitdb_ds1), ElementsAre(45866, 944, 3788, 415, 8));
  EXPECT_THAT(count(mitdb_ds2), ElementsAre(44259, 1837, 3221, 388, 7));
  EXPECT_THAT(count(mitdb_records), ElementsAre(90631, 2781, 7236, 803, 8043));
}

TEST(Mitdb, HasFortySevenPatients) {
  RWAVE_NEED_DATA(folder, "mitdb");
  std::set<std::string> patients;
  for (const RecordOrigin& origin : mitdb_set(folder).records) patients.insert(origin.patient);
  EXPECT_EQ(patients.size(), 47U);
  EXPECT_EQ(mitdb_patient("201"), mitdb_patient("202"));
}

}  // namespace
}  // namespace rwave
