#pragma once
// An ensemble of decision trees: what ONNX calls TreeEnsembleRegressor, checked and ready to run.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace rwave::infer {

// Trees whose leaves add to one or more targets. They run when check() has seen every index and laid out the
// walks: one from a root then ends in a leaf and reads nothing outside its row.
struct TreeEnsemble {
  // A branch: where x[feature] <= threshold the walk goes on at `yes`, else at `no`. A value that is NaN goes
  // to `yes` where `missing_yes`, else to `no`. A leaf has feature -1 and adds `threshold` to target `yes`.
  struct Node {
    std::int32_t feature = -1;
    float threshold = 0;
    std::int32_t yes = 0;
    std::int32_t no = 0;
    bool missing_yes = false;

    bool operator==(const Node&) const = default;
  };

  // A node as a walk takes it: on to `next`, [0] = no, [1] = yes. A leaf leads to itself, so that all rows
  // take as many steps as the tree is deep and none is asked whether it has arrived.
  struct Step {
    std::int32_t feature = 0;
    float threshold = 0;
    std::array<std::int32_t, 2> next{};
    bool missing_yes = false;

    bool operator==(const Step&) const = default;
  };

  // Sums that a row gives: one per class.
  std::int64_t targets = 1;
  // The greatest index that a branch asks for, and one.
  std::int64_t features = 0;
  // By target; what the sums start with.
  std::vector<float> base;
  std::vector<Node> nodes;
  // By tree: the index of its first node.
  std::vector<std::int32_t> roots;
  // By node, and by tree the steps from its root to its farthest leaf: made by check().
  std::vector<Step> steps;
  std::vector<int> depths;

  bool operator==(const TreeEnsemble&) const = default;

  // sums[t] = base[t] + what each tree's leaf adds. `row` has at least `features` values.
  void run(const float* row, float* sums) const { run(row, 0, 1, sums, 0); }

  // The same for `count` rows, `row_floats` floats from one to the next, and their sums `sum_floats` apart.
  void run(const float* rows, std::int64_t row_floats, std::int64_t count, float* sums,
           std::int64_t sum_floats) const;

  // Throws Error, beginning with `label`, where a node is reached twice or not at all, an index lies outside,
  // or a number is not finite. Sets `features`, `steps` and `depths`.
  void check(const std::string& label);
};

}  // namespace rwave::infer
