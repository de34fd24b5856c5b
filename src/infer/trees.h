#pragma once
// An ensemble of decision trees: what ONNX calls TreeEnsembleRegressor, checked and ready to run.

#include <cstdint>
#include <string>
#include <vector>

namespace rwave::infer {

// Trees whose leaves add to one or more targets. Every index has been checked by check(), so that a walk from
// a root ends in a leaf and reads nothing outside its row.
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

  // Sums that a row gives: one per class.
  std::int64_t targets = 1;
  // The greatest index that a branch asks for, and one.
  std::int64_t features = 0;
  // By target; what the sums start with.
  std::vector<float> base;
  std::vector<Node> nodes;
  // By tree: the index of its first node.
  std::vector<std::int32_t> roots;

  bool operator==(const TreeEnsemble&) const = default;

  // sums[t] = base[t] + what each tree's leaf adds. `row` has at least `features` values.
  void run(const float* row, float* sums) const { run(row, 0, 1, sums, 0); }

  // The same for `count` rows, `row_floats` floats from one to the next, and their sums `sum_floats` apart.
  void run(const float* rows, std::int64_t row_floats, std::int64_t count, float* sums,
           std::int64_t sum_floats) const;

  // Throws Error, beginning with `label`, where a node is reached twice or not at all, an index lies outside,
  // or a number is not finite. Sets `features`.
  void check(const std::string& label);
};

}  // namespace rwave::infer
