// What a training does more where several processes share it: learn/distributed/.
#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include "learn/model/predict.h"
#include "learn/train/trainer.h"
#include "rwave/error.h"

namespace rwave::learn {

bool Trainer::resume() {
  if (!group_) return resume_from_checkpoint();
  const bool found = is_leader() && resume_from_checkpoint();
  share_state();
  return found;
}

// All of it, whether or not there was a checkpoint: one seed gives the same first weights on machines of one
// kind only.
void Trainer::share_state() {
  Group& group = *group_;
  const std::string text = group.broadcast(metadata().dump());
  if (!is_leader()) restore(nlohmann::json::parse(text));
  for (const auto& [name, tensor] : network_tensors(network_)) group.broadcast(tensor);
  for (const auto& [name, tensor] : optimizer_.moments()) group.broadcast(tensor);
  for (const auto& [name, tensor] : average_.tensors()) group.broadcast(tensor);
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const torch::Tensor drawn = generator.get_state();
  group.broadcast(drawn);
  generator.set_state(drawn);
}

// Rank 0 saves the last whole step: its values are there, whoever computed them. While weights are being
// updated none is; that is a twentieth of a step.
std::string Trainer::save_after_loss() {
  const auto at_step = [&] { return fmt::format("epoch {}, step {}", state_.epoch + 1, state_.step); };
  if (!is_leader()) {
    return fmt::format(
        " (in {}); the same command resumes from rank 0's checkpoint where it has one, with any number of "
        "processes",
        at_step());
  }
  const std::string file = (folder_ / checkpoint_name).string();
  if (engine_->torn()) {
    return std::filesystem::exists(file)
               ? fmt::format(
                     "; in {} some weights were updated and others not; the same command resumes from {}, "
                     "which is older, with any number of processes",
                     at_step(), file)
               : fmt::format(
                     "; in {} some weights were updated and others not, and there is no checkpoint yet: "
                     "the same command begins again",
                     at_step());
  }
  engine_->roll_back();
  try {
    save_checkpoint();
  } catch (const Error& fault) {
    return fmt::format("; what was reached could not be saved: {}", fault.what());
  }
  return fmt::format("; saved {}: the same command resumes from {}, with any number of processes", at_step(),
                     file);
}

}  // namespace rwave::learn
