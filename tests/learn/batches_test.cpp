#include "learn/train/batches.h"

#include <gtest/gtest.h>

#include <limits>

#include "dataset/leakage.h"
#include "learn/model/row_tensors.h"
#include "learn/toy.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

using rwave::testing::toy_options;
using rwave::testing::toy_set;
using rwave::testing::toy_split;
using Bounds = std::vector<std::pair<std::int64_t, std::int64_t>>;

TEST(Batches, CoverTheRows) {
  EXPECT_EQ(batch_bounds(10, 4), (Bounds{{0, 4}, {4, 8}, {8, 10}}));
  EXPECT_EQ(batch_bounds(8, 4), (Bounds{{0, 4}, {4, 8}}));
  EXPECT_EQ(batch_bounds(3, 256), (Bounds{{0, 3}}));
}

// BatchNorm has no variance to divide by where a batch is one row.
TEST(Batches, ASingleRowLeftOverJoinsTheBatchBefore) {
  EXPECT_EQ(batch_bounds(9, 4), (Bounds{{0, 4}, {4, 9}}));
  EXPECT_EQ(batch_bounds(1, 4), (Bounds{{0, 1}}));
}

// Literal values: the order must not change with the compiler, the library or the machine.
TEST(EpochOrder, IsAFunctionOfSeedAndEpoch) {
  const torch::Tensor first = epoch_order(6, 1, 0);
  EXPECT_TRUE(torch::equal(first, torch::tensor({0, 4, 2, 1, 5, 3}, torch::kInt64))) << first;
  EXPECT_FALSE(torch::equal(epoch_order(100, 1, 0), epoch_order(100, 1, 1)));
  EXPECT_FALSE(torch::equal(epoch_order(100, 1, 0), epoch_order(100, 2, 0)));
  EXPECT_TRUE(torch::equal(std::get<0>(epoch_order(100, 1, 5).sort()), torch::arange(100)));
}

TEST(GatherRows, CopiesRowsAndLabelsInOrder) {
  const BeatSet set = toy_set(12);
  const Rows rows = gather_rows(set, std::vector<std::uint32_t>{7, 3});
  EXPECT_EQ(rows.x.sizes(), (std::vector<std::int64_t>{2, 1, 187}));
  EXPECT_EQ(rows.x[1][0][100].item<float>(), set.row(3)[100]);
  EXPECT_EQ(rows.y[0].item<std::int64_t>(), set.labels[7]);
}

TEST(GatherRows, RefusesWhatCannotBeTrainedOn) {
  BeatSet set = toy_set(12);
  const std::vector<std::uint32_t> rows = {3};
  EXPECT_THROW(gather_rows(set, std::vector<std::uint32_t>{12}), Error);
  set.labels[3] = 3;
  EXPECT_THROW(gather_rows(set, rows), Error);
  set.labels[3] = 0;
  set.values[3 * 187 + 5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(gather_rows(set, rows), Error);
}

TEST(Fingerprint, ChangesWithAnyRowLabelOrUse) {
  const BeatSet set = toy_set(30);
  const Split split = toy_split(set);
  const std::string original = fingerprint(set, split);
  EXPECT_EQ(original, fingerprint(toy_set(30), split));
  BeatSet other = set;
  other.values.back() += 1;
  EXPECT_NE(original, fingerprint(other, split));
  other = set;
  other.labels[0] = 2;
  EXPECT_NE(original, fingerprint(other, split));
  Split moved = split;  // the last training row validates instead
  moved.validation.insert(moved.validation.begin(), moved.train.back());
  moved.train.pop_back();
  EXPECT_NE(original, fingerprint(set, moved));
}

TEST(Augment, ScalesRowsAndAddsNoise) {
  torch::manual_seed(1);
  TrainOptions options;
  const torch::Tensor ones = torch::ones({2000, 1, 20});
  EXPECT_TRUE(augment(options, ones, 1).is_same(ones)) << "nothing asked for, nothing copied";
  options.augment.scale = 0.05;
  const torch::Tensor scaled = augment(options, ones, 1);
  EXPECT_NEAR(scaled.mean(2).std().item<double>(), 0.05, 0.005);
  EXPECT_NEAR(scaled.std(2).max().item<double>(), 0, 1e-6) << "one factor a row";
  options.augment.scale = 0;
  options.augment.noise = 0.01;
  EXPECT_NEAR(augment(options, ones, 1).std().item<double>(), 0.01, 0.001);
}

// Rows that are straight lines stay so under both: the value tells the time it was taken at.
TEST(Augment, MovesAndStretchesRowsInTime) {
  torch::manual_seed(1);
  const torch::Tensor line = torch::arange(100, torch::kFloat32).expand({500, 2, 100}).contiguous();
  TrainOptions options;
  options.augment.shift = 5;
  const torch::Tensor moved = augment(options, line, 2).slice(2, 10, 90) - line.slice(2, 10, 90);
  EXPECT_LT(moved.std(2).max().item<double>(), 1e-4) << "one shift a row";
  EXPECT_TRUE(torch::equal(moved.select(1, 0), moved.select(1, 1))) << "and of both channels";
  EXPECT_GT(moved.max().item<double>(), 4.5);
  EXPECT_LT(moved.min().item<double>(), -4.5);
  EXPECT_LE(moved.abs().max().item<double>(), 5.001);
  options.augment.shift = 0;
  options.augment.stretch = 0.2;
  const torch::Tensor slope = augment(options, line, 2).slice(2, 0, 80).diff(1, 2).select(2, 40);
  EXPECT_GT(slope.max().item<double>(), 1.2);  // 1 / 0.8 at the most
  EXPECT_LE(slope.max().item<double>(), 1.2501);
  EXPECT_LT(slope.min().item<double>(), 0.85);
}

TEST(Augment, TurnsAShareOfTheSignalsUpsideDownAndLeavesFeaturesAlone) {
  torch::manual_seed(3);
  TrainOptions options;
  options.augment.flip = 0.25;
  const torch::Tensor rows = torch::ones({4000, 2, 5});
  const torch::Tensor turned = augment(options, rows, 1);
  EXPECT_TRUE(torch::equal(turned.select(1, 1), rows.select(1, 1))) << "the second channel holds features";
  const torch::Tensor signal = turned.select(1, 0);
  EXPECT_EQ(((signal == 1).all(1) | (signal == -1).all(1)).sum().item<int>(), 4000) << "whole rows";
  EXPECT_NEAR((signal == -1).all(1).sum().item<double>() / 4000, 0.25, 0.03);
}

TEST(Augment, HoldsTheEndValuesBeyondARow) {
  torch::manual_seed(2);
  TrainOptions options;
  options.augment.shift = 50;
  const torch::Tensor row = torch::tensor({3.F, 1.F, 1.F, 7.F}).view({1, 1, 4}).expand({64, 1, 4});
  const torch::Tensor moved = augment(options, row, 1);
  EXPECT_GE(moved.min().item<float>(), 1);
  EXPECT_EQ((moved == 3).all(2).sum().item<int>() + (moved == 7).all(2).sum().item<int>() > 48, true);
}

}  // namespace
}  // namespace rwave::learn
