#include "learn/model/trained_model.h"

#include <fmt/format.h>

#include "dataset/leakage.h"
#include "dataset/row_form.h"
#include "infer/graph.h"
#include "learn/model/export.h"
#include "learn/model/predict.h"
#include "learn/model/row_tensors.h"
#include "learn/model/safetensors.h"
#include "learn/model/weights.h"
#include "rwave/error.h"

namespace rwave::learn {

TrainedModel::TrainedModel(ModelRecord record, std::unique_ptr<Weights> weights)
    : record_(std::move(record)), weights_(std::move(weights)) {}
// Here, where Weights is known: the header has its name alone.
TrainedModel::TrainedModel(TrainedModel&&) noexcept = default;
TrainedModel::~TrainedModel() = default;

TrainedModel TrainedModel::load(const std::filesystem::path& path) {
  const std::filesystem::path file = model_path(path);
  TensorFile content = read_tensors(file);
  ModelRecord record = record_from_json(content.metadata, file.string());
  auto weights = std::make_unique<Weights>();
  // An option that no network takes is wrong use on the command line, but here the file's fault.
  try {
    weights->network =
        make_network(record.options.network.name,
                     shape_of(record.options, record.channels, record.width, record.classes.size()));
  } catch (const UsageError& fault) {
    throw Error(file.string(), fault.what());
  }
  load_network(weights->network, content.tensors, file.string());
  // Batch norms by their running statistics, no dropout: a model that is read is used.
  weights->network->eval();
  return {std::move(record), std::move(weights)};
}

void TrainedModel::require_fits(const BeatSet& set) const {
  // Its outputs are a projection of the code; softmax of them would look like probabilities.
  if (record_.options.loss.kind == LossKind::barlow) {
    throw Error(
        fmt::format("the network '{}' was trained without labels and knows no classes: train its last "
                    "layer first (rwave train --from it --layers 1)",
                    record_.options.network.name));
  }
  require_form(set, {record_.recipe, record_.channels, record_.width, record_.classes, {}},
               record_.options.network.name);
}

bool TrainedModel::trained_on(const BeatSet& set, const Split& split) const {
  return record_.training.value("rows_checksum", "") == fingerprint(set, split);
}

// The record keeps the product, as a model may be calibrated more than once.
// In the last layer's weights and not as a factor next to them: softmax(W x / T) is softmax((W / T)
// x), so that every runtime gives the calibrated probabilities without knowing of a temperature.
void TrainedModel::scale_temperature(double temperature) {
  auto* last = weights_->network->ptr(weights_->network->size() - 1)->as<torch::nn::LinearImpl>();
  if (last == nullptr)
    throw Error(fmt::format("the network '{}' does not end in a Linear layer", record_.options.network.name));
  const torch::NoGradGuard no_gradients;
  for (torch::Tensor& parameter : last->parameters()) parameter.div_(temperature);
  record_.training["temperature"] = temperature * record_.training.value("temperature", 1.0);
}

void TrainedModel::save(const std::filesystem::path& file) const {
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
  write_model(file, weights_->network, record_);
}

infer::Graph TrainedModel::to_graph() const {
  return graph_of(weights_->network, row_shape(record_), card_of(record_));
}

std::vector<float> TrainedModel::probabilities(const BeatSet& set, std::span<const std::uint32_t> rows) {
  require_fits(set);
  // torch::cat of no batches is an error.
  if (rows.empty()) return {};
  const torch::Tensor logits = logits_of(weights_->network, gather_rows(set, rows).x);
  const torch::Tensor p = logits.softmax(1).contiguous();
  return {p.data_ptr<float>(), p.data_ptr<float>() + p.numel()};
}

std::vector<std::uint8_t> TrainedModel::classify(const BeatSet& set, std::span<const std::uint32_t> rows) {
  require_fits(set);
  if (rows.empty()) return {};
  return classes_of(logits_of(weights_->network, gather_rows(set, rows).x));
}

}  // namespace rwave::learn
