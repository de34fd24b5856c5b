// TreeEnsembleRegressor of ai.onnx.ml: sums over decision trees. A Softmax after it makes a classifier of it;
// ONNX's own TreeEnsembleClassifier was refused, as it has two results and labels of its own.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "infer/onnx/attributes.h"
#include "infer/ops/lowering.h"
#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "infer/trees.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

constexpr std::size_t max_tree_nodes = 1 << 22;

// Tree, node: ONNX's two numbers.
using NodeKey = std::pair<std::int64_t, std::int64_t>;

// The attributes' parallel lists, all of one length.
struct NodeLists {
  std::vector<std::int64_t> trees, ids, features, yes, no, missing_yes;
  std::vector<float> values;
  std::vector<std::string> modes;
};

NodeLists read_lists(AttributeReader& reader) {
  NodeLists lists{reader.integers("nodes_treeids"),      reader.integers("nodes_nodeids"),
                  reader.integers("nodes_featureids"),   reader.integers("nodes_truenodeids"),
                  reader.integers("nodes_falsenodeids"), reader.integers("nodes_missing_value_tracks_true"),
                  reader.reals("nodes_values"),          reader.texts("nodes_modes")};
  reader.ignore("nodes_hitrates");  // how often a branch was taken in training
  const std::size_t count = lists.trees.size();
  if (lists.missing_yes.empty()) lists.missing_yes.assign(count, 0);
  for (const std::size_t size : {lists.ids.size(), lists.features.size(), lists.yes.size(), lists.no.size(),
                                 lists.missing_yes.size(), lists.values.size(), lists.modes.size()})
    if (size != count || count == 0 || count > max_tree_nodes)
      throw Error(fmt::format("{}: its lists of nodes have {} and {} entries; expected the same, 1 to {}",
                              reader.label(), count, size, max_tree_nodes));
  return lists;
}

// The threshold t' for which x <= t' is what the mode says of x and t.
float threshold_of(const std::string& mode, float value, const std::string& label) {
  if (mode == "BRANCH_LEQ") return value;
  // x < t is x <= the next smaller float. So one comparison serves both modes, and trees of every
  // trainer give the same answer to the last bit.
  if (mode == "BRANCH_LT") return std::nextafter(value, -std::numeric_limits<float>::infinity());
  throw Error(fmt::format("{}: node mode {} is not known (known: BRANCH_LEQ BRANCH_LT LEAF)", label, mode));
}

// Indices are kept in 32 bits: a node then has 20 bytes or so, and a forest of hundreds of trees
// stays in the cache in which it is walked beat by beat.
std::int32_t narrow(std::int64_t value, const std::string& label) {
  if (value < 0 || value > std::numeric_limits<std::int32_t>::max())
    throw Error(fmt::format("{}: index {} is out of range", label, value));
  return static_cast<std::int32_t>(value);
}

// Other aggregates (MEAN, MIN, MAX) and transforms exist in ONNX. Read as a sum they would give
// wrong scores without a fault, so they are refused.
void require(AttributeReader& reader, const char* name, const char* only) {
  const std::string value = reader.text(name, only);
  if (value != only)
    throw Error(fmt::format("{}: {} {} is not known; expected {}", reader.label(), name, value, only));
}

void tree_ensemble_read(AttributeReader& reader, Attributes& attributes) {
  const std::string label = reader.label();
  require(reader, "aggregate_function", "SUM");
  require(reader, "post_transform", "NONE");
  const NodeLists lists = read_lists(reader);
  auto trees = std::make_shared<TreeEnsemble>();
  trees->targets = reader.integer("n_targets", 1);
  if (trees->targets < 1 || trees->targets > 1000)
    throw Error(fmt::format("{}: {} targets; expected 1 to 1000", label, trees->targets));
  trees->base = reader.reals("base_values");
  if (trees->base.empty()) trees->base.assign(static_cast<std::size_t>(trees->targets), 0);

  // Ids are numbers of the exporter's choice, in any order; places in the vector are what the run
  // needs.
  std::map<NodeKey, std::int32_t> places;
  for (std::size_t i = 0; i < lists.ids.size(); ++i) {
    if (!places.emplace(NodeKey{lists.trees[i], lists.ids[i]}, static_cast<std::int32_t>(i)).second)
      throw Error(fmt::format("{}: node {} of tree {} stands twice", label, lists.ids[i], lists.trees[i]));
    if (lists.ids[i] == 0) trees->roots.push_back(static_cast<std::int32_t>(i));
  }
  const auto place = [&](std::int64_t tree, std::int64_t id) {
    const auto found = places.find({tree, id});
    if (found == places.end()) throw Error(fmt::format("{}: tree {} has no node {}", label, tree, id));
    return found->second;
  };
  trees->nodes.resize(lists.ids.size());
  for (std::size_t i = 0; i < lists.ids.size(); ++i) {
    if (lists.modes[i] == "LEAF") continue;
    TreeEnsemble::Node& node = trees->nodes[i];
    node.feature = narrow(lists.features[i], label);
    node.threshold = threshold_of(lists.modes[i], lists.values[i], label);
    node.yes = place(lists.trees[i], lists.yes[i]);
    node.no = place(lists.trees[i], lists.no[i]);
    node.missing_yes = lists.missing_yes[i] != 0;
  }

  // A leaf adds to one target, as the trees of every trainer we know do; one without an entry adds nothing.
  const auto leaf_trees = reader.integers("target_treeids"), leaf_ids = reader.integers("target_nodeids"),
             leaf_targets = reader.integers("target_ids");
  const std::vector<float> weights = reader.reals("target_weights");
  if (leaf_ids.size() != leaf_trees.size() || leaf_targets.size() != leaf_trees.size() ||
      weights.size() != leaf_trees.size())
    throw Error(fmt::format("{}: its lists of targets differ in length", label));
  std::vector<bool> given(trees->nodes.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto at = static_cast<std::size_t>(place(leaf_trees[i], leaf_ids[i]));
    TreeEnsemble::Node& node = trees->nodes[at];
    if (node.feature >= 0 || given[at])
      throw Error(fmt::format("{}: node {} of tree {} is no leaf with one target", label, leaf_ids[i],
                              leaf_trees[i]));
    given[at] = true;
    node.threshold = weights[i];
    node.yes = narrow(leaf_targets[i], label);
  }
  // Cycles and leaves out of range are looked for once, when the file is read; the loop over a tree
  // then needs no check.
  trees->check(label);
  attributes.trees = std::move(trees);
}

