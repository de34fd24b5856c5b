// Ensembles of decision trees: literal numbers, files that lie, and the way through an ONNX file.
#include "infer/trees.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "infer/kernels/kernels.h"
#include "infer/onnx_read.h"
#include "infer/onnx_write.h"
#include "infer/plan.h"
#include "infer/shapes.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::infer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// x0 <= 0.5 ? (x1 <= 2 ? target 0 += 1 : target 1 += 10) : target 1 += 100; and a tree that is one leaf.
TreeEnsemble two_trees() {
  TreeEnsemble trees;
  trees.targets = 2;
  trees.base = {0.25F, 0};
  trees.nodes = {{0, 0.5F, 1, 2, true}, {1, 2, 3, 4, false},   {-1, 100, 1, 0, false},
                 {-1, 1, 0, 0, false},  {-1, 10, 1, 0, false}, {-1, 1000, 0, 0, false}};
  trees.roots = {0, 5};
  trees.check("trees");
  return trees;
}

std::vector<float> run(const TreeEnsemble& trees, const std::vector<float>& row) {
  std::vector<float> sums(static_cast<std::size_t>(trees.targets));
  trees.run(row.data(), sums.data());
  return sums;
}

TEST(TreeEnsemble, AddsWhatTheLeavesHold) {
  const TreeEnsemble trees = two_trees();
  EXPECT_EQ(trees.features, 2);
  EXPECT_THAT(trees.depths, ElementsAre(2, 0));
  EXPECT_THAT(run(trees, {0.5F, 2}), ElementsAre(1001.25F, 0));  // <= takes the threshold itself
  EXPECT_THAT(run(trees, {0, 3}), ElementsAre(1000.25F, 10));
  EXPECT_THAT(run(trees, {1, 0}), ElementsAre(1000.25F, 100));
}

TEST(TreeEnsemble, MissingValuesGoWhereTheBranchSays) {
  const TreeEnsemble trees = two_trees();
  const float missing = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(run(trees, {missing, 2}), ElementsAre(1001.25F, 0));
  EXPECT_THAT(run(trees, {0, missing}), ElementsAre(1000.25F, 10));
}

// More rows than walk side by side, and some left over; rows and sums apart from each other.
TEST(TreeEnsemble, ManyRowsAreRowsOneByOne) {
  const TreeEnsemble trees = two_trees();
  constexpr std::int64_t rows = 21, row_floats = 3, sum_floats = 4;
  std::vector<float> values, sums(rows * sum_floats, -1);
  for (std::int64_t i = 0; i < rows * row_floats; ++i) values.push_back(static_cast<float>(i * 7 % 5) - 1);
  values[row_floats * 4] = std::numeric_limits<float>::quiet_NaN();
  trees.run(values.data(), row_floats, rows, sums.data(), sum_floats);
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto one = run(trees, {values[static_cast<std::size_t>(row * row_floats)],
                                 values[static_cast<std::size_t>(row * row_floats + 1)]});
    EXPECT_EQ(sums[static_cast<std::size_t>(row * sum_floats)], one[0]) << row;
    EXPECT_EQ(sums[static_cast<std::size_t>(row * sum_floats + 1)], one[1]) << row;
    EXPECT_EQ(sums[static_cast<std::size_t>(row * sum_floats + 2)], -1) << row;
  }
}

std::string fault_of(TreeEnsemble trees) {
  try {
    trees.check("trees");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(TreeEnsemble, TreesThatLeadOutsideOrInCirclesAreRefused) {
  TreeEnsemble trees = two_trees();
  trees.nodes[1].yes = 0;
  EXPECT_THAT(fault_of(trees), HasSubstr("reached in two ways"));
  trees = two_trees();
  trees.nodes[1].no = 9;
  EXPECT_THAT(fault_of(trees), HasSubstr("a node that is not there"));
  trees = two_trees();
  trees.nodes[3].yes = 2;
  EXPECT_THAT(fault_of(trees), HasSubstr("adds to target 2"));
  trees = two_trees();
  trees.roots = {0};
  EXPECT_THAT(fault_of(trees), HasSubstr("belongs to no tree"));
  trees = two_trees();
  trees.nodes[0].threshold = std::numeric_limits<float>::infinity();
  EXPECT_THAT(fault_of(trees), HasSubstr("not finite"));
}

// Rows of three features, trees, softmax: what a classifier of beats is.
Graph classifier() {
  Graph graph;
  graph.input = {"x", {3}};
  Attributes attributes;
  attributes.trees = std::make_shared<TreeEnsemble>(two_trees());
  graph.nodes = {{Op::tree_ensemble, "trees", {"x"}, "sums", attributes},
                 {Op::softmax, "softmax", {"sums"}, "y", {.axis = -1}}};
  graph.output = {"y", {2}};
  return graph;
}

// Given row by row, rows could not walk side by side.
TEST(TreeEnsemble, TakesTheRowsOfABatchTogether) {
  const Plan plan = make_plan(classifier(), kernels_of(SimdLevel::portable), 16);
  EXPECT_TRUE(std::ranges::any_of(plan.segments, &Plan::Segment::whole_batch));
}

TEST(TreeEnsemble, GoesThroughAnOnnxFileUnchanged) {
  const rwave::testing::TemporaryFolder folder;
  write_onnx(folder / "trees.onnx", classifier());
  const Graph read = read_onnx(folder / "trees.onnx");
  ASSERT_EQ(read.nodes.size(), 2U);
  ASSERT_EQ(read.nodes[0].op, Op::tree_ensemble);
  for (const std::vector<float>& row : {std::vector<float>{0.5F, 2, 0}, {0, 3, 0}, {1, 0, 0}})
    EXPECT_EQ(run(*read.nodes[0].attributes.trees, row), run(two_trees(), row));
}

TEST(TreeEnsemble, RowsWithTooFewFeaturesAreRefused) {
  Graph graph = classifier();
  graph.input.shape = {1};
  try {
    infer_shapes(graph);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("with 2 features or more"));
  }
}

}  // namespace
}  // namespace rwave::infer
