#include "learn/model_file.h"

#include <fmt/format.h>

#include "beat/recipes/recipe.h"
#include "dataset/leakage.h"
#include "dataset/row_form.h"
#include "infer/graph.h"
#include "learn/batches.h"
#include "learn/export.h"
#include "learn/model_weights.h"
#include "learn/model_writer.h"
#include "learn/named_tensors.h"
#include "learn/predict.h"
#include "learn/start.h"
#include "learn/tensor_file.h"
#include "learn/trainer.h"
#include "learn/training.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

constexpr int model_format = 1;
constexpr std::size_t most_classes = 256;  // labels are bytes
constexpr int most_width = 1 << 20;        // against a width that only a damaged file states
constexpr int most_channels = 1 << 10;

ModelRecord record_from(const nlohmann::json& m, const std::string& file) {
  ModelRecord record;
  try {
    if (m.at("format") != "rwave model") throw Error(file, "is no model of rwave");
    if (m.at("version") != model_format) {
      throw Error(file, fmt::format("is a model of format {}, where this program reads {}",
                                    m.at("version").dump(), model_format));
    }
    m.at("classes").get_to(record.classes);
    record.recipe = current_recipe(m.at("recipe").get<std::string>(), file);
    record.channels = m.value("channels", 1);
    m.at("width").get_to(record.width);
    m.at("rate").get_to(record.rate);
    record.options = options_from_json(m.at("options"), file);
    record.training = m.at("training");
    const std::string differs =
        version_difference(record.recipe, m.value("normalisation", std::string()));  // absent in older files
    if (!differs.empty()) throw Error(file, fmt::format("takes rows {}; train it again", differs));
  } catch (const nlohmann::json::exception& fault) {
    throw Error(file, fmt::format("the model's record does not read: {}", fault.what()));
  }
  if (record.classes.size() < 2 || record.classes.size() > most_classes) {
    throw Error(file, fmt::format("states {} classes", record.classes.size()));
  }
  if (record.width < 1 || record.width > most_width || record.channels < 1 || record.channels > most_channels)
    throw Error(file, fmt::format("states rows of {} x {}", record.channels, record.width));
  return record;
}

}  // namespace

TrainedModel::TrainedModel(ModelRecord record, std::unique_ptr<Weights> weights)
    : record_(std::move(record)), weights_(std::move(weights)) {}
TrainedModel::TrainedModel(TrainedModel&&) noexcept = default;
TrainedModel::~TrainedModel() = default;

void write_model(const std::filesystem::path& file, const Network& network, const ModelRecord& record) {
  const nlohmann::json metadata = {{"format", "rwave model"},
                                   {"version", model_format},
                                   {"classes", record.classes},
                                   {"recipe", record.recipe},
                                   {"channels", record.channels},
                                   {"width", record.width},
                                   {"rate", record.rate},
                                   {"normalisation", normalisation_of(record.recipe)},
                                   {"options", options_to_json(record.options)},
                                   {"training", record.training}};
  write_tensors(file, metadata, network_tensors(network));
}

std::filesystem::path model_path(const std::filesystem::path& path) {
  return std::filesystem::is_directory(path) ? path / model_name : path;
}

TrainedModel TrainedModel::load(const std::filesystem::path& path) {
  const std::filesystem::path file = model_path(path);
  TensorFile content = read_tensors(file);
  ModelRecord record = record_from(content.metadata, file.string());
  auto weights = std::make_unique<Weights>();
  try {
    weights->network = make_network(
        record.options.model, shape_of(record.options, record.channels, record.width, record.classes.size()));
  } catch (const UsageError& fault) {
    throw Error(file.string(), fault.what());
  }
  load_network(weights->network, content.tensors, file.string());
  weights->network->eval();
  return {std::move(record), std::move(weights)};
}

void TrainedModel::require_fits(const BeatSet& set) const {
  if (record_.options.loss == "barlow") {
    throw Error(
        fmt::format("the network '{}' was trained without labels and tells no classes: train its last "
                    "layer first (rwave train --from it --layers 1)",
                    record_.options.model));
  }
  require_form(set, {record_.recipe, record_.channels, record_.width, record_.classes, {}},
               record_.options.model);
}

bool TrainedModel::trained_on(const BeatSet& set, const Split& split) const {
  return record_.training.value("rows_checksum", "") == fingerprint(set, split);
}

void TrainedModel::cool(double temperature) {
  auto* last = weights_->network->ptr(weights_->network->size() - 1)->as<torch::nn::LinearImpl>();
  if (last == nullptr)
    throw Error(fmt::format("the network '{}' does not end in a Linear layer", record_.options.model));
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
