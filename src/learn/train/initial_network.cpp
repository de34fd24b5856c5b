#include "learn/train/initial_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "learn/fused/fused_network.h"
#include "learn/model/predict.h"
#include "learn/model/safetensors.h"
#include "learn/model/trained_model.h"
#include "learn/model/weights.h"
#include "learn/train/training.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

struct NamedStage {
  std::string name;
  torch::nn::AnyModule module;

  template <typename Module>
  bool is() const {
    return module.ptr()->as<Module>() != nullptr;
  }
  // A layer in the papers' sense: BatchNorm has weights too, but belongs to the convolution before it.
  bool is_layer() const { return !module.ptr()->parameters().empty() && !is<torch::nn::BatchNorm1dImpl>(); }
};

std::vector<NamedStage> stages_of(const Network& network) {
  std::vector<NamedStage> stages;
  const auto names = network->named_children().keys();
  for (const torch::nn::AnyModule& module : *network) stages.push_back({names[stages.size()], module});
  return stages;
}

// The index of the first of the last `layers` Linear layers, with the Dropout before it.
// The Dropout belongs to the layer behind it: the papers count weights alone.
std::size_t head_begin(const std::vector<NamedStage>& stages, const TrainOptions& options) {
  std::vector<std::size_t> linear;
  std::string names;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (!stages[i].is<torch::nn::LinearImpl>()) continue;
    linear.push_back(i);
    names += " " + stages[i].name;
  }
  const std::size_t wanted =
      options.transfer.layers < 0 ? linear.size() : static_cast<std::size_t>(options.transfer.layers);
  if (wanted < 1 || wanted > linear.size()) {
    throw UsageError(fmt::format("--layers {}: the network '{}' has {}:{}", options.transfer.layers,
                                 options.network.name,
                                 counted(static_cast<std::int64_t>(linear.size()), "Linear layer"), names));
  }
  const std::size_t first = linear[linear.size() - wanted];
  return first > 0 && stages[first - 1].is<torch::nn::DropoutImpl>() ? first - 1 : first;
}

// The index of the first stage that is not frozen.
std::size_t trained_begin(const std::vector<NamedStage>& stages, std::size_t head,
                          const TrainOptions& options) {
  if (options.transfer.body == TransferBody::frozen) return head;
  if (options.transfer.body == TransferBody::frozen_bn_updated || options.transfer.body_stages < 0) return 0;
  std::size_t begin = head;
  for (int left = options.transfer.body_stages; begin > 0 && left > 0; --begin)
    left -= stages[begin - 1].is_layer();
  return begin;
}

// Copies the source's weights into all stages but those that begin with random ones: the last layers, or
// where they are kept the last one if its classes are others.
void copy_source_weights(const std::vector<NamedStage>& stages, std::size_t head, const TrainOptions& options,
                         const TrainedModel& source, const BeatSet& set) {
  const auto file = model_path(options.transfer.from);
  const TensorFile content = read_tensors(file);
  const bool same_outputs =
      source.record().classes == set.classes && source.record().options.loss.kind != LossKind::barlow;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (options.transfer.start == HeadStart::fresh && i >= head) continue;
    if (i + 1 == stages.size() && !same_outputs) continue;
    for (const auto& [name, tensor] : module_tensors(*stages[i].module.ptr()))
      copy_values(tensor, content.tensors, stages[i].name + "." + name, file.string());
  }
}

void require_same_rows(const ModelRecord& record, const BeatSet& set, const std::string& file) {
  if (record.channels == set.channels && record.width == set.width) return;
  throw Error(file, fmt::format("takes rows of {} x {} values, and the data's are {} x {}", record.channels,
                                record.width, set.channels, set.width));
}

// Frozen stages are split off and run once over all rows before the training: what they give does
// not change from epoch to epoch, and most of a transfer's time would go into computing it again.
InitialNetwork parts_of(const std::vector<NamedStage>& stages, std::size_t head,
                        const TrainOptions& options) {
  const std::size_t begin = trained_begin(stages, head, options);
  InitialNetwork start;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    // Chains of the same modules: no weight is copied.
    (i < begin ? start.frozen : start.trained)->push_back(stages[i].name, stages[i].module);
    if (i >= head) continue;
    for (torch::Tensor& parameter : stages[i].module.ptr()->parameters()) {
      const bool fine_tuned = options.transfer.body == TransferBody::fine_tuned && i >= begin;
      parameter.set_requires_grad(fine_tuned);
      if (fine_tuned) start.body_values += parameter.numel();
    }
  }
  return start;
}

}  // namespace

InitialNetwork initial_network(const TrainOptions& options, const BeatSet& set) {
  const auto fresh = [&] {
    // Seeded here, so that first weights do not depend on what was drawn before.
    torch::manual_seed(options.seed);
    return make_network(options.network.name, shape_of(options, set.channels, set.width, set.classes.size()));
  };
  // From scratch: nothing is frozen.
  if (options.transfer.from.empty()) return {Network(), fresh(), 0};
  const TrainedModel source = TrainedModel::load(options.transfer.from);
  require_same_rows(source.record(), set, options.transfer.from);
  const std::vector<NamedStage> stages = stages_of(fresh());
  const std::size_t head = head_begin(stages, options);
  copy_source_weights(stages, head, options, source, set);
  return parts_of(stages, head, options);
}

torch::Tensor through_frozen(const InitialNetwork& start, const torch::Tensor& x) {
  if (start.frozen->is_empty() || x.size(0) == 0) return x;
  Network frozen = start.frozen;
  frozen->eval();
  // Fused where there are kernels: it is one pass over all rows, and the training waits for it.
  if (!x.is_cpu()) return logits_of(frozen, x);
  FusedNetwork fused(frozen, nullptr, at::get_num_threads());
  return logits_of(
      frozen, [&](const torch::Tensor& rows) { return fused.forward(rows); }, x);
}

Network whole_network(const InitialNetwork& start) {
  Network whole;
  for (const Network& part : {start.frozen, start.trained}) {
    for (const NamedStage& stage : stages_of(part)) whole->push_back(stage.name, stage.module);
  }
  // What is saved and scored is used, not trained.
  whole->eval();
  return whole;
}

void adopt_source(TrainOptions& options) {
  if (options.transfer.from.empty()) return;
  const TrainedModel source = TrainedModel::load(options.transfer.from);
  const TrainOptions& there = source.record().options;
  if (options.given.contains("model") && options.network.name != there.network.name) {
    throw UsageError(fmt::format("--from {} is a network '{}', --model asks for '{}'", options.transfer.from,
                                 there.network.name, options.network.name));
  }
  options.network.name = there.network.name;
  options.network.code = there.network.code;
  options.network.breadth = there.network.breadth;
  options.network.depth = there.network.depth;
}

// Builds the network and drops it: whatever train() would refuse is refused before rows are shared out.
void check_source(const TrainOptions& options, const BeatSet& set) {
  initial_network(options, set);
}

}  // namespace rwave::learn