void tree_ensemble_write(AttributeWriter& writer, const Node& node, const Graph&) {
  const TreeEnsemble& trees = *node.attributes.trees;
  std::vector<std::int64_t> ids, tree_ids, features, yes, no, missing, leaf_trees, leaf_ids, leaf_targets;
  std::vector<float> values, weights;
  std::vector<std::string> modes;
  for (std::size_t tree = 0; tree < trees.roots.size(); ++tree) {
    // Numbered from the root on, as ONNX Runtime takes a tree's first node for its root.
    std::vector<std::int32_t> order{trees.roots[tree]};
    for (std::size_t i = 0; i < order.size(); ++i) {
      const TreeEnsemble::Node& at = trees.nodes[static_cast<std::size_t>(order[i])];
      const bool leaf = at.feature < 0;
      tree_ids.push_back(static_cast<std::int64_t>(tree));
      ids.push_back(static_cast<std::int64_t>(i));
      features.push_back(leaf ? 0 : at.feature);
      values.push_back(leaf ? 0 : at.threshold);
      modes.emplace_back(leaf ? "LEAF" : "BRANCH_LEQ");
      missing.push_back(at.missing_yes ? 1 : 0);
      yes.push_back(leaf ? 0 : static_cast<std::int64_t>(order.size()));
      no.push_back(leaf ? 0 : static_cast<std::int64_t>(order.size()) + 1);
      if (leaf) {
        leaf_trees.push_back(static_cast<std::int64_t>(tree));
        leaf_ids.push_back(static_cast<std::int64_t>(i));
        leaf_targets.push_back(at.yes);
        weights.push_back(at.threshold);
      } else {
        order.push_back(at.yes);
        order.push_back(at.no);
      }
    }
  }
  writer.integer("n_targets", trees.targets);
  writer.reals("base_values", trees.base);
  writer.list("nodes_treeids", tree_ids);
  writer.list("nodes_nodeids", ids);
  writer.list("nodes_featureids", features);
  writer.reals("nodes_values", values);
  writer.texts("nodes_modes", modes);
  writer.list("nodes_truenodeids", yes);
  writer.list("nodes_falsenodeids", no);
  writer.list("nodes_missing_value_tracks_true", missing);
  writer.list("target_treeids", leaf_trees);
  writer.list("target_nodeids", leaf_ids);
  writer.list("target_ids", leaf_targets);
  writer.reals("target_weights", weights);
}

Shape tree_ensemble_shape(const ShapeCheck& check) {
  check.expect_inputs(1, 1);
  const Shape& x = check.value(0);
  const TreeEnsemble* trees = check.attributes().trees.get();
  if (trees == nullptr) check.fail("it has no trees");
  if (x.size() != 1 || x[0] < trees->features)
    check.fail(fmt::format("rows of shape {}; expected (batch, features) with {} features or more",
                           to_text(x), trees->features));
  return {trees->targets};
}

class TreeStep final : public Step {
 public:
  TreeStep(int in, int out, std::shared_ptr<const TreeEnsemble> trees)
      : Step({in}, out), trees_(std::move(trees)) {}

  // Rows walk side by side.
  bool whole_batch() const override { return true; }

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    trees_->run(frame.at<const float>(read(0), first), frame.row_stride(read(0)), rows,
                frame.at<float>(writes(), first), frame.row_stride(writes()));
  }

 private:
  std::shared_ptr<const TreeEnsemble> trees_;
};

void tree_ensemble_lower(Lowering& lowering, const Node& node) {
  const Located in = lowering.in_order(lowering.locate(node.inputs[0]));
  const Located out = lowering.new_value(lowering.shape_of(node.output));
  lowering.emit(std::make_unique<TreeStep>(in.buffer, out.buffer, node.attributes.trees));
  lowering.place(node.output, out);
}

}  // namespace

extern const Operator tree_ensemble_operator{Op::tree_ensemble,
                                             "TreeEnsembleRegressor",
                                             tree_ensemble_read,
                                             tree_ensemble_shape,
                                             tree_ensemble_lower,
                                             tree_ensemble_write,
                                             nullptr,
                                             "ai.onnx.ml"};

}  // namespace rwave::infer
