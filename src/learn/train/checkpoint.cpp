// What of a training lies on disk: everything that the uninterrupted training would have in memory at this
// step.
#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include <limits>

#include "learn/model/predict.h"
#include "learn/model/weights.h"
#include "learn/train/trainer.h"
#include "rwave/error.h"

namespace rwave::learn {

// A list, not an object: a log of a thousand epochs is written in each of them.
void to_json(nlohmann::json& json, const EpochRow& row) {
  json = {row.epoch,    row.train_loss, row.validation_loss, row.accuracy, row.balanced_accuracy,
          row.macro_f1, row.rate,       row.seconds};
}

void from_json(const nlohmann::json& json, EpochRow& row) {
  // JSON has no NaN; the library writes null for one.
  const auto number = [&](std::size_t i) {
    return json.at(i).is_null() ? std::numeric_limits<double>::quiet_NaN() : json.at(i).get<double>();
  };
  row = {json.at(0).get<int>(), number(1), number(2), number(3), number(4), number(5), number(6), number(7)};
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TrainState, epoch, step, loss_sum, seconds, best_epoch, best_value,
                                   renewed_epoch, renewed_value, log)

namespace {

constexpr int checkpoint_format = 1;

// The tensors of `file` whose names begin with `prefix`, without it.
std::map<std::string, torch::Tensor> below(const TensorFile& file, const std::string& prefix) {
  std::map<std::string, torch::Tensor> found;
  for (const auto& [name, tensor] : file.tensors) {
    if (name.starts_with(prefix)) found[name.substr(prefix.size())] = tensor;
  }
  return found;
}

}  // namespace

nlohmann::json Trainer::metadata() const {
  return {{"format", "rwave checkpoint"},
          {"version", checkpoint_format},
          {"options", options_to_json(options_)},
          {"rows", fingerprint_},
          {"state", state_},
          {"schedule", schedule_.state()},
          {"optimizer_steps", optimizer_.steps()}};
}

// Network, running average, best weights and the optimizer's moments: without the last two an
// interrupted training would keep other weights than an uninterrupted one.
void Trainer::save_checkpoint() const {
  NamedTensors tensors;
  for (const auto& [name, tensor] : network_tensors(network_))
    tensors.emplace_back("network." + name, tensor);
  for (const auto& [name, tensor] : average_.tensors()) tensors.emplace_back("mean." + name, tensor);
  for (const auto& [name, tensor] : best_) tensors.emplace_back("best." + name, tensor);
  for (const auto& [name, tensor] : optimizer_.moments()) tensors.emplace_back("moment." + name, tensor);
  // Augmentation and dropout draw from it; without its state a resumed training would draw others.
  const at::Generator& generator = at::detail::getDefaultCPUGenerator();
  tensors.emplace_back("generator", generator.get_state());
  const auto file = folder_ / checkpoint_name;
  try {
    write_tensors(file, metadata(), tensors);
  } catch (const Error& fault) {
    // The old file is whole, as the new one was written under another name.
    if (!std::filesystem::exists(file)) throw;
    throw Error(fmt::format("{}; the one before it is kept: make room, and the same command resumes from it",
                            fault.what()));
  }
}

void Trainer::restore(const nlohmann::json& metadata) {
  metadata.at("state").get_to(state_);
  schedule_.restore(metadata.at("schedule"));
  optimizer_.set_steps(metadata.at("optimizer_steps").get<std::int64_t>());
}

bool Trainer::resume_from_checkpoint() {
  const auto path = folder_ / checkpoint_name;
  if (folder_.empty() || !std::filesystem::exists(path)) return false;
  const std::string file = path.string();
  TensorFile saved;
  try {
    saved = read_tensors(path);
  } catch (const Error& fault) {
    throw Error(fmt::format("{}; --fresh begins again", fault.what()));
  }
  try {
    const nlohmann::json& m = saved.metadata;
    if (m.at("format") != "rwave checkpoint" || m.at("version") != checkpoint_format) {
      throw Error(file, "is no checkpoint that this version of rwave reads");
    }
    // Refused where anything that changes the result differs: the log would be of two trainings.
    const std::string differs = difference(options_from_json(m.at("options"), file), options_);
    const std::string remedy =
        "; give the same options to resume, another -o folder, or --fresh to begin again";
    if (!differs.empty()) throw Error(file, "belongs to a training with other options: " + differs + remedy);
    if (m.at("rows") != fingerprint_) throw Error(file, "belongs to a training on other rows" + remedy);
    restore(m);
    if (!state_.fits(options_.epochs, static_cast<std::int64_t>(bounds_.size()))) {
      throw Error(file, "states an epoch or step that the training does not have");
    }
  } catch (const nlohmann::json::exception& fault) {
    throw Error(file, fmt::format("the checkpoint does not read: {}", fault.what()));
  }
  // Only now, when everything was checked: a training that is refused must not be half replaced.
  load_network(network_, below(saved, "network."), file);
  for (const auto& [name, tensor] : optimizer_.moments())
    copy_values(tensor, below(saved, "moment."), name, file);
  for (const auto& [name, tensor] : average_.tensors())
    copy_values(tensor, below(saved, "mean."), name, file);
  for (const auto& [name, tensor] : network_tensors(network_)) {
    if (state_.best_epoch == 0) break;
    best_.emplace_back(name, tensor.clone());
    copy_values(best_.back().second, below(saved, "best."), name, file);
  }
  const auto generator = saved.tensors.find("generator");
  auto default_generator = at::detail::getDefaultCPUGenerator();
  if (generator == saved.tensors.end() ||
      generator->second.sizes() != default_generator.get_state().sizes()) {
    throw Error(file, "lacks the random generator's state");
  }
  default_generator.set_state(generator->second);
  return true;
}

}  // namespace rwave::learn
