#include "learn/start.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "learn/fused/fused_network.h"
#include "learn/model_file.h"
#include "learn/named_tensors.h"
#include "learn/predict.h"
#include "learn/tensor_file.h"
#include "learn/training.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

constexpr int projection = 64;  // outputs that --loss barlow compares

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
std::size_t head_begin(const std::vector<NamedStage>& stages, const TrainOptions& options) {
  std::vector<std::size_t> linear;
  std::string names;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (!stages[i].is<torch::nn::LinearImpl>()) continue;
    linear.push_back(i);
    names += " " + stages[i].name;
  }
  const std::size_t wanted = options.layers < 0 ? linear.size() : static_cast<std::size_t>(options.layers);
  if (wanted < 1 || wanted > linear.size()) {
    throw UsageError(fmt::format("--layers {}: the network '{}' has {} Linear layers:{}", options.layers,
                                 options.model, linear.size(), names));
  }
  const std::size_t first = linear[linear.size() - wanted];
  return first > 0 && stages[first - 1].is<torch::nn::DropoutImpl>() ? first - 1 : first;
}

// The index of the first stage that is not fixed.
std::size_t trained_begin(const std::vector<NamedStage>& stages, std::size_t head,
                          const TrainOptions& options) {
  if (options.body == "frozen") return head;
  if (options.body == "drifting" || options.body_stages < 0) return 0;
  std::size_t begin = head;
  for (int left = options.body_stages; begin > 0 && left > 0; --begin) left -= stages[begin - 1].is_layer();
  return begin;
}

// Copies the source's weights into all stages but those that are to begin anew: the last layers, or where
// they are kept the last one if its classes are others.
void take_over(const std::vector<NamedStage>& stages, std::size_t head, const TrainOptions& options,
               const TrainedModel& source, const BeatSet& set) {
  const auto file = model_path(options.from);
  const TensorFile content = read_tensors(file);
  const bool same_outputs =
      source.record().classes == set.classes && source.record().options.loss != "barlow";
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (options.start == "fresh" && i >= head) continue;
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

Start parts_of(const std::vector<NamedStage>& stages, std::size_t head, const TrainOptions& options) {
  const std::size_t begin = trained_begin(stages, head, options);
  Start start;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    (i < begin ? start.fixed : start.trained)->push_back(stages[i].name, stages[i].module);
    if (i >= head) continue;
    for (torch::Tensor& parameter : stages[i].module.ptr()->parameters()) {
      const bool tuned = options.body == "tuned" && i >= begin;
      parameter.set_requires_grad(tuned);
      if (tuned) start.slow += parameter.numel();
    }
  }
  return start;
}

}  // namespace

NetworkShape shape_of(const TrainOptions& options, int channels, int width, std::size_t classes) {
  const int outputs = options.loss == "barlow" ? projection : static_cast<int>(classes);
  return {channels, width, outputs, options.code, options.breadth, options.depth};
}

Start start_of(const TrainOptions& options, const BeatSet& set) {
  const auto fresh = [&] {
    torch::manual_seed(options.seed);
    return make_network(options.model, shape_of(options, set.channels, set.width, set.classes.size()));
  };
  if (options.from.empty()) return {Network(), fresh(), 0};
  const TrainedModel source = TrainedModel::load(options.from);
  require_same_rows(source.record(), set, options.from);
  const std::vector<NamedStage> stages = stages_of(fresh());
  const std::size_t head = head_begin(stages, options);
  take_over(stages, head, options, source, set);
  return parts_of(stages, head, options);
}

torch::Tensor through_fixed(const Start& start, const torch::Tensor& x) {
  if (start.fixed->is_empty() || x.size(0) == 0) return x;
  Network fixed = start.fixed;
  fixed->eval();
  if (!x.is_cpu()) return logits_of(fixed, x);
  FusedNetwork fused(fixed, nullptr, at::get_num_threads());
  return logits_of(
      fixed, [&](const torch::Tensor& rows) { return fused.forward(rows); }, x);
}

Network joined(const Start& start) {
  Network whole;
  for (const Network& part : {start.fixed, start.trained}) {
    for (const NamedStage& stage : stages_of(part)) whole->push_back(stage.name, stage.module);
  }
  whole->eval();
  return whole;
}

void adopt_source(TrainOptions& options) {
  if (options.from.empty()) return;
  const TrainedModel source = TrainedModel::load(options.from);
  const TrainOptions& there = source.record().options;
  if (options.given.contains("model") && options.model != there.model) {
    throw UsageError(fmt::format("--from {} is a network '{}', --model asks for '{}'", options.from,
                                 there.model, options.model));
  }
  options.model = there.model;
  options.code = there.code;
  options.breadth = there.breadth;
  options.depth = there.depth;
}

void check_source(const TrainOptions& options, const BeatSet& set) {
  start_of(options, set);
}

}  // namespace rwave::learn
