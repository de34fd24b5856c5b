// Rows with parts taken away, and the shares that the claim is judged by.
#include "explain/ablation.h"

#include <gmock/gmock.h>

#include <cmath>

#include "explain/row_parts.h"
#include "rwave/error.h"

namespace rwave::explain {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

constexpr double rate = 120;

// A row as the recipe makes it: R peaks at 0 and `next`, a T wave at 30, the end a fifth of an interval
// later.
std::vector<float> kaggle_row(int next, float height = 1) {
  std::vector<float> row(187, 0);
  const int length = next + next / 5;
  const auto wave = [](double t, double middle, double width) {
    return std::exp(-std::pow((t - middle) / width, 2));
  };
  for (int t = 0; t < std::min(length, 187); ++t) {
    row[static_cast<std::size_t>(t)] =
        static_cast<float>(0.1 + 0.3 * wave(t, 30, 8) + (height - 0.1) * (wave(t, 0, 2) + wave(t, next, 2)));
  }
  return row;
}

std::vector<float> erased(std::string_view name, const std::vector<float>& row) {
  for (const Ablation& ablation : ablations()) {
    if (ablation.name == name) return ablation.apply(row, parts_of(row, rate));
  }
  throw Error("no such ablation");
}

TEST(RowParts, FindBothPeaks) {
  const RowParts parts = parts_of(kaggle_row(100), rate);
  EXPECT_EQ(parts.length, 120);
  EXPECT_EQ(parts.first_end, 12);   // 100 ms
  EXPECT_EQ(parts.next_begin, 94);  // 50 ms before the peak
  EXPECT_EQ(parts.next_end, 107);
}

TEST(RowParts, OfAnEmptyRowAreEmpty) {
  const std::vector<float> row(187, 0);
  const RowParts parts = parts_of(row, rate);
  EXPECT_EQ(parts.length, 0);
  EXPECT_EQ(parts.next_begin, parts.next_end);
  for (const Ablation& ablation : ablations()) EXPECT_EQ(ablation.apply(row, parts), row) << ablation.name;
}

TEST(Ablations, KeepWhatTheySay) {
  const std::vector<float> row = kaggle_row(100);
  EXPECT_EQ(erased("whole", row), row);
  const auto only = erased("r-peaks-only", row);
  EXPECT_EQ(only[0], row[0]);
  EXPECT_EQ(only[100], row[100]);
  EXPECT_NEAR(only[30], 0.1, 0.05) << "the T wave is gone";
  EXPECT_NEAR(only[110], only[106], 1e-6) << "the tail is level";
  EXPECT_EQ(only[120], 0) << "the row ends where it did";

  const auto without = erased("without-r-peaks", row);
  EXPECT_EQ(without[30], row[30]);
  EXPECT_NEAR(without[0], row[12], 1e-6);
  EXPECT_LT(without[100], 0.2);

  const auto interval = erased("without-interval", row);
  EXPECT_EQ(interval[110], row[110]);
  EXPECT_NEAR(interval[30], 0.1, 0.05);
  EXPECT_EQ(erased("without-tail", row)[30], row[30]);
}

TEST(Ablations, TakeAmplitudeAndLength) {
  const auto low = erased("equal-peaks", kaggle_row(100, 0.6F));
  EXPECT_NEAR(low[0], 1, 1e-6);
  EXPECT_NEAR(low[100], 1, 1e-6);
  EXPECT_THAT(erased("sign-only", kaggle_row(100)), Each(::testing::AnyOf(0, 1)));
  const auto stretched = erased("equal-length", kaggle_row(100));
  EXPECT_EQ(parts_of(stretched, rate).length, 187);
  EXPECT_NEAR(stretched[static_cast<std::size_t>(std::lround(100 * 186.0 / 119))], 1, 0.05);
}

// Two classes that differ in the T wave alone, or in the interval alone, told apart by a rule.
BeatSet two_classes(bool by_interval) {
  BeatSet set;
  set.recipe = "kaggle";
  set.classes = {"a", "b"};
  set.records = {{"toy", ""}};
  for (int i = 0; i < 20; ++i) {
    auto row = kaggle_row(by_interval && i % 2 ? 80 : 110);
    if (!by_interval && i % 2) row[30] += 0.5F;
    set.values.insert(set.values.end(), row.begin(), row.end());
    set.labels.push_back(static_cast<std::uint8_t>(i % 2));
    set.record.push_back(0);
    set.sample.push_back(-1);
  }
  return set;
}

std::vector<std::uint32_t> all_rows() {
  std::vector<std::uint32_t> rows(20);
  for (std::uint32_t i = 0; i < 20; ++i) rows[i] = i;
  return rows;
}

TEST(Claim, LiesAtTheRPeaksForARuleOfIntervals) {
  const auto rule = [](const std::vector<float>& rows) {
    std::vector<std::uint8_t> called;
    for (std::size_t i = 0; i < rows.size(); i += 187) called.push_back(rows[i + 80] > 0.5F);
    return called;
  };
  const AblationShares shares = shares_of(ablate(two_classes(true), all_rows(), rule));
  EXPECT_DOUBLE_EQ(shares.r_peaks_only, 1);
  EXPECT_DOUBLE_EQ(shares.without_r_peaks, 0);
  EXPECT_THAT(shares.sentence,
              HasSubstr("alone carry 100 % of what whole rows give above chance (balanced accuracy 100.0 %, "
                        "chance 50.0 %). Without the R peaks 0 % of it is left, "));
}

TEST(Claim, LiesElsewhereForARuleOfWaves) {
  const auto rule = [](const std::vector<float>& rows) {
    std::vector<std::uint8_t> called;
    for (std::size_t i = 0; i < rows.size(); i += 187) called.push_back(rows[i + 30] > 0.6F);
    return called;
  };
  const AblationShares shares = shares_of(ablate(two_classes(false), all_rows(), rule));
  EXPECT_DOUBLE_EQ(shares.r_peaks_only, 0);
  EXPECT_DOUBLE_EQ(shares.without_r_peaks, 1);
  EXPECT_THAT(shares.sentence, HasSubstr("Without the R peaks 100 % of it is left"));
}

// Of ten rows per class this many right in every version but the whole: a share on either side of one half
// reads alike.
TEST(Claim, IsToldByItsShareWithoutACliff) {
  const auto sentence = [](int right) {
    std::vector<AblationScore> results;
    for (const Ablation& ablation : ablations()) {
      Confusion confusion({"a", "b"});
      const int here = ablation.name == "whole" ? 10 : right;
      for (const int label : {0, 1}) {
        confusion.add(label, label, here);
        confusion.add(label, 1 - label, 10 - here);
      }
      results.push_back({std::string(ablation.name), std::string(ablation.what), confusion});
    }
    return shares_of(results).sentence;
  };
  std::string seven = sentence(7), eight = sentence(8);
  EXPECT_THAT(seven, HasSubstr("alone carry 40 % of"));
  EXPECT_THAT(eight, HasSubstr("alone carry 60 % of"));
  for (std::string* text : {&seven, &eight})
    for (std::size_t at; (at = text->find_first_of("0123456789")) != std::string::npos;) text->erase(at, 1);
  EXPECT_EQ(seven, eight);
  EXPECT_THAT(sentence(4), HasSubstr("alone carry -20 % of")) << "worse than chance";
}

TEST(Claim, IsAboutRowsOfTheRecipe) {
  BeatSet set = two_classes(true);
  const auto rule = [](const std::vector<float>& rows) {
    return std::vector<std::uint8_t>(rows.size() / 187);
  };
  EXPECT_THROW(shares_of(ablate(set, all_rows(), rule)), Error) << "chance explains nothing";
  set.recipe = "template-rr";
  EXPECT_THROW(ablate(set, all_rows(), rule), Error);
}

}  // namespace
}  // namespace rwave::explain
